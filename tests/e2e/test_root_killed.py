"""kill -9 of the agent before and after each call of each task in its vault, and of the keeper and the vault:
afterwards the task is done, no root token lives that nobody was granted, and the vault still makes one."""

import subprocess
import unittest

from tests.e2e.attested_house import attested_house
from tests.e2e.managed_vault import ManagedVault

from scripts.habits import soak
from scripts.lab.waiting import wait_until

# Every call with `scripts/test --long`; else every sixth.
_every = 1 if soak.is_long() else 6


class Cuts(unittest.TestCase):
    label = ""

    @classmethod
    def setUpClass(cls):
        cls.house = attested_house()
        cls.service = cls.house.settled()
        cls.vault = ManagedVault(cls.house, cls.label, relayed=True)
        cls.addClassCleanup(cls.vault.end)
        cls.relay, cls.agent = cls.vault.relay, cls.vault.machine.agent

    def setUp(self):
        self.relay.pass_all()
        # Each token that lives is one call more: a run that is cut has as many as the one that is counted, or more.
        self.vault.rotate("nothing granted is left")

    def calls_of(self, begin) -> list[str]:
        """What one undisturbed run of a task asks of the vault."""
        self.relay.pass_all()
        begin()
        return list(self.relay.calls)

    def survive(self, number: int, before: bool, begin) -> None:
        killed = []

        def kill() -> None:
            self.agent.kill_9()
            killed.append(number)
        self.relay.act_at(number, before, kill)
        begun = begin()
        wait_until(lambda: killed, f"the agent is killed at call {number}", 40)
        self.agent.start()
        task = self.vault.settle(f"the task is done although call {number} was cut", 60)
        self.assertGreaterEqual(task["tries"], 2)
        begun.wait(130)
        self.vault.no_stranger_lives()

    def survive_others(self, what: str, kill, begin, calls: list[str]) -> None:
        """At the first, the middle and the last call, in turn before and after it."""
        for turn, number in enumerate((1, len(calls) // 2, len(calls) - 1)):
            with self.subTest(what=what, call=calls[number - 1], number=number):
                killed = []

                def act() -> None:
                    kill()
                    killed.append(number)
                self.relay.act_at(number, turn % 2 == 0, act)
                begun = begin()
                wait_until(lambda: killed, f"{what} is killed at call {number}", 40)
                self.vault.bao.wait_unsealed("the vault serves again", 60)
                self.service.wait_open(3, 60)
                self.vault.settle(f"the task is done although {what} died at call {number}", 120)
                begun.wait(130)
                self.vault.no_stranger_lives()

    def kill_vault(self) -> None:
        self.vault.bao.kill_9()
        self.vault.bao.start()

    def kill_process(self, program: str) -> None:
        self.service.process(program).kill_9()

    def others(self):
        return (("the vault", self.kill_vault),
                ("the keeper", lambda: self.kill_process("sealwright-keeper")),
                ("the depot", lambda: self.kill_process("sealwright-depot")))

    def in_background(self, *words: str):
        return subprocess.Popen([str(self.service.programs / "sealwright"), "--socket", str(self.service.socket),
                                 *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                stdin=subprocess.DEVNULL)

    def cut_each(self, begin, calls: list[str]) -> None:
        for number in range(1, len(calls) + 1, _every):
            for before in (True, False):
                with self.subTest(call=calls[number - 1], number=number, before=before):
                    self.survive(number, before, begin)


class TasksKilled(Cuts):
    label = "killed"

    def test_a_rotation_survives_the_death_of_vault_keeper_and_depot(self):
        calls = self.calls_of(lambda: self.vault.rotate("undisturbed"))
        rotate = ("root", "rotate", "--emergency", "--vault", self.vault.name, "--reason", "cut")
        for what, kill in self.others():
            self.survive_others(what, kill, lambda: self.in_background(*rotate), calls)

    def test_a_rotation_survives_a_kill_at_each_of_its_calls(self):
        calls = self.calls_of(lambda: self.vault.rotate("undisturbed"))
        self.assertIn("PUT sys/rotate/root", calls)
        self.cut_each(lambda: self.in_background("root", "rotate", "--emergency", "--vault", self.vault.name,
                                                 "--reason", "cut"), calls)

    def test_a_request_survives_a_kill_at_each_of_its_calls(self):
        calls = self.calls_of(self.vault.root_token)
        self.assertIn("PUT sys/generate-root-token/update", calls)
        self.cut_each(lambda: self.in_background("root", "request", "--vault", self.vault.name, "--ttl", "2m",
                                                 "--reason", "cut"), calls)


class ClaimsKilled(Cuts):
    """A vault that is taken over once more, which changes all that makes root."""

    label = "claimed"

    def adopt(self) -> None:
        self.service.ask("vault", "adopt", self.vault.name)
        self.tries = self.vault.settle("the vault is adopted")["tries"]

    def calls_of_one_try(self) -> list[str]:
        for _ in range(4):
            calls = self.calls_of(self.adopt)
            if self.tries == 1:
                return calls
            print(self.vault.machine.agent.log.read_text()[-1500:])
        self.fail("no adoption is done in one try")

    def test_an_adoption_survives_a_kill_at_each_of_its_calls(self):
        calls = self.calls_of_one_try()
        self.assertIn("PUT sys/rotate/root", calls)
        self.cut_each(lambda: self.in_background("vault", "adopt", self.vault.name), calls)

    def test_an_adoption_survives_the_death_of_vault_keeper_and_depot(self):
        calls = self.calls_of_one_try()
        for what, kill in self.others():
            self.survive_others(what, kill, lambda: self.in_background("vault", "adopt", self.vault.name), calls)


if __name__ == "__main__":
    unittest.main()
