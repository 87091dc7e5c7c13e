"""kill -9 of a vault while it initialises itself. It has nothing in it yet that anybody could lose; what OpenBao has left
behind then does not start, or starts with nobody who may log in. Emptied, it is initialised again and becomes ours."""

import shutil
import unittest

from tests.e2e.attested_house import attested_house
from tests.e2e.managed_vault import ManagedVault

from scripts.lab.failure import Failure
from scripts.lab.openbao import OpenBao
from scripts.lab.waiting import wait_until


class CutVault(ManagedVault):
    """Killed as soon as its log says something; then, where it does not become ours by itself, emptied."""

    def __init__(self, house, label: str, mark: str):
        self.mark = mark
        super().__init__(house, label)

    def begin(self) -> None:
        self.bao.spawn()
        wait_until(lambda: self.mark in self.bao.log_text(), f"the vault says: {self.mark}", 30, 0.005,
                   why=self.bao.log_tail)
        self.bao.kill_9()
        if not self.comes_up() or not self.becomes_ours(15):
            self.empty()
            self.bao.start()

    def comes_up(self) -> bool:
        try:
            return self.bao.start() in (OpenBao.active, OpenBao.sealed, OpenBao.not_initialised)
        except Failure:
            return False

    def becomes_ours(self, seconds: float) -> bool:
        try:
            wait_until(lambda: self.page()["managed"], "it is ours", seconds, 0.5)
        except Failure:
            return False
        return True

    def empty(self) -> None:
        """As docs/howto/root.md says."""
        self.bao.kill_9()
        shutil.rmtree(self.bao.folder / "data")
        (self.bao.folder / "data").mkdir(mode=0o700)
        self.service.ask("vault", "allow-init", self.name)


class InitKilled(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = attested_house()
        cls.service = cls.house.settled()

    def is_ours_after(self, label: str, mark: str) -> None:
        vault = CutVault(self.house, label, mark)
        self.addCleanup(vault.end)
        self.assertTrue(vault.page()["recovery_key"]["kept"])
        vault.no_stranger_lives()
        vault.bao.restart_after_kill()
        vault.bao.wait_unsealed("it unseals with nobody there")

    def test_before_it_has_a_barrier(self):
        self.is_ours_after("cut-start", "security barrier not initialized")

    def test_with_a_barrier_and_nobody_who_may_log_in(self):
        self.is_ours_after("cut-barrier", "security barrier initialized")

    def test_when_it_has_unsealed_for_the_first_time(self):
        self.is_ours_after("cut-unsealed", "post-unseal setup complete")


if __name__ == "__main__":
    unittest.main()
