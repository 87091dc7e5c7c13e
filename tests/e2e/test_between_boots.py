"""Killing any of our processes between two boots of a vault loses nothing."""

import unittest

from tests.e2e.shared import house, token_names


class BetweenBoots(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = house()
        cls.service = cls.house.settled()
        cls.vault = cls.house.new_vault("boots").initialise()
        cls.vault.write_secret("kept over every crash")

    def setUp(self):
        self.house.settled()
        self.before = self.house.entries()
        self.status = self.service.status()
        self.vault.bao.kill_9()

    def test_the_front_is_killed(self):
        self.kill_and_boot("sealwright-front")

    def test_the_keeper_is_killed(self):
        self.kill_and_boot("sealwright-keeper")

    def test_the_depot_is_killed(self):
        self.kill_and_boot("sealwright-depot")

    def test_each_token_is_killed(self):
        for name in token_names:
            self.service.process("sealwright-token", name).kill_9()
        self.boot()

    def test_the_tokens_keep_their_logins_when_the_keeper_is_killed(self):
        tokens = [self.service.process("sealwright-token", name) for name in token_names]

        self.kill_and_boot("sealwright-keeper")

        self.assertTrue(all(token.alive() for token in tokens))

    def test_the_supervisor_is_killed_and_started_again(self):
        self.service.kill_daemon()
        self.service.start()
        self.boot()

    def test_everything_is_killed_at_once(self):
        self.service.kill_everything()
        self.service.start()
        self.boot()

    def kill_and_boot(self, program: str) -> None:
        self.service.process(program).kill_9()
        self.boot()

    def boot(self) -> None:
        """The vault unseals itself, its secret is there, and no journal entry has changed."""
        self.house.settled()
        self.vault.bao.start()
        self.vault.bao.wait_unsealed("the vault boots unsealed after the crash")

        self.assertEqual(self.vault.read_secret(), "kept over every crash")
        self.assertTrue(self.house.journal_verifies())
        now = {entry["sequence"]: entry for entry in self.house.entries()}
        kept = [entry for entry in self.before if entry["sequence"] in now]
        self.assertTrue(kept)
        self.assertEqual([now[entry["sequence"]] for entry in kept], kept)
        status = self.service.status()
        self.assertGreaterEqual(status["journal"]["sequence"], self.status["journal"]["sequence"])
        self.assertGreaterEqual(status["revision"], self.status["revision"])
        self.assertEqual(status["installation"], self.status["installation"])
        self.assertEqual(status["verifier_key"], self.status["verifier_key"])


if __name__ == "__main__":
    unittest.main()
