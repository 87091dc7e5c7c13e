"""What a vault of class production refuses, whatever a policy says, shown beside one of class trying."""

import os
import re
import unittest

from tests.e2e.founded_house import FoundedCase
from tests.e2e.transit import Asker, ciphertexts_in

from scripts.lab.people import pending, request_in

_certificates_too = ('version = 1\n\n[[rule]]\nname = "proved"\nevidence = ["tpm2", "pinned-key"]\n'
                     'evidence_age_max_s = 60\n\n'
                     '[[rule]]\nname = "certificates"\nevidence = ["channel-certificate"]\n')


class Production(FoundedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trying = cls.house.new_vault("trying").initialise()

    def test_production_opens_for_no_certificate_and_the_same_one_opens_a_vault_of_class_trying(self):
        self.set_policy()
        asker = Asker(self.house.alone, self.trying.node)
        opened = [asker.decrypt(self.trying.name, text)
                  for text in ciphertexts_in(self.trying.bao.folder / "data")]
        self.assertIn(200, {reply.status for reply in opened}, opened)

        self.house.service.ask("node", "revoke", self.trying.name, "node-1")
        self.house.service.ask("node", "add", self.machine.vault, "by-certificate", "--cert",
                               self.trying.node.certificate)

        codes = self.refused_codes(asker)

        # A recovery key takes a window whoever asks; what boots the vault takes its TPM.
        self.assertIn("E1710", codes)
        self.assertLessEqual(codes, {"E1710", "E1701"})
        self.machine.reboot()
        self.machine.bao.wait_unsealed("by its TPM the vault of class production is back", 30)

    def test_production_opens_for_no_key_on_a_disk_and_one_of_class_trying_does(self):
        self.set_policy()
        keyed = self.house.running("keyed", with_tpm=False)
        self.assertEqual(keyed.shown()["evidence"], "pinned-key")
        refused = self.house.further_machine(self.machine.vault, "keyed", with_tpm=False)
        refused.approve()

        rehearsed = refused.agent.command("attest", "--dry-run")

        self.assertEqual(rehearsed.returncode, 11, rehearsed.stdout + rehearsed.stderr)
        self.assertRegex(rehearsed.stdout, r"passed +signature\n(?s:.*)failed +policy .*\(E1711\)")
        self.assertEqual([each["claim"] for each in refused.failed_claims()], ["policy"])
        refused.agent.start()
        for text in ciphertexts_in(self.machine.bao.folder / "data"):
            self.assertEqual(refused.agent.asked("decrypt", {"ciphertext": text})[0], 403)

    def refused_codes(self, asker: Asker) -> set[str]:
        """Why each ciphertext on the disk of the vault of class production was refused."""
        codes = set()
        for text in ciphertexts_in(self.machine.bao.folder / "data"):
            reply = asker.decrypt(self.machine.vault, text)
            self.assertEqual(reply.status, 403, reply.text)
            named = re.search(r"sealwright explain ([A-Za-z0-9-]+)", reply.text)
            self.assertIsNotNone(named, reply.text)
            said = self.people["ana"].say("explain", named.group(1)).text
            codes.add(re.search(r"^code:\s+(E\d+)$", said, re.MULTILINE).group(1))
        return codes

    def set_policy(self) -> None:
        """By two people, so that nothing but the class stands in a certificate's way."""
        path = self.house.folder / "certificates.toml"
        path.write_text(_certificates_too)
        asked = self.people["ana"].say("policy", "set", path, "--looser", code=None)
        if asked.code == pending:
            self.people["bea"].approve(request_in(asked))
        shown = self.people["ana"].say("policy", "show", json_answer=True).document
        self.assertIn("channel-certificate", shown["policy"])


if os.geteuid() != 0:
    Production = unittest.skip("people and agents need users of their own: run as root")(Production)


if __name__ == "__main__":
    unittest.main()
