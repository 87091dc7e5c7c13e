"""Processes that hang are ended and replaced; the certificate is renewed under living connections."""

import os
import re
import signal
import socket
import ssl
import unittest

from tests.e2e.shared import house
from tests.support import console

from scripts.lab.waiting import wait_until


class Hangs(unittest.TestCase):
    def test_front_keeper_and_depot_that_hang_are_replaced_and_the_vault_unseals(self):
        vault = house().new_vault("hangs").initialise()
        service = house().settled()
        names = ("sealwright-front", "sealwright-keeper", "sealwright-depot")
        hung = [service.process(name) for name in names]
        tokens = [service.process("sealwright-token", name) for name in service.token_names]

        for process in hung:
            process.signal(signal.SIGSTOP)

        # A hung process cannot answer; that another one does is what a person would see.
        wait_until(lambda: not any(one.alive() for one in hung), "all three hung ones are gone", 90,
                   every=0.5, why=service.log_tail)
        service.wait_open(tokens_ready=len(tokens), seconds=60)
        vault.bao.restart_after_kill()
        vault.bao.wait_unsealed("the vault unseals itself again")
        self.assertIn("supervisor-hung", service.log.read_text())
        self.assertTrue(all(one.alive() for one in tokens), "the tokens kept their logins")


class Renewal(unittest.TestCase):
    def setUp(self):
        self.vault = house().new_vault("renewal").initialise()
        self.service = house().settled()
        self.pem = self.service.state / "tls" / "server.pem"
        self.context = ssl.create_default_context(cafile=self.service.state / "tls" / "ca.pem")

    def connect(self) -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", self.service.port), timeout=20)
        made = self.context.wrap_socket(plain, server_hostname="localhost")
        self.addCleanup(made.close)
        return made

    def serial(self) -> str:
        return self.connect().getpeercert()["serialNumber"]

    def health(self, connection: ssl.SSLSocket) -> bytes:
        connection.sendall(b"GET /v1/sys/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return connection.recv(4096)

    def reload(self, says: str) -> None:
        before = len(self.service.log.read_text())
        house().service.process("sealwrightd").signal(signal.SIGHUP)
        wait_until(lambda: says in self.service.log.read_text()[before:], f"the log says: {says}", 20,
                   why=self.service.log_tail)

    def renew(self) -> str:
        return self.service.ask("certificate", "renew", "--config",
                                self.service.folder / "sealwright.toml").talk

    def test_a_renewed_certificate_is_served_to_new_connections_and_old_ones_live_on(self):
        living = self.connect()
        old = self.serial()
        front = self.service.process("sealwright-front")

        talk = self.renew()
        self.assertEqual(self.serial(), old, "before the reload nothing changes")
        self.reload("new connections get the certificate as it is now")

        self.assertIn("reload", talk)
        self.assertNotEqual(self.serial(), old)
        self.assertTrue(self.health(living).startswith(b"HTTP/1.1 "))
        self.assertTrue(front.alive())
        said = self.service.log.read_text()
        self.assertRegex(said, r"not_after=\d{4}-\d\d-\d\dT\S+ before=\d{4}-\d\d-\d\dT")
        self.vault.bao.restart_after_kill()
        self.vault.bao.wait_unsealed("the vault, which trusts the same authority, unseals itself")

    def test_the_page_renews_the_certificate(self):
        folder = self.service.folder
        old = self.serial()

        console.run("docs/howto/run-under-systemd.md", "renew", folder=folder,
                    places={"/etc/sealwright": str(folder), "/var/lib/sealwright": str(folder / "state")},
                    environment={"PATH": os.pathsep.join([str(folder / "programs"), os.defpath])})
        self.reload("new connections get the certificate as it is now")

        self.assertNotEqual(self.serial(), old)

    def test_a_broken_new_certificate_keeps_the_old_one_and_says_so(self):
        whole, old = self.pem.read_bytes(), self.serial()
        self.addCleanup(self.pem.write_bytes, whole)

        self.pem.write_bytes(whole[:100])
        self.reload("the certificate stays the old one")

        self.assertEqual(self.serial(), old)
        self.assertIn("still served", self.service.log_tail())

    def test_without_the_authoritys_key_nothing_is_renewed_and_it_can_be_named(self):
        toml = self.service.folder / "sealwright.toml"
        key = self.service.state / "tls" / "ca.key"
        away = self.service.folder / "ca.key.away"
        before = self.pem.read_bytes()
        key.rename(away)
        self.addCleanup(away.rename, key)

        refused = self.service.ask("certificate", "renew", "--config", toml, code=None)

        self.assertEqual(refused.code, 1)
        self.assertRegex(refused.talk + refused.text, re.escape("cli-authority-missing"))
        self.assertEqual(self.pem.read_bytes(), before)
        self.service.ask("certificate", "renew", "--config", toml, "--ca-key", away)
        self.assertNotEqual(self.pem.read_bytes(), before)


if __name__ == "__main__":
    unittest.main()
