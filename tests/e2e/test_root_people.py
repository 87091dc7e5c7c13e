"""Root in a founded installation: two operators for a token, one responder to end them all, and nobody alone
for more."""

import re
import threading
import unittest

from tests.e2e.founded_house import FoundedHouse
from tests.e2e.managed_vault import ManagedVault

from scripts.lab.people import pending
from scripts.lab.waiting import wait_until


class RootByPeople(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = FoundedHouse()
        cls.addClassCleanup(cls.house.end)
        cls.people = cls.house.people
        cls.vault = ManagedVault(cls.house, "people")
        cls.addClassCleanup(cls.vault.end)

    def request_by(self, name: str, reason: str) -> tuple[threading.Thread, list]:
        """The command stays, since only it can open the token."""
        answers: list = []
        asking = threading.Thread(daemon=True, target=lambda: answers.append(
            self.people[name].say("root", "request", "--vault", self.vault.name, "--ttl", "10m", "--reason",
                                  reason, code=None, seconds=120)))
        asking.start()
        return asking, answers

    def open_request(self) -> str:
        found: list[str] = []

        def is_there() -> bool:
            said = self.people["bea"].say("request", "ls").text
            found[:] = re.findall(r"request-[0-9a-f]{32}", said)
            return bool(found)
        wait_until(is_there, "the request waits for a second operator", 30, 0.5)
        return found[0]

    def test_1_two_operators_make_a_token_that_only_its_requester_reads(self):
        asking, answers = self.request_by("ana", "INC-7")
        request = self.open_request()
        shown = self.people["bea"].say("request", "show", request, code=None).text
        self.assertIn("INC-7", shown)
        self.people["bea"].approve(request)
        asking.join(120)
        self.assertEqual(answers[0].code, 0, answers[0].talk)
        token = answers[0].text.strip()
        self.assertTrue(self.vault.lives(token))
        self.assertIn("ana", self.vault.page()["grants"][-1]["by"])

    def test_2_a_vetoed_request_makes_nothing(self):
        before = len(self.vault.page()["grants"])
        asking, answers = self.request_by("ana", "INC-8")
        self.people["wil"].say("request", "veto", self.open_request(), "--reason", "not now")
        asking.join(120)
        self.assertNotEqual(answers[0].code, 0)
        self.assertEqual(answers[0].text, "")
        self.assertEqual(len(self.vault.page()["grants"]), before)

    def test_3_who_is_no_operator_asks_for_none_and_takes_over_no_vault(self):
        for name in ("rob", "wil"):
            said = self.people[name].say("root", "request", "--vault", self.vault.name, "--reason", "x", code=None)
            self.assertNotIn(said.code, (0, pending), said.talk)
            said = self.people[name].say("vault", "adopt", self.vault.name, code=None)
            self.assertNotIn(said.code, (0, pending), said.talk)

    def test_4_a_responder_alone_ends_every_root_token(self):
        asking, answers = self.request_by("ana", "INC-9")
        self.people["bea"].approve(self.open_request())
        asking.join(120)
        token = answers[0].text.strip()
        self.assertTrue(self.vault.lives(token))
        said = self.people["rob"].say("root", "rotate", "--emergency", "--vault", self.vault.name, "--reason",
                                      "INC-10", seconds=130)
        self.assertEqual(said.code, 0, said.talk)
        self.assertFalse(self.vault.lives(token))
        self.assertEqual(self.vault.page()["task"]["by"], "rob")

    def test_5_under_a_freeze_no_root_is_made_and_every_root_is_ended(self):
        self.people["rob"].say("freeze", "--reason", "INC-11")
        said = self.people["ana"].say("root", "request", "--vault", self.vault.name, "--reason", "x", code=None)
        self.assertNotIn(said.code, (0, pending), said.talk)
        said = self.people["rob"].say("root", "rotate", "--emergency", "--vault", self.vault.name, "--reason",
                                      "INC-12", seconds=130)
        self.assertEqual(said.code, 0, said.talk)


if __name__ == "__main__":
    unittest.main()
