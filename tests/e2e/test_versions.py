"""Key rotation, re-wraps, holds and restores, as a real OpenBao goes through them."""

import shutil
import sqlite3
import tempfile
import threading
import time
import unittest
import uuid

from tests.e2e.shared import house
from tests.e2e.transit import Asker, ciphertexts_in

from scripts.lab.openbao import OpenBao
from scripts.lab.waiting import wait_until


class VersionsCase(unittest.TestCase):
    """A vault of its own for each case: a rotation leaves its mark."""

    label = "versions"

    @classmethod
    def setUpClass(cls):
        cls.house = house()

    def setUp(self):
        self.service = self.house.settled()
        self.database = self.service.state / "depot/depot.db"
        self.vault = self.house.new_vault(self.label).initialise()
        self.addCleanup(self.vault.bao.kill_9)
        self.bao = self.vault.bao

    def info(self) -> dict:
        return self.house.vault_info(self.vault.name)

    def rotate(self) -> None:
        self.service.ask("vault", "rotate-key", self.vault.name)

    def sealed_key(self, version: int) -> bytes:
        """The seal key of this version, sealed, as the database keeps it."""
        vault = uuid.UUID(self.info()["id"].removeprefix("vault-")).hex
        # The depot alone may open its files; nothing writes while they are copied.
        with tempfile.TemporaryDirectory() as folder:
            for file in self.database.parent.glob("depot.db*"):
                shutil.copy(file, folder)
            database = sqlite3.connect(f"{folder}/depot.db")
            self.addCleanup(database.close)
            [(value,)] = database.execute("SELECT value FROM row WHERE CAST(key AS TEXT) = ?",
                                          (f"sealkey/{vault}/{version}",))
        return value

    def is_on_disk(self, value: bytes) -> bool:
        return any(value in file.read_bytes() for file in self.database.parent.glob("depot.db*"))

    def restart(self, what: str = "the vault is unsealed again") -> None:
        self.bao.restart_after_kill()
        self.bao.wait_unsealed(what)

    def is_rewrapped(self) -> bool:
        return not self.info()["rewrap_pending"]

    def submit_shares(self) -> list[tuple[int, dict]]:
        """Every recovery share, in one go, as a holder of all of them would."""
        token = self.vault.keys.root_token
        self.bao.request("DELETE", "sys/generate-root-token/attempt", token=token)
        status, begun = self.bao.request("PUT", "sys/generate-root-token/attempt", {}, token=token)
        if status != 200:
            return [(status, begun)]
        nonce, needed = begun["data"]["nonce"], begun["data"]["required"]
        return [self.bao.request("PUT", "sys/generate-root-token/update",
                                 {"nonce": nonce, "key": share}, token=token)
                for share in self.vault.keys.recovery[:needed]]

    def made_root(self, answers: list[tuple[int, dict]]) -> bool:
        return any(answer.get("data", {}).get("encoded_token") for _, answer in answers)


