"""Three tokens of three makers, two needed: a real OpenBao lives on each pair of them."""

import re
import unittest
from pathlib import Path

from scripts.lab.openbao import OpenBao
from scripts.lab.waiting import wait_until
from tests.vendors.makers import Makers, names


class ThreeMakers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.makers = Makers()
        cls.addClassCleanup(cls.makers.end)
        cls.service = cls.makers.service
        cls.makers.make_tokens()
        cls.service.start()
        cls.refusal = cls.service.ask("token", "enrol", "tpm2", code=None)
        cls.makers.make_tpm_key()
        cls.verifier_key = cls.service.initialise()
        cls.service.wait_open(tokens_ready=3)
        cls.bao = cls.makers.new_vault()
        cls.bao.wait_unsealed("the vault is unsealed after its init")

    def setUp(self):
        self.makers.settled()

    def restart_without(self, *absent: str) -> None:
        for name in absent:
            self.service.ask("token", "stop", name)
            self.service.wait_token(name, "stopped")
        self.bao.restart_after_kill()

    def test_a_vault_initialises_and_restarts_on_three_makers(self):
        self.restart_without()

        self.bao.wait_unsealed("the restarted vault is unsealed")

    def test_it_unseals_without_softhsm(self):
        self.restart_without("softhsm")

        self.bao.wait_unsealed("opencryptoki and tpm2 unsealed it")

    def test_it_unseals_without_opencryptoki(self):
        self.restart_without("opencryptoki")

        self.bao.wait_unsealed("softhsm and tpm2 unsealed it")

    def test_it_unseals_without_tpm2(self):
        self.restart_without("tpm2")

        self.bao.wait_unsealed("softhsm and opencryptoki unsealed it")

    def test_each_alone_leaves_it_sealed_until_another_is_back(self):
        for alone in names:
            with self.subTest(alone=alone):
                self.makers.settled()
                away = [name for name in names if name != alone]
                mark = self.bao.log_size()

                self.restart_without(*away)
                wait_until(lambda: self.bao.refusal(mark), "the log gives our reason", 20,
                           why=self.bao.log_tail)

                self.assertEqual(self.bao.health(), OpenBao.sealed)
                self.service.ask("token", "start", away[0])
                self.bao.wait_unsealed(f"{alone} and {away[0]} unsealed it")

    def test_keys_of_two_makers_are_made_by_us_and_the_third_says_how_it_is_made(self):
        self.assertEqual(self.refusal.code, 2, self.refusal.talk)
        self.assertIn("tpm2_ptool addkey", self.refusal.talk)
        self.assertEqual(set(self.service.token_states().values()), {"logged in"})

    def test_each_token_process_is_filtered_and_makes_no_socket(self):
        configured = (self.makers.folder / "sealwright.toml").read_text()
        self.assertNotIn("network", configured)
        for name in names:
            process = self.service.process("sealwright-token", name)
            status = Path(f"/proc/{process.pid}/status").read_text()

            self.assertRegex(status, r"(?m)^Seccomp:\s+2$")
            self.assertRegex(status, rf"(?m)^Uid:\s+{self.makers.users[name]}\s")

    def test_the_journal_of_it_all_verifies(self):
        bundle = self.makers.folder / "journal.export"

        self.service.ask("journal", "export", bundle)

        verified = self.service.offline("journal", "verify", bundle, "--key", self.verifier_key)
        self.assertEqual(verified.code, 0, verified.talk)
        self.assertIsNone(re.search("refus", verified.talk))


if __name__ == "__main__":
    unittest.main()
