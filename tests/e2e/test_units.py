"""What the units of deploy/systemd say is enough to unseal a real vault, and says how each process is."""

import os
import shutil
import tempfile
import unittest
from pathlib import Path

from tests.e2e.shared import repository
from tests.support.units import Units

from scripts.lab import openbao, programs, settings
from scripts.lab.enrolment import enrol_vault
from scripts.lab.openbao import OpenBao
from scripts.lab.service import Service

_tokens = ("a", "b")
_first = ("sealwright-control.socket", "sealwright-keeper.socket", "sealwright-operator.socket",
          "sealwright-node.socket", "sealwright-depot.socket", *(f"sealwright-token@{name}.socket" for name in _tokens))
_daemon, _keeper, _front, _depot = (
    "sealwrightd.service", "sealwright-keeper.service", "sealwright-front.service",
    "sealwright-depot.service")


def token(name: str) -> str:
    return f"sealwright-token@{name}.service"


@unittest.skipIf(os.geteuid() != 0, "only root gives each unit its user")
class UnitsTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="sealwright-units-", dir="/tmp")).resolve()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.service = Service(self.folder, programs.built(repository), _tokens, 2)
        self.service.make_tokens()
        self.service.write_configuration()
        self.make_folders()
        places = {
            "/usr/bin": str(self.folder / "programs"),
            "/run/sealwright": str(self.service.run),
            "/etc/sealwright/sealwright.compiled": str(self.folder / "sealwright.compiled"),
            "/etc/sealwright/credentials": str(self.folder / "credentials"),
            "127.0.0.1:8443": f"127.0.0.1:{self.service.port}",
            "127.0.0.1:9464": f"127.0.0.1:{self.service.metrics_port}",
        }
        users = {"sealwright-front": settings.front_user, "sealwright-keeper": settings.keeper_user,
                 "sealwright-depot": settings.depot_user,
                 "sealwright-verifier": settings.verifier_user, "sealwright": 0}
        users |= {f"sealwright-token-{name}": settings.token_user(index)
                  for index, name in enumerate(_tokens)}
        self.units = Units(repository, self.folder, places, users)
        self.addCleanup(self.units.end)
        for unit in _first:
            self.units.listen(unit)

    def make_folders(self) -> None:
        """StateDirectory= and tmpfiles.d, which only systemd carries out."""
        state = self.service.state
        for path, user, mode in ((self.service.run, 0, 0o755), (state, 0, 0o711),
                                 (state / "depot", settings.depot_user, 0o700),
                                 (state / "token", 0, 0o711)):
            path.mkdir(mode=mode)
            path.chmod(mode)
            os.chown(path, user, -1)
        for index, name in enumerate(_tokens):
            (state / "token" / name).mkdir(mode=0o700)
            os.chown(state / "token" / name, settings.token_user(index), -1)

    def start_until_empty(self) -> None:
        for unit in (_keeper, _depot, *map(token, _tokens), _daemon):
            self.units.start(unit)
        for unit in (_keeper, _depot, *map(token, _tokens), _daemon):
            self.units.wait_said(unit, "READY=1")
        for name in _tokens:
            self.service.wait_token(name, "no key")

    def new_vault(self) -> OpenBao:
        bao = OpenBao(self.folder / "vault", openbao.binary(repository))
        self.addCleanup(bao.kill_9)
        _, stanza = enrol_vault(self.service, bao.folder, "demo")
        bao.write_configuration(stanza)
        bao.start()
        bao.initialise()
        bao.wait_unsealed("the vault is unsealed after its init")
        return bao

    def test_each_process_as_its_own_unit_unseals_a_vault_and_tells_systemd_how_it_is(self):
        self.start_until_empty()
        self.units.wait_said(_daemon, "STATUS=empty, waits for `sealwright init`, 0 of 2 tokens ready")
        self.units.wait_said(token("a"), "STATUS=logged in, no key yet")
        self.units.listen("sealwright-front.socket")
        self.units.listen("sealwright-metrics.socket")
        self.service.initialise()
        self.units.start(_front)  # As the path's unit does: now there is a certificate.
        bao = self.new_vault()

        bao.restart_after_kill()

        bao.wait_unsealed("the vault unseals itself through the units")
        self.units.wait_said(_front, "STATUS=serving with a certificate until ")
        self.units.wait_said(_daemon, "STATUS=open, 2 of 2 tokens ready, 2 needed")
        for unit in (_daemon, _keeper, _front, _depot, token("a"), token("b")):
            self.units.wait_said(unit, "WATCHDOG=1")
            self.assertTrue(Path(f"/proc/{self.units.pids[unit]}").exists(), unit)

        # A keeper ends with its line; its unit waits for the next sealwrightd. Tokens go on.
        self.units.kill(_daemon)
        self.assertEqual(self.units.wait_end(_keeper), 1)
        for unit in (_keeper, _daemon):
            self.units.start(unit)
        self.units.wait_said(_daemon, "READY=1")
        self.service.wait_open(tokens_ready=2)
        bao.restart_after_kill()
        bao.wait_unsealed("the vault unseals itself after sealwrightd was killed")

        # And the keeper alone: sealwrightd finds the next one at the same socket.
        self.units.kill(_keeper)
        self.units.start(_keeper)
        self.service.wait_open(tokens_ready=2)
        bao.restart_after_kill()
        bao.wait_unsealed("the vault unseals itself after the keeper was killed")

    def test_a_token_unit_that_is_stopped_ends_cleanly_and_starts_when_it_is_asked_again(self):
        self.start_until_empty()

        self.service.ask("token", "stop", "a")

        self.assertEqual(self.units.wait_end(token("a")), 0)
        self.service.wait_token("a", "stopped")
        self.service.ask("token", "start", "a", code=None)
        self.units.start(token("a"))  # As its socket's unit does when somebody connects.
        self.service.wait_token("a", "no key")

    def test_a_refused_pin_ends_the_unit_with_77_and_nobody_connects_to_it_again(self):
        (self.folder / "credentials" / "a" / "pin").write_text("not-the-pin-of-this-token")

        for unit in (_keeper, _depot, *map(token, _tokens), _daemon):
            self.units.start(unit)

        self.assertEqual(self.units.wait_end(token("a")), 77)
        self.service.wait_token("a", "pin refused")
        self.assertIn("77", (repository / "deploy/systemd/sealwright-token@.service").read_text())

    def test_no_pin_is_in_an_environment_or_an_argument(self):
        self.start_until_empty()
        pins = [(self.folder / "credentials" / name / "pin").read_bytes().strip()
                for name in _tokens]

        for unit, pid in self.units.pids.items():
            said = b"".join(Path(f"/proc/{pid}/{file}").read_bytes()
                            for file in ("cmdline", "environ"))
            self.assertIn(b"NOTIFY_SOCKET", said, unit)
            self.assertFalse([pin for pin in pins if pin in said], unit)


if __name__ == "__main__":
    unittest.main()
