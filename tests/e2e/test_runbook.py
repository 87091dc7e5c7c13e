"""docs/runbooks/vault-does-not-unseal.md: each command in the trouble it is shown for."""

import datetime
import os
import re
import signal
import time
import unittest

from tests.e2e.shared import house
from tests.support import console

from scripts.lab.certificates import Certificate, client_certificate
from scripts.lab.commands import run
from scripts.lab.openbao import OpenBao
from scripts.lab.waiting import wait_until


def short_lived(folder, name: str, seconds: int) -> Certificate:
    """A node's certificate that ends `seconds` from now."""
    made = client_certificate(folder / "long", name)
    short = Certificate(folder / f"{name}.pem", made.key)
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    authority = folder / "authority"
    authority.mkdir()
    (authority / "index").touch()
    (authority / "serial").write_text("01\n")
    (authority / "request.cnf").write_text(
        f"[ca]\ndefault_ca=d\n[d]\nnew_certs_dir={authority}\ndatabase={authority}/index\n"
        f"serial={authority}/serial\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n")
    run(["openssl", "req", "-new", "-key", made.key, "-subj", f"/CN={name}", "-out",
         authority / "request"], "asking for a certificate")
    run(["openssl", "ca", "-batch", "-config", authority / "request.cnf", "-selfsign", "-keyfile",
         made.key, "-in", authority / "request", "-out", short.certificate, "-notext",
         "-startdate", "20260101000000Z", "-enddate", end.strftime("%Y%m%d%H%M%SZ")],
        "making a certificate that soon ends")
    return short


