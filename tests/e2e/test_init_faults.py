"""`operator init` completes although a process of ours dies by kill -9 at any ask of it.

Each run has a vault of its own. A tap between the vault and the front kills the target when the
n-th ask passes, before the front has it (or just after, for the two that commit). The vault must
come out of it with its keys and must unseal itself after a restart.
"""

import unittest

from tests.e2e.shared import House, house
from tests.e2e.tap import Tap

from scripts.lab.enrolment import through
from scripts.lab.failure import Failure
from scripts.lab.waiting import wait_until

_asks_max = 12
# Root key and recovery key sealed, the root key opened, a probe between them. How many probes of the
# unsealed node follow differs from one init to the next.
_asks_always = 4


class InitFaults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house: House = house()
        cls.service = cls.house.settled()
        cls.tap = Tap(cls.service.port)
        cls.addClassCleanup(cls.tap.stop)
        cls.asks = cls.count_asks()

    @classmethod
    def count_asks(cls) -> int:
        """How many asks an undisturbed init makes until it is unsealed; measured, not assumed."""
        vault = cls.house.new_vault("count", lambda stanza: through(stanza, cls.tap.port))
        cls.tap.arm(0, lambda: None)
        vault.initialise()
        asks = cls.tap.disarm()
        vault.bao.kill_9()
        return asks

    def test_an_undisturbed_init_asks_for_its_keys_and_opens_one(self):
        """The control of the tap: two keys encrypted, one opened, and probes between them."""
        self.assertGreaterEqual(self.asks, _asks_always)
        self.assertLessEqual(self.asks, _asks_max)

    def test_the_keeper_dies_at_each_ask(self):
        self.die_at_each_ask("sealwright-keeper")

    def test_the_keeper_dies_just_after_each_ask(self):
        self.die_at_each_ask("sealwright-keeper", after=True)

    def test_the_depot_dies_at_each_ask(self):
        self.die_at_each_ask("sealwright-depot")

    def test_the_depot_dies_just_after_each_ask(self):
        self.die_at_each_ask("sealwright-depot", after=True)

    def test_token_a_dies_at_each_ask(self):
        self.die_at_each_ask("sealwright-token", "a")

    def test_token_b_dies_at_each_ask(self):
        self.die_at_each_ask("sealwright-token", "b")

    def test_token_c_dies_at_each_ask(self):
        self.die_at_each_ask("sealwright-token", "c")

    def die_at_each_ask(self, program: str, token: str = "", after: bool = False) -> None:
        for ask in range(1, self.asks + 1):
            with self.subTest(ask=ask, target=f"{program} {token}".strip()):
                self.die_at(ask, program, token, after)
        self.assertTrue(self.house.journal_verifies())

    def fires(self, target) -> bool:
        """The last probes may come after the init's answer, or not at all."""
        try:
            return wait_until(lambda: not target.alive(), "the tap has fired", 3)
        except Failure:
            return False

    def die_at(self, ask: int, program: str, token: str, after: bool) -> None:
        self.house.settled()
        vault = self.house.new_vault("fault", lambda stanza: through(stanza, self.tap.port))
        self.addCleanup(vault.bao.kill_9)
        target = self.service.process(program, token)
        self.tap.arm(ask, target.kill_9, after)
        try:
            vault.initialise()
        except Failure as failure:
            self.tap.disarm()
            self.fail(f"init did not complete under the fault: {failure}")
        if not self.fires(target):
            self.assertLess(self.tap.disarm(), ask, "the tap did not act on the ask it saw")
            self.assertGreater(ask, _asks_always, "an init without its keys cannot be")
            vault.bao.kill_9()
            return
        self.tap.disarm()
        self.assertEqual(len(vault.keys.recovery), 3)

        vault.bao.restart_after_kill()

        vault.bao.wait_unsealed("the vault restarts unsealed after the fault")
        vault.bao.kill_9()


if __name__ == "__main__":
    unittest.main()