class KeyRotation(VersionsCase):
    """A rotation passes; making root with every recovery share does not, in its shadow either."""

    label = "rotated"

    def test_a_rotation_of_the_seal_key_is_taken_up_by_the_vault_at_its_next_unseal(self):
        self.vault.write_secret("kept over a rotation")
        self.rotate()
        self.assertTrue(self.info()["rewrap_pending"])

        self.restart()
        wait_until(self.is_rewrapped, "the vault has had everything sealed anew", 20,
                   why=self.bao.log_tail)

        info = self.info()
        self.assertEqual((info["root_version"], info["recovery_version"]), (2, 2))
        self.assertIsNone(info["rewrap_begun_by"])
        self.restart("the vault unseals with what it was given")
        self.assertEqual(self.vault.read_secret(), "kept over a rotation")

    def test_an_old_version_is_destroyed_only_when_nothing_presents_it_any_more(self):
        old_key = self.sealed_key(1)
        self.assertTrue(self.is_on_disk(old_key))
        self.rotate()
        refused = self.service.ask("vault", "retire-version", self.vault.name, "1", code=None)
        self.assertNotEqual(refused.code, 0)
        self.assertIn("E2437", refused.talk)
        self.restart()
        wait_until(self.is_rewrapped, "the vault has had everything sealed anew", 20,
                   why=self.bao.log_tail)
        self.restart()
        wait_until(lambda: self.service.ask("vault", "retire-version", self.vault.name, "1",
                                            code=None).code == 0,
                   "version 1 is retired once its node has shown version 2", 20)

        self.assertEqual(self.info()["versions"], [2])
        self.assertFalse(self.is_on_disk(old_key), "the retired key lies in the database's files")
        self.assertEqual(self.sealed_key(1), b"")
        self.restart("the vault unseals without version 1")
        self.assertTrue(self.house.journal_verifies())

    def test_every_recovery_share_makes_no_root_token_while_a_rewrap_is_due(self):
        self.rotate()
        answers = self.submit_shares()
        self.assertFalse(self.made_root(answers), answers)
        self.assertGreaterEqual(answers[-1][0], 400)

    def test_every_recovery_share_raced_into_a_due_rewrap_makes_no_root_token(self):
        self.rotate()
        self.bao.kill_9()
        made, tries = [], []
        stop = time.monotonic() + 8

        def race():
            while time.monotonic() < stop:
                try:
                    answers = self.submit_shares()
                except OSError:
                    continue  # The vault does not listen yet.
                tries.append(answers[-1][0])
                if self.made_root(answers):
                    made.append(answers)

        racers = [threading.Thread(target=race) for _ in range(2)]
        for racer in racers:
            racer.start()
        self.bao.start()
        for racer in racers:
            racer.join(timeout=60)

        self.assertEqual(made, [], "a root token was made")
        self.assertGreater(len(tries), 3)
        # Whoever won the race, the vault comes up afterwards and gets its re-wrap.
        self.restart()
        wait_until(lambda: self.is_rewrapped() or self.bao.health() == OpenBao.active,
                   "the vault is active", 20)
        self.restart()
        wait_until(self.is_rewrapped, "the re-wrap is done in the end", 30, why=self.bao.log_tail)
        self.assertTrue(self.house.journal_verifies())


class HoldAndLift(VersionsCase):
    """Promise 9, as far as restarts go."""

    label = "held"

    def test_a_held_vault_stays_sealed_over_restarts_rotation_and_new_certificates(self):
        self.service.ask("vault", "hold", self.vault.name, "--reason", "INC-412: a stolen disk")
        self.rotate()
        self.bao.restart_after_kill()
        wait_until(lambda: self.bao.refusal(0), "the log gives our reason", 20)
        self.assertEqual(self.bao.health(), OpenBao.sealed)

        self.service.kill_everything()
        self.service.start(is_up=lambda: self.service.status().get("phase") == "open")
        self.house.settled()
        time.sleep(6)  # One more ask of the vault, which comes every 5 s.
        self.assertEqual(self.bao.health(), OpenBao.sealed)
        line, identifier = self.bao.refusal()
        self.assertIn("held", line)
        self.assertIn("held", self.service.ask("explain", identifier).text)
        self.assertEqual(self.info()["held_reason"], "INC-412: a stolen disk")

        self.service.ask("vault", "lift", self.vault.name, "--reason", "the disk is back")
        self.bao.wait_unsealed("the vault unseals after the lift, by itself", 15)

    def test_a_hold_leaves_a_running_vault_alone(self):
        self.service.ask("vault", "hold", self.vault.name, "--reason", "drill")
        self.vault.write_secret("written while held")
        self.assertEqual(self.vault.read_secret(), "written while held")
        asker = Asker(self.service, self.vault.node)
        self.assertEqual(asker.encrypt(self.vault.name, b"Heartbeat 7").status, 200)
        for ciphertext in ciphertexts_in(self.bao.folder / "data"):
            self.assertEqual(asker.decrypt(self.vault.name, ciphertext).status, 403)


del VersionsCase  # A base, not a case of its own.

if __name__ == "__main__":
    unittest.main()