class VaultDoesNotUnseal(unittest.TestCase):
    """The page's vault is demo and its entry is entry-14; here they have names of their own."""

    @classmethod
    def setUpClass(cls):
        cls.house = house()
        cls.service = cls.house.settled()
        cls.vault = cls.house.new_vault("night").initialise()
        cls.bao = cls.vault.bao

    def setUp(self):
        self.house.settled()
        self.mark = self.bao.log_size()
        if self.bao.health() != OpenBao.active:
            self.bao.restart_after_kill()
            self.bao.wait_unsealed("the vault of this class is unsealed again")
        programs = [self.service.folder / "programs", self.bao.program.parent]
        self.places = {
            "/etc/openbao": str(self.bao.folder),
            "/var/lib/sealwright": str(self.service.state),
            "/var/log/openbao.log": str(self.bao.log),
            "/var/log/sealwrightd.log": str(self.service.log),
            "demo": self.vault.name,
        }
        self.here = {
            "folder": self.bao.folder,
            "places": self.places,
            "environment": {
                **self.bao.client_environment(),
                "SEALWRIGHT_SOCKET": str(self.service.socket),
                "PATH": os.pathsep.join([*map(str, programs), os.environ.get("PATH", os.defpath)]),
            },
        }

    def restart_in_vain(self) -> None:
        """The vault is restarted and ends, because its first question fails."""
        self.bao.kill_9()
        self.mark = self.bao.log_size()
        self.bao.spawn()
        self.bao.wait_ended("the vault ends at its start", 60)

    def meet_id(self) -> str:
        """The newest id of ours in the vault's log, which takes the place of the page's."""
        found = wait_until(lambda: self.bao.refusal(self.mark), "the log gives our reason", 20,
                           why=self.bao.log_tail)
        self.places["entry-14"] = found[1]
        return found[1]

    def with_node(self, certificate: Certificate) -> None:
        text = self.bao.configuration.read_text()
        for key, path in (("cert", certificate.certificate), ("key", certificate.key)):
            text = re.sub(rf'(tls_client_{key}\s*=) "[^"]*"', rf'\1 "{path}"', text)
        self.bao.configuration.write_text(text)

    def test_too_few_tokens(self):
        for name in ("a", "b"):
            self.service.ask("token", "stop", name)
            self.service.wait_token(name, "stopped")
        self.bao.restart_after_kill()
        self.meet_id()

        console.run("docs/runbooks/vault-does-not-unseal.md", "sealed", **self.here)
        console.run("docs/runbooks/vault-does-not-unseal.md", "id", **self.here)
        console.run("docs/runbooks/vault-does-not-unseal.md", "explain-tokens", **self.here)
        console.run("docs/runbooks/vault-does-not-unseal.md", "start-token", **self.here)

        self.bao.wait_unsealed("the vault goes on by itself", 30)
        console.run("docs/runbooks/vault-does-not-unseal.md", "over", **self.here)

    def test_a_revoked_node(self):
        self.service.ask("node", "revoke", self.vault.name, "node-1")
        before = self.bao.configuration.read_text()
        self.restart_in_vain()
        identifier = self.meet_id()
        self.assertIn("node-revoked", self.service.ask("explain", identifier).text)

        said = console.run("docs/runbooks/vault-does-not-unseal.md", "revoked", **self.here)
        self.assertRegex(said, rf"{self.vault.name} +node-1 +revoked")
        self.assertRegex(said, r"uid \d+ .*what=node revoke")
        console.run("docs/runbooks/vault-does-not-unseal.md", "new-node", **self.here)
        self.with_node(Certificate(self.bao.folder / "node-2.pem", self.bao.folder / "node-2.key"))
        self.assertNotEqual(self.bao.configuration.read_text(), before)

        self.bao.start()
        self.bao.wait_unsealed("the vault unseals with its new certificate")

    def test_an_expired_certificate(self):
        before = self.bao.configuration.read_text()
        self.addCleanup(self.bao.configuration.write_text, before)
        short = short_lived(self.bao.folder / "short", "node-3", 6)
        self.service.ask("node", "add", self.vault.name, "node-3", "--cert", short.certificate)
        self.places["/etc/openbao/node-1.pem"] = str(short.certificate)
        self.with_node(short)
        self.bao.restart_after_kill()
        time.sleep(7)

        self.restart_in_vain()

        self.assertIn("has expired", self.bao.log_text(self.mark))
        self.assertIn("(E2704)", self.bao.log_text(self.mark))
        console.run("docs/runbooks/vault-does-not-unseal.md", "expired", **self.here)

    def test_the_service_is_away(self):
        self.service.kill_daemon()
        try:
            wait_until(lambda: "phase" not in self.service.status(), "nobody answers", 20)
            self.restart_in_vain()
            self.assertIn("connection refused", self.bao.log_text(self.mark))
            console.run("docs/runbooks/vault-does-not-unseal.md", "away", **self.here)
        finally:
            self.service.start()
        self.house.settled()
        self.bao.start()
        self.bao.wait_unsealed("the vault unseals when the service is back")

    def test_the_keeper_hangs(self):
        keeper = self.service.process("sealwright-keeper")
        keeper.signal(signal.SIGSTOP)
        try:
            console.run("docs/runbooks/vault-does-not-unseal.md", "keeper", **self.here)
        finally:
            keeper.signal(signal.SIGCONT)

    def test_the_depot_hangs(self):
        depot = self.service.process("sealwright-depot")
        # It would replace the depot sooner than a busy machine can be asked what it looks like.
        watch = self.service.process("sealwrightd")
        watch.signal(signal.SIGSTOP)
        depot.signal(signal.SIGSTOP)
        try:
            self.bao.restart_after_kill()
            wait_until(lambda: self.service.status().get("phase") == "locked", "it is locked", 30)
            console.run("docs/runbooks/vault-does-not-unseal.md", "depot", **self.here)
            self.assertEqual(self.bao.health(), OpenBao.sealed)
        finally:
            depot.signal(signal.SIGCONT)
            watch.signal(signal.SIGCONT)
        self.bao.wait_unsealed("the vault goes on by itself", 30)

    def test_a_held_vault(self):
        self.service.ask("vault", "hold", self.vault.name, "--reason", "somebody was here")
        self.bao.restart_after_kill()
        self.assertIn("vault-held", self.service.ask("explain", self.meet_id()).text)

        said = console.run("docs/runbooks/vault-does-not-unseal.md", "held", **self.here)
        self.assertIn("somebody was here", said)
        self.assertEqual(self.bao.health(), OpenBao.sealed)
        console.run("docs/runbooks/vault-does-not-unseal.md", "lift", **self.here)

        self.bao.wait_unsealed("the vault goes on by itself", 30)

    def test_sealed_by_hand(self):
        """A vault that was sealed by hand asks nothing until its next start."""
        self.bao.request("PUT", "sys/seal", token=self.vault.keys.root_token)
        wait_until(lambda: self.bao.health() == OpenBao.sealed, "it is sealed", 20)
        before = self.house.head()
        time.sleep(7)

        self.assertEqual(self.bao.health(), OpenBao.sealed)
        self.assertEqual(self.house.intents(after=before), [])
        self.assertIn("vault is sealed", self.bao.log_text(self.mark))
        self.assertIsNone(self.bao.refusal(self.mark))
        self.bao.restart_after_kill()
        self.bao.wait_unsealed("a restart unseals it")


if __name__ == "__main__":
    unittest.main()
