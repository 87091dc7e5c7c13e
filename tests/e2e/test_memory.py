"""What rests in memory after a vault was unsealed: none of its root key, in any process of ours."""

import base64
import os
import unittest

from tests.e2e.shared import house
from tests.e2e.transit import Asker, ciphertexts_in
from tests.support.memory import memory_of

from scripts.lab import programs


class NothingRests(unittest.TestCase):
    label = "memory"

    @classmethod
    def setUpClass(cls):
        cls.house = house()
        cls.service = cls.house.settled()
        cls.vault = cls.house.new_vault(cls.label).initialise()

    def setUp(self):
        if os.geteuid() != 0:
            self.skipTest("only root may look into processes that are not dumpable")

    def root_key_forms(self) -> dict[str, bytes]:
        """The stored root key as the vault sent it, as base64 carries it, and its 32 bytes."""
        asker = Asker(self.service, self.vault.node)
        for ciphertext in ciphertexts_in(self.vault.bao.folder / "data"):
            reply = asker.decrypt(self.vault.name, ciphertext)
            if reply.status == 200 and reply.plaintext.startswith(b'["'):
                key = reply.plaintext[2:-2]
                return {"its bytes": base64.b64decode(key), "its text": key,
                        "its base64": base64.b64encode(reply.plaintext)[4:-4]}
        self.fail("the vault's own node opened no ciphertext of its root key")

    def test_after_an_unseal_no_process_of_ours_remembers_the_root_key(self):
        forms = self.root_key_forms()
        self.vault.bao.restart_after_kill()
        self.vault.bao.wait_unsealed("the vault is unsealed")
        self.house.settled()

        for process in programs.running_below(self.service.folder):
            memory = memory_of(process)
            self.assertGreater(len(memory), 100_000, f"{process.name} was not looked at")
            for form, value in forms.items():
                self.assertEqual(memory.count(value), 0, f"{process.name} remembers {form}")

    def test_control_the_vault_itself_is_seen_to_hold_its_root_key(self):
        """The same look finds it where it has to be: in the unsealed vault."""
        memory = memory_of(self.vault.bao.process)

        forms = self.root_key_forms()

        self.assertGreater(sum(memory.count(value) for value in forms.values()), 0)


if __name__ == "__main__":
    unittest.main()
