"""The agent is killed at each step of an attested boot: its vault unseals all the same, with all it holds."""

import os
import threading
import unittest

from tests.e2e.shared import Vault
from tests.e2e.tap import Tap, without_certificate
from tests.e2e.test_agent import AttestedCase

from scripts.lab.attested import agent_uid
from scripts.lab.openbao import OpenBao
from scripts.lab.tpm_relay import TpmRelay
from scripts.lab.waiting import wait_until

_secret = "kept over every death of the agent"
_asks_least = 4  # Begin, finish, the start-up probe, the stored root key.


class KilledAtEachStep(AttestedCase):
    """Between agent and service stands a tap, between agent and TPM a relay; both forward whole messages."""

    label = "killed"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept = Vault(cls.machine.vault, cls.bao)
        cls.kept.keys = cls.machine.keys
        cls.kept.write_secret(_secret)
        cls.tap = Tap(cls.service.port, without_certificate)
        cls.addClassCleanup(cls.tap.stop)
        path = cls.machine.tpm.folder / "relay.sock"
        cls.relay = TpmRelay(cls.machine.tpm.socket, path)
        cls.addClassCleanup(cls.relay.close)
        os.chown(path, agent_uid(), -1)
        cls.agent = cls.machine.agent
        cls.machine.reach_by(f"127.0.0.1:{cls.tap.port}")
        cls.agent.node = cls.agent.node.__class__(**{**cls.agent.node.__dict__,
                                                     "tpm": cls.relay.tcti})
        cls.agent.write_configuration()
        cls.asks, cls.commands = cls.count_steps()

    @classmethod
    def count_steps(cls) -> tuple[int, int]:
        """Of an undisturbed boot: messages to the service, commands to the TPM. Measured, not assumed."""
        cls.bao.kill_9()
        cls.agent.kill_9()
        cls.relay.plain()
        cls.tap.arm(0, lambda: None)
        cls.agent.start()
        cls.bao.start()
        cls.bao.wait_unsealed("the undisturbed vault is unsealed")
        return cls.tap.disarm(), len(cls.relay.commands)

    def boot_until(self, dead: threading.Event) -> None:
        """Agent and vault start anew, until something has killed the agent."""
        self.bao.kill_9()
        self.agent.kill_9()
        self.agent.start()
        self.bao.spawn()
        self.assertTrue(dead.wait(30), "the step never came")

    def check_served_again(self, step: str) -> None:
        """Both are started again when they have ended, as the service manager does."""
        # The lab's TPM has no resource manager, which on a machine forgets what a dead client left.
        self.relay.plain()
        self.machine.tpm.flush()
        self.agent.start()
        wait_until(lambda: not self.bao.running() or self.bao.health() != OpenBao.no_answer,
                   f"the vault listens, or has ended over its agent ({step})", 30)
        if not self.bao.running():
            self.bao.start()
        self.bao.wait_unsealed(f"the vault is unsealed after its agent was killed {step}", 40)
        self.assertEqual(self.kept.read_secret(), _secret, step)
        self.assertEqual(self.machine.shown()["state"], "in force", step)

    def killed_at_ask(self, ask: int, after: bool) -> None:
        dead = threading.Event()

        def kill() -> None:
            self.agent.kill_9()
            dead.set()
        self.tap.arm(ask, kill, after)
        self.boot_until(dead)
        self.tap.disarm()
        self.check_served_again(f"{'just after' if after else 'at'} message {ask}")

    def test_1_a_boot_has_the_steps_that_are_tried(self):
        self.assertGreaterEqual(self.asks, _asks_least)
        self.assertGreater(self.commands, 1)

    def test_2_killed_as_each_message_to_the_service_is_sent(self):
        for ask in range(1, min(self.asks, _asks_least) + 1):
            with self.subTest(ask=ask):
                self.killed_at_ask(ask, after=False)

    def test_3_killed_before_the_answer_to_each_message_comes(self):
        for ask in range(1, min(self.asks, _asks_least) + 1):
            with self.subTest(ask=ask):
                self.killed_at_ask(ask, after=True)

    def test_4_killed_while_its_tpm_works_on_the_evidence(self):
        for command in (1, self.commands // 2, self.commands):
            with self.subTest(command=command):
                self.relay.plain()
                self.relay.silent_at = command
                self.bao.kill_9()
                self.agent.kill_9()
                self.agent.start()
                self.bao.spawn()
                wait_until(lambda at=command: len(self.relay.commands) >= at,
                           "the TPM is asked", 30)
                self.agent.kill_9()
                self.check_served_again(f"at command {command} to its TPM")

    def test_5_the_journal_is_whole_afterwards(self):
        self.assertTrue(self.house.journal_verifies())


if __name__ == "__main__":
    unittest.main()
