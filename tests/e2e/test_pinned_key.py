"""A vault on a machine without a TPM: its node is known by a key that lies on its disk."""

import os
import secrets
import unittest

from tests.e2e.attested_house import attested_house
from tests.e2e.test_agent import AttestedCase
from tests.e2e.transit import ciphertexts_in


class PinnedKey(AttestedCase):
    """Enrolled, approved, initialised and unsealed by that key; the cases follow on each other."""

    @classmethod
    def setUpClass(cls):
        cls.house = attested_house()
        cls.service = cls.house.settled()
        cls.machine = cls.house.running("keyed", with_tpm=False)
        cls.bao = cls.machine.bao
        cls.key = cls.machine.agent.folder / "state" / "node.key"

    def test_1_it_opens_nothing_before_somebody_approves(self):
        waiting = self.house.further_machine(self.machine.vault, "two", with_tpm=False)

        rehearsed = waiting.agent.command("attest", "--dry-run")

        self.assertEqual(rehearsed.returncode, 11, rehearsed.stdout)
        self.assertIn("attestation refused", rehearsed.stderr)
        self.assertEqual([(each["claim"], each["got"]) for each in waiting.failed_claims()],
                         [("node", "waits for approval")])

    def test_2_its_machine_reboots_and_its_vault_unseals(self):
        self.machine.reboot()

        self.bao.wait_unsealed("the vault is unsealed after a reboot of its machine")
        shown = [entry["fields"] for entry in self.house.entries()
                 if entry["kind"] == "attestation" and entry["fields"]["vault"] == self.machine.vault]
        self.assertEqual((shown[-1]["evidence kind"], shown[-1]["status"]), ("pinned-key", "affirming"))

    def test_3_the_key_is_the_one_secret_on_its_disk_and_nowhere_at_the_service(self):
        key = self.key.read_bytes()
        self.assertEqual((len(key), self.key.stat().st_mode & 0o777), (32, 0o600))

        forms = (key, key.hex().encode())
        files = [path for top in (self.house.folder, self.service.state)
                 for path in top.rglob("*") if path.is_file() and path != self.key]
        found = [str(path) for path in files if any(form in path.read_bytes() for form in forms)]

        self.assertIn(self.service.log, files)
        self.assertEqual(found, [])

    def test_4_another_key_in_its_place_opens_nothing_and_is_alerted_of(self):
        own = self.key.read_bytes()
        identity = self.machine.shown()["identity"]
        self.assertIn(200, self.asked_anew())
        self.key.write_bytes(secrets.token_bytes(len(own)))

        self.assertEqual(self.asked_anew(), {403})

        expected, got, why = self.explained("signature")
        self.assertRegex(expected, "^key [0-9a-f]{64}$")
        self.assertEqual((got, why), ("not by it", "E1863"))
        self.assertEqual(self.machine.shown()["identity"], identity)
        alerts = [entry["fields"] for entry in self.house.entries() if entry["kind"] == "alert"]
        ours = {alert["what"] for alert in alerts if alert.get("vault") == self.machine.vault}
        # What lies on the disk has the recovery key too.
        self.assertEqual(ours, {"another machine claims to be this node",
                                "a recovery key was asked for that no task wants"})
        self.key.write_bytes(own)
        self.assertIn(200, self.asked_anew())

    def asked_anew(self) -> set[int]:
        """The answers to what lies on the vault's disk, from an agent that has to show evidence first."""
        self.machine.agent.kill_9()
        self.machine.agent.start()
        return {self.machine.agent.asked("decrypt", {"ciphertext": text})[0]
                for text in ciphertexts_in(self.bao.folder / "data")}


if os.geteuid() != 0:
    PinnedKey = unittest.skip("the key is its agent's: run as root")(PinnedKey)


if __name__ == "__main__":
    unittest.main()
