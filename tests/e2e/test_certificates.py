"""Certificates that end, are taken back or belong elsewhere, also while their connection lives."""

import re
import time
import unittest
from pathlib import Path

from tests.e2e.shared import house, repository
from tests.e2e.transit import Asker, Reply
from tests.e2e.unchanged import trace

from scripts.lab.certificates import Certificate, client_certificate
from scripts.lab.commands import run
from scripts.lab.enrolment import seal_stanza
from scripts.lab.failure import Failure
from scripts.lab.openbao import OpenBao
from scripts.lab.waiting import wait_until

_an_hour = 3600.0
_short = 6.0  # Long enough to be added and used once on a busy machine.


class Certificates(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = house()
        cls.service = cls.house.settled()
        cls.vault = cls.house.new_vault("certificate").initialise()
        cls.house.end_other_vaults(cls.vault)
        cls.nodes = 1

    def setUp(self):
        self.house.settled()

    def tearDown(self):
        """Whoever was refused, the vault with its own good certificate is not."""
        self.assertEqual(self.vault.bao.health(), OpenBao.active)
        good = Asker(self.service, self.vault.node).encrypt(self.vault.name, b"Heartbeat 1")
        self.assertEqual(good.status, 200, good.text)

    def issue(self, name: str, begin: float, end: float, key: Path | None = None) -> Certificate:
        made = Certificate(self.vault.bao.folder / f"{name}.pem",
                           key or self.vault.bao.folder / f"{name}.key")
        run([repository / ".tools/python/bin/python", "-B",
             Path(__file__).with_name("issue_certificate.py"), made.key, made.certificate,
             str(begin), str(end)], f"issuing the certificate {name}", advice="run scripts/setup")
        return made

    def add_node(self, certificate: Certificate) -> str:
        type(self).nodes += 1
        name = f"node-{self.nodes}"
        self.service.ask("node", "add", self.vault.name, name, "--cert", certificate.certificate)
        return name

    def asker(self, certificate: Certificate) -> Asker:
        """On one connection, as the real vault's are."""
        made = Asker(self.service, certificate, kept_open=True)
        self.addCleanup(made.close)
        return made

    def heartbeat(self, asker: Asker, name: str = "") -> Reply:
        return asker.encrypt(name or self.vault.name, b"Heartbeat 7")

    def assert_refused(self, reply: Reply, code: int) -> None:
        self.assertEqual(reply.status, 403, reply.text)
        named = re.search(r"sealwright explain ([A-Za-z0-9-]+)", reply.text)
        words = self.service.ask("explain", named.group(1)).text if named else reply.text
        self.assertIn(f"E{code}", words)

    def test_a_certificate_that_ends_while_its_connection_lives_is_refused_from_then_on(self):
        node = self.issue("ends", -60, _short)
        ends = time.time() + _short
        self.add_node(node)
        asker = self.asker(node)
        first = self.heartbeat(asker)
        before = trace(self.house)

        time.sleep(max(0.0, ends + 0.2 - time.time()))
        late = self.heartbeat(asker)

        self.assertEqual(first.status, 200, first.text)
        self.assert_refused(late, 2704)
        self.assertEqual(self.heartbeat(asker).status, 0, "the connection was not ended")
        self.assert_refused(self.heartbeat(self.asker(node)), 2704)
        self.assertEqual(trace(self.house), before)

    def test_a_new_certificate_over_the_same_key_does_not_make_a_node_live_longer(self):
        """What was added is what counts, not what its holder signs for himself later."""
        node = self.issue("short", -60, _short)
        ends = time.time() + _short
        self.add_node(node)
        longer = self.issue("longer", -60, _an_hour, node.key)
        asker = self.asker(longer)
        first = self.heartbeat(asker)

        time.sleep(max(0.0, ends + 0.2 - time.time()))
        before = trace(self.house)
        late = self.heartbeat(asker)

        self.assertEqual(first.status, 200, first.text)
        self.assert_refused(late, 2406)
        after = trace(self.house)
        self.assertEqual((after.rows, after.keys_used), (before.rows, before.keys_used))

    def test_a_certificate_that_is_over_or_not_yet_valid_is_refused_and_cannot_be_added(self):
        over = self.issue("over", -_an_hour, -60)
        early = self.issue("early", _an_hour, 2 * _an_hour)
        before = trace(self.house)

        added = self.service.ask("node", "add", self.vault.name, "late", "--cert",
                                 over.certificate, code=None)
        replies = {2704: self.heartbeat(self.asker(over)), 2705: self.heartbeat(self.asker(early))}

        self.assertNotEqual(added.code, 0)
        self.assertIn("expired", added.text + added.talk)
        for code, reply in replies.items():
            self.assert_refused(reply, code)
        self.assertEqual(trace(self.house), before)

    def test_a_node_that_is_revoked_while_its_connection_lives_is_refused_with_that_reason(self):
        node = client_certificate(self.vault.bao.folder, "taken-back")
        name = self.add_node(node)
        asker = self.asker(node)
        first = self.heartbeat(asker)

        self.service.ask("node", "revoke", self.vault.name, name)
        before = trace(self.house)
        late = self.heartbeat(asker)

        self.assertEqual(first.status, 200, first.text)
        self.assert_refused(late, 2405)
        self.assert_refused(self.heartbeat(self.asker(node)), 2405)
        after = trace(self.house)
        self.assertEqual((after.rows, after.keys_used), (before.rows, before.keys_used))

    def test_a_node_that_moves_to_another_vault_loses_the_old_one_on_its_living_connection(self):
        node = client_certificate(self.vault.bao.folder, "moves")
        name = self.add_node(node)
        asker = self.asker(node)
        first = self.heartbeat(asker)
        other = self.house.new_vault("moved-to")
        self.addCleanup(other.bao.kill_9)

        self.service.ask("node", "revoke", self.vault.name, name)
        self.service.ask("node", "add", other.name, "node-2", "--cert", node.certificate)
        late = self.heartbeat(asker)

        self.assertEqual(first.status, 200, first.text)
        self.assert_refused(late, 2407)
        self.assertEqual(self.heartbeat(self.asker(node), other.name).status, 200)

    def test_a_revoked_vault_runs_on_does_not_come_back_and_does_with_a_new_certificate(self):
        vault = self.house.new_vault("revoked-vault").initialise()
        self.addCleanup(vault.bao.kill_9)
        vault.write_secret("outlives its certificate")

        self.service.ask("node", "revoke", vault.name, "node-1")
        self.assertEqual(vault.bao.health(), OpenBao.active)
        self.assertEqual(vault.read_secret(), "outlives its certificate")
        with self.assertRaises(Failure):
            vault.bao.restart_after_kill()
        line, identifier = wait_until(vault.bao.refusal, "its log carries our reason", 10)

        self.assertIn("revoked", line)
        self.assertIn("add it", self.service.ask("explain", identifier).text)
        fresh = client_certificate(vault.bao.folder, "fresh")
        self.service.ask("node", "add", vault.name, "node-2", "--cert", fresh.certificate)
        vault.bao.write_configuration(seal_stanza(self.service, vault.name, fresh))
        vault.bao.start()
        vault.bao.wait_unsealed("the vault is back with its new certificate")
        self.assertEqual(vault.read_secret(), "outlives its certificate")


if __name__ == "__main__":
    unittest.main()
