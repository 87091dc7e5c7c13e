"""A vault's recovery key that opens by its custodians: with the real OpenBao, agent, keeper and three custodians."""

import threading
import unittest

from tests.e2e.custodians_here import CustodiansHere
from tests.e2e.founded_house import FoundedHouse, roles
from tests.e2e.managed_vault import ManagedVault

from scripts.lab.people import pending, request_in
from scripts.lab.waiting import wait_until

_custodians = {"dan": ("custodian",), "eva": ("custodian",), "fay": ("custodian",)}


class QuorumHouse(FoundedHouse):
    roles = roles | _custodians

    def initialise(self) -> str:
        key = super().initialise()
        self.custodians = CustodiansHere(self.people, tuple(_custodians))
        self.custodians.make_key("ana", "bea")
        return key


class RootByCustodians(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = QuorumHouse()
        cls.addClassCleanup(cls.house.end)
        cls.people, cls.custodians = cls.house.people, cls.house.custodians
        cls.vault = ManagedVault(cls.house, "quorum")
        cls.addClassCleanup(cls.vault.end)

    def request_by(self, name: str, reason: str) -> tuple[threading.Thread, list]:
        answers: list = []
        asking = threading.Thread(daemon=True, target=lambda: answers.append(
            self.people[name].say("root", "request", "--vault", self.vault.name, "--ttl", "10m", "--reason",
                                  reason, code=None, seconds=180)))
        asking.start()
        return asking, answers

    def asked(self) -> dict:
        """The page, once custodians are asked."""
        wait_until(lambda: self.vault.page()["ceremony"], "custodians are asked", 30, 0.5)
        return self.vault.page()

    def test_1_the_vault_is_taken_over_by_the_custodians_that_there_are(self):
        page = self.vault.page()
        self.assertTrue(page["managed"])
        self.assertEqual(page["recovery_key"]["release"], "quorum")

    def test_2_two_of_three_custodians_open_it_for_a_token_that_one_operator_asked_for(self):
        asking, answers = self.request_by("ana", "INC-7")
        page = self.asked()
        self.assertEqual(page["proposed"]["state"], "custodians are asked")
        seen = self.custodians.contribute("dan", "none of these are the words", code=1)
        for said in ("ROOT WINDOW", "ROOT TOKEN", "600 seconds", "INC-7", "ana", self.vault.name):
            self.assertIn(said, seen.talk)
        self.custodians.contribute("dan", page["words"])
        self.assertFalse(answers, "one custodian is not enough")
        given = self.custodians.contribute("eva", page["words"])
        self.assertIn("there are enough", given.talk)
        asking.join(120)
        self.assertEqual(answers[0].code, 0, answers[0].talk)
        self.assertIn(page["words"], answers[0].talk)
        token = answers[0].text.strip()
        self.assertTrue(self.vault.lives(token))
        task = self.vault.page()["task"]
        self.assertTrue(task["changed_recovery"])
        self.vault.made("auth/token/revoke-self", token)

    def test_3_a_rotation_ends_every_root_at_once_and_its_key_waits_for_custodians(self):
        said = self.people["rob"].say("root", "rotate", "--emergency", "--vault", self.vault.name, "--reason",
                                      "INC-412", code=pending, seconds=130)
        self.assertIn("custodians", said.talk)
        page = self.asked()
        self.assertTrue(page["recovery_key_change_due"])
        self.assertFalse(page["task"]["changed_recovery"])
        self.assertTrue(page["task"]["rotated_root"])
        for name in ("fay", "dan"):
            self.custodians.contribute(name, page["words"])
        wait_until(lambda: not self.vault.page()["recovery_key_change_due"], "the recovery key is another one", 60,
                   0.5, why=lambda: str(self.vault.page()))
        self.assertEqual(self.vault.settle("its change")["kind"], "claim")

    def test_4_what_was_changed_opens_again_and_the_vault_unseals_without_anybody(self):
        self.vault.bao.restart_after_kill()
        self.vault.bao.wait_unsealed("nobody is needed for an unseal")
        asking, answers = self.request_by("bea", "INC-8")
        page = self.asked()
        for name in ("eva", "fay"):
            self.custodians.contribute(name, page["words"])
        asking.join(120)
        self.assertEqual(answers[0].code, 0, answers[0].talk)
        self.assertTrue(self.vault.lives(answers[0].text.strip()))

    def test_5_a_keeper_that_dies_while_custodians_are_asked_asks_them_again(self):
        asking, answers = self.request_by("ana", "INC-9")
        before = self.asked()["words"]
        self.custodians.contribute("dan", before)
        self.house.alone.process("sealwright-keeper").kill_9()
        self.house.alone.wait_open(3, 60)
        wait_until(lambda: self.vault.page()["words"] not in (None, before), "they are asked anew", 60, 0.5)
        words = self.vault.page()["words"]
        for name in ("dan", "eva"):
            self.custodians.contribute(name, words)
        asking.join(120)
        self.assertEqual(answers[0].code, 0, answers[0].talk)

    def test_6_what_only_custodians_can_hand_on_is_not_sealed_anew(self):
        asked = self.people["ana"].say("vault", "rotate-key", self.vault.name, code=None)
        if asked.code == pending:
            asked = self.people["bea"].approve(request_in(asked), code=None)
        self.assertIn("sealed to custodians", asked.text + asked.talk)

    def test_7_a_statement_names_who_opens_the_recovery_key(self):
        path = self.house.folder / "quorum.statement"
        self.people["ana"].say("root", "statement", self.vault.name, "--from", "2026-01-01", "--output", path,
                               code=None)
        self.assertIn("\nrecovery-release quorum\n", path.read_text())


if __name__ == "__main__":
    unittest.main()
