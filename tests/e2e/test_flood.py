"""A real vault boots while 2,000 slow connections and a flood of new ones stand in its way."""

import subprocess
import sys
import threading
import unittest

from tests.e2e.shared import House, house, repository
from tests.e2e.tap import Tap

from scripts.lab.certificates import client_certificate
from scripts.lab.enrolment import through
from scripts.lab.openbao import OpenBao
from scripts.lab.waiting import wait_until

_served_seconds = 2.0
# A busy machine may spoil a boot; a vault that is kept out is kept out of each.
_boots = 3


class Crowd:
    """One process of tests/e2e/crowd.py; it ends when we do."""

    def __init__(self, mode: str, service, certificate):
        self._process = subprocess.Popen(
            [sys.executable, "-B", "-m", "tests.e2e.crowd", mode, str(service.port),
             str(service.state / "tls" / "ca.pem"), str(certificate.certificate),
             str(certificate.key)],
            cwd=repository, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        self._said.extend(iter(self._process.stdout.readline, ""))

    def wait_ready(self) -> None:
        wait_until(lambda: self._said, "the crowd is at full strength", 180)

    def alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        self._process.stdin.close()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(timeout=5)
        self._process.stdout.close()


class Flood(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house: House = house()
        cls.service = cls.house.settled()
        cls.tap = Tap(cls.service.port)
        cls.addClassCleanup(cls.tap.stop)
        cls.vault = cls.house.new_vault("flood", lambda stanza: through(stanza, cls.tap.port))
        cls.vault.initialise()
        cls.vault.write_secret("served in a crowd")

    def test_a_vault_is_served_within_two_seconds_among_slow_connections_and_a_flood(self):
        stranger = client_certificate(self.vault.bao.folder, "crowd")
        crowds = []
        for mode in ("slow", "flood"):
            crowd = Crowd(mode, self.service, stranger)
            self.addCleanup(crowd.end)
            crowds.append(crowd)
            crowd.wait_ready()

        slowest = [self.boot() for _ in range(_boots)]

        self.assertTrue(all(crowd.alive() for crowd in crowds))
        print(f"slowest answer of each boot: {[f'{seconds:.3f} s' for seconds in slowest]}")
        self.assertLess(min(slowest), _served_seconds, slowest)

    def boot(self) -> float:
        """From connecting, or from the ask on a connection that is open, to its answer."""
        self.vault.bao.kill_9()
        self.tap.waits.clear()
        self.vault.bao.start()
        self.vault.bao.wait_unsealed("the vault is unsealed in the crowd", 60)
        self.assertEqual(self.vault.read_secret(), "served in a crowd")
        self.assertEqual(self.vault.bao.health(), OpenBao.active)
        self.assertGreaterEqual(len(self.tap.waits), 2, "the tap saw neither probe nor decrypt")
        return max(self.tap.waits)


if __name__ == "__main__":
    unittest.main()
