"""A token computes for the vaults in its list only, and says so to whoever asks for another."""

import json
import re
import unittest

from scripts.lab.waiting import wait_until
from tests.e2e.shared import token_names
from tests.e2e.transit import Asker
from tests.e2e.wholeness import FaultyHouse


class Allowance(FaultyHouse):
    def grant(self, *lines: str) -> None:
        """Every token gets these lines of configuration, and a new process."""
        added = "".join(f"{line}\n" for line in lines)
        self.service.write_configuration(
            lambda text: text.replace("unlock_root", added + "unlock_root"))
        for name in token_names:
            self.service.ask("token", "stop", name)
            self.service.wait_token(name, "stopped")
            self.service.ask("token", "start", name)
        self.service.wait_open(tokens_ready=len(token_names))

    def vaults(self) -> dict[str, str]:
        answer = self.service.ask("vault", "status", json_answer=True)
        return {vault["name"]: vault["id"] for vault in answer.document["vaults"]}

    def tearDown(self):
        self.grant()

    def test_a_vault_that_no_list_names_is_refused_and_one_that_is_listed_serves_on(self):
        other = self.house.new_vault("unlisted").initialise()  # Else its asks would be held.
        node = Asker(self.service, other.node)
        sealed = json.loads(node.encrypt(other.name, b"Heartbeat 596").text)["data"]["ciphertext"]
        self.grant(f'vaults = ["{self.vaults()[self.vault.name]}"]')

        refused = node.decrypt(other.name, sealed)

        self.assertNotEqual(refused.status, 200)
        self.assertIn("not in the token's list `vaults`", refused.text)
        self.check_whole()
        details = {one["detail"] for one in self.service.status()["tokens"]}
        self.assertTrue(any(self.vaults()[other.name] in detail for detail in details), details)
        self.assertIn("a token refuses", self.service.log.read_text())
        self.grant()
        self.assertEqual(node.decrypt(other.name, sealed).plaintext, b"Heartbeat 596")

    def test_a_new_vault_needs_its_id_in_every_list_first_and_the_error_says_so(self):
        self.grant(f'vaults = ["{self.vaults()[self.vault.name]}"]')
        before = self.vaults()

        refused = self.service.ask("vault", "add", "later", code=None)

        self.assertNotEqual(refused.code, 0)
        self.assertEqual(self.vaults(), before)
        self.assertIn("not in the token's list `vaults`", refused.talk)
        identifier = re.search(r"vault-[0-9a-f]{32}", refused.talk).group()
        self.grant(f'vaults = ["{before[self.vault.name]}", "{identifier}"]')
        self.service.ask("vault", "add", "later", "--id", identifier)
        self.assertEqual(self.vaults()["later"], identifier)
        taken = self.service.ask("vault", "add", "again", "--id", identifier, code=None)
        self.assertIn("vault-exists", taken.talk)
        self.assertNotIn("again", self.vaults())
        self.check_whole()

    def test_more_than_the_rate_is_refused_and_a_vault_that_waits_is_served(self):
        """A rate of one a second: what a whole ask may hold at once is there, then nothing more."""
        self.grant("rate_per_second = 1")
        asker = Asker(self.service, self.vault.node, kept_open=True)
        sealed = json.loads(asker.encrypt(self.vault.name, b"Heartbeat 596").text)
        ciphertext = sealed["data"]["ciphertext"]

        def refusal() -> str:
            reply = asker.decrypt(self.vault.name, ciphertext)
            return "" if reply.status == 200 else reply.text
        said = wait_until(refusal, "the rate is met", 120, every=0)

        self.assertIn("rate_per_second", said)
        asker.close()
        self.grant()
        self.check_whole()


if __name__ == "__main__":
    unittest.main()
