"""The release policy, set by an operator, with a real vault behind it: what it lets open and refuses."""

import unittest

from tests.e2e.test_agent import AttestedCase

_denied = 11


class TheReleasePolicy(AttestedCase):
    """The cases follow on each other: one vault, and the policy that holds when they begin."""

    label = "policy"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.before = cls.shown_policy()

    @classmethod
    def tearDownClass(cls):
        if cls.shown_policy()["digest"] != cls.before["digest"]:
            cls.set(cls.before["policy"], "--looser")
        super().tearDownClass()

    @classmethod
    def shown_policy(cls) -> dict:
        return cls.service.ask("policy", "show", json_answer=True).document

    @classmethod
    def file(cls, text: str):
        path = cls.house.folder / "release-policy.toml"
        path.write_text(text)
        return path

    @classmethod
    def set(cls, text: str, *words: str, code: int = 0):
        return cls.service.ask("policy", "set", cls.file(text), *words, code=code)

    def rule(self, name: str, condition: str) -> str:
        return (f'version = 1\n\n[[rule]]\nname = "{name}"\nvaults = ["{self.machine.vault}"]\n'
                f'evidence = ["tpm2"]\nevidence_age_max_s = 60\n{condition}\n')

    def released(self) -> list[dict]:
        """The intents of this vault's releases, oldest first."""
        return [entry for entry in self.house.intents()
                if entry["fields"].get("vault") == self.machine.vault
                and "rule" in entry["fields"]]

    def test_1_each_release_names_the_rule_and_the_policys_digest(self):
        last = self.released()[-1]

        self.assertEqual(last["fields"]["rule"], "default")
        self.assertEqual(last["fields"]["policy"], self.before["digest"])
        explained = self.service.ask("explain", last["id"]).text
        self.assertIn(self.before["digest"], explained)

    def test_2_a_policy_that_proves_nothing_or_cannot_be_read_is_refused_and_changes_nothing(self):
        proves_nothing = 'version = 1\n\n[[rule]]\nname = "a"\nsource = ["127.0.0.0/8"]\n'
        for text, code in ((proves_nothing, "E1714"), ("version = 2\n", "E23"),
                           ('version = 1\n[[rule]]\nname = "a"\nevidense = ["tpm2"]\n', "E2302")):
            said = self.set(text, code=None)

            self.assertNotEqual(said.code, 0)
            self.assertIn(code, said.talk)
        self.assertEqual(self.shown_policy(), self.before)

    def test_3_a_looser_policy_wants_the_word_for_it(self):
        self.set(self.rule("only-this", 'source = ["127.0.0.0/8"]'))
        tight = self.shown_policy()

        said = self.set(self.before["policy"], code=None)

        self.assertNotEqual(said.code, 0)
        self.assertIn("E2980", said.talk)
        self.assertEqual(self.shown_policy(), tight)

    def test_4_a_rule_that_holds_opens_the_vault_and_stands_in_the_release(self):
        self.machine.reboot()
        self.bao.wait_unsealed("the vault is unsealed by a rule of its own")

        last = self.released()[-1]
        self.assertEqual(last["fields"]["rule"], "only-this")
        self.assertEqual(last["fields"]["policy"], self.shown_policy()["digest"])

    def test_5_a_policy_that_holds_no_more_refuses_the_next_boot_and_names_its_rule(self):
        self.set(self.rule("elsewhere", 'source = ["192.0.2.0/24"]'), "--looser")
        released = len(self.released())

        self.stays_sealed_after(self.machine.reboot)

        claims = self.machine.failed_claims()
        self.assertEqual([(each["claim"], each["code"]) for each in claims], [("policy", "E1712")])
        rehearsed = self.machine.agent.command("attest", "--dry-run")
        self.assertEqual(rehearsed.returncode, _denied)
        for said in (claims[0]["got"], self.service.ask("explain", self.machine.shown()["id"]).text,
                     rehearsed.stdout):
            self.assertIn("rule=elsewhere, term=source", said)
        self.assertEqual(len(self.released()), released)

    def test_6_what_no_rule_names_is_denied(self):
        self.set('version = 1\n\n[[rule]]\nname = "another"\nvaults = ["another-vault"]\n'
                 'evidence = ["tpm2"]\n', "--looser")

        self.is_refused_after(self.machine.reboot)

        self.assertIn("rule=another, term=vaults",
                      self.machine.agent.command("attest", "--dry-run").stdout)

    def test_7_set_back_it_opens_by_itself_and_the_journal_has_each_change(self):
        self.set(self.before["policy"], "--looser")

        self.bao.wait_unsealed("the vault is unsealed after the policy was set back")
        self.assertEqual(self.shown_policy()["digest"], self.before["digest"])
        self.assertEqual(self.released()[-1]["fields"]["rule"], "default")
        acts = [entry["fields"] for entry in self.house.entries()
                if entry["fields"].get("what") == "policy set"]
        self.assertGreaterEqual(len(acts), 4)
        for older, newer in zip(acts, acts[1:]):
            self.assertEqual(newer["replaces"], older["policy"])
        self.assertTrue(self.house.journal_verifies())


if __name__ == "__main__":
    unittest.main()
