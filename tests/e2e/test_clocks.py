"""The wall clock of the service, or of an agent, is stepped both ways: no vault is lost or opened by it.

Keeper and front, or the agent, run with a library preloaded that moves their wall clock by what a file
says, while they run. The machine's own clock is never touched.
"""

import os
import shutil
import threading
import unittest
from pathlib import Path

from tests.e2e.attested_house import AttestedHouse
from tests.e2e.shared import Vault, repository
from tests.e2e.tap import Tap, without_certificate

from scripts.lab import programs

_secret = "kept over every step of a clock"
_minute, _day = 60, 24 * 60 * 60
_finish = 2  # The second message of an agent that has just started.


class SteppedClock:
    """A file that says how many seconds a clock is ahead, and a program that runs by it."""

    def __init__(self, folder: Path, name: str):
        self.library = folder / "stepped-clock.so"
        if not self.library.exists():
            built = programs.built(repository).parent / "tests/process/keeper/stepped-clock.so"
            shutil.copy(built, self.library)
            self.library.chmod(0o755)
        self.file = folder / f"clock-{name}"
        self.set(0)
        self.file.chmod(0o644)

    def set(self, seconds: int) -> None:
        """Into the same file: processes have it mapped."""
        with open(self.file, "r+b" if self.file.exists() else "wb") as file:
            file.write(seconds.to_bytes(8, "little", signed=True))

    def wrap(self, program: Path) -> None:
        """In the program's place stands a script that becomes it, by this clock."""
        real = program.parent / "real"
        real.mkdir(exist_ok=True)
        program.rename(real / program.name)
        program.write_text("#!/bin/sh\n"
                           f"exec env LD_PRELOAD={self.library} STEPPED_CLOCK={self.file} "
                           f'{real / program.name} "$@"\n')
        program.chmod(0o755)


class ClockHouse(AttestedHouse):
    """A service whose keeper and front run by one clock, and its agents by another."""

    def alter(self, text: str) -> str:
        self.of_service = SteppedClock(self.folder, "service")
        self.of_agents = SteppedClock(self.folder, "agents")
        for name in ("sealwright-keeper", "sealwright-front"):
            self.of_service.wrap(self.service.programs / name)
        self.of_agents.wrap(self.service.programs / "sealwright-agent")
        return super().alter(text)


class SteppedClocks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = ClockHouse()
        cls.addClassCleanup(cls.house.end)
        cls.service = cls.house.settled()
        cls.machine = cls.house.running("clocks")
        cls.bao = cls.machine.bao
        cls.kept = Vault(cls.machine.vault, cls.bao)
        cls.kept.keys = cls.machine.keys
        cls.kept.write_secret(_secret)
        cls.tap = Tap(cls.service.port, without_certificate)
        cls.addClassCleanup(cls.tap.stop)
        cls.machine.reach_by(f"127.0.0.1:{cls.tap.port}")
        cls.machine.agent.kill_9()
        cls.machine.agent.start()

    def tearDown(self):
        self.house.of_service.set(0)
        self.house.of_agents.set(0)

    def newest_time(self) -> str:
        return str(self.house.entries()[-1]["time"])

    def check_boots(self, when: str) -> None:
        self.bao.restart_after_kill()
        self.bao.wait_unsealed(f"the vault is unsealed {when}")
        self.assertEqual(self.kept.read_secret(), _secret, when)
        self.assertEqual(self.machine.shown()["state"], "in force", when)

    def test_1_the_steps_are_seen(self):
        """The control: the journal's times are the keeper's."""
        before = self.newest_time()
        self.house.of_service.set(_day)

        self.check_boots("a day later")

        self.assertGreater(self.newest_time()[:10], before[:10])

    def test_2_the_services_clock_both_ways(self):
        for seconds in (2 * _minute, -2 * _minute, _day, -_day, 0):
            self.house.of_service.set(seconds)

            self.check_boots(f"with the service's clock {seconds} s ahead")

    def test_3_an_agents_clock_both_ways(self):
        for seconds in (_day, -_day, 0):
            self.house.of_agents.set(seconds)

            self.check_boots(f"with the agent's clock {seconds} s ahead")
        for seconds in (_day, -_day):
            self.house.of_agents.set(seconds)
            self.machine.reboot()

            self.bao.wait_unsealed(f"a machine whose clock is {seconds} s ahead boots")

    def test_4_a_step_between_challenge_and_finish(self):
        for seconds in (_day, -_day):
            self.house.of_service.set(0)
            stepped = threading.Event()

            def step(to: int = seconds, done: threading.Event = stepped) -> None:
                self.house.of_service.set(to)
                done.set()
            self.tap.arm(_finish, step)
            self.machine.reboot()
            self.assertTrue(stepped.wait(30), "no finish came")
            self.tap.disarm()

            self.bao.wait_unsealed(f"the vault is unsealed although the clock moved by {seconds} s")

    def test_5_a_clock_that_was_put_back_makes_no_evidence_younger(self):
        """By the journal: a release after the step names newer evidence than the one before it."""
        self.check_boots("before the step")
        before = self.last_evidence()
        self.house.of_service.set(-2 * _minute)

        self.check_boots("after the step")

        self.assertGreater(self.last_evidence(), before)

    def last_evidence(self) -> int:
        mine = [entry["fields"]["attestation"] for entry in self.house.intents()
                if entry["fields"].get("vault") == self.machine.vault]
        return mine[-1]

    def test_6_the_journal_verifies_over_all_steps(self):
        self.assertTrue(self.house.journal_verifies())


if __name__ == "__main__":
    unittest.main()
