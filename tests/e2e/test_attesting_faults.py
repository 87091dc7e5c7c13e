"""What happens between challenge and finish, two agents with one id, and services that do not answer."""

import os
import signal
import socket
import ssl
import threading
import time
import unittest
from contextlib import suppress
from dataclasses import replace

from tests.e2e.tap import Tap, without_certificate
from tests.e2e.test_agent import AttestedCase

from scripts.lab import programs
from scripts.lab.agent import Agent
from scripts.lab.openbao import OpenBao
from scripts.lab.ports import free_port
from scripts.lab.waiting import wait_until

_finish = 2  # The second message of an agent that has just started.


class RestartedInBetween(AttestedCase):
    """A challenge is worth nothing to a keeper that starts anew; the agent begins again by itself."""

    label = "between"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tap = Tap(cls.service.port, without_certificate)
        cls.addClassCleanup(cls.tap.stop)
        cls.machine.reach_by(f"127.0.0.1:{cls.tap.port}")

    def boot_with(self, restart) -> int:
        """Agent and vault start anew, `restart` happens as the finish is sent; how often it was let in."""
        before = self.accepted()
        restarted = threading.Event()

        def between() -> None:
            restart()
            restarted.set()
        self.tap.arm(_finish, between)
        self.bao.kill_9()
        self.machine.agent.kill_9()
        self.machine.agent.start()
        self.bao.start()
        self.assertTrue(restarted.wait(60), "no finish came")
        self.tap.disarm()
        self.service.wait_open(tokens_ready=3)
        self.bao.wait_unsealed("the vault is unsealed although its challenge was lost", 40)
        self.assertTrue(self.house.journal_verifies())
        return self.accepted() - before

    def accepted(self) -> int:
        return sum(entry["kind"] == "attestation" and entry["fields"]["status"] == "affirming"
                   and entry["fields"]["vault"] == self.machine.vault
                   for entry in self.house.entries())

    def agent_says(self, words: str) -> bool:
        return words in self.machine.agent.log.read_text()

    def test_the_keeper_between_challenge_and_finish(self):
        def restart() -> None:
            os.kill(self.service.process("sealwright-keeper").pid, signal.SIGKILL)
            self.service.wait_open(tokens_ready=3)

        let_in = self.boot_with(restart)

        # The old challenge was refused as one that this keeper has not made, and opened nothing.
        self.assertTrue(self.agent_says("code=1504"), self.machine.agent.log.read_text())
        self.assertGreaterEqual(let_in, 1)

    def test_the_whole_service_between_challenge_and_finish(self):
        def restart() -> None:
            self.service.kill_daemon()
            for process in programs.running_below(self.service.folder):
                if process.name != "sealwright-agent":  # On a machine of its own, to the service.
                    process.kill_9()
            self.service.start()
            self.service.wait_open(tokens_ready=3)

        self.assertGreaterEqual(self.boot_with(restart), 1)


class TwoWithOneId(AttestedCase):
    label = "twins"

    def twin(self, name: str, tpm: str) -> Agent:
        """The same node's files in a second folder."""
        agent = self.machine.agent
        twin = Agent(agent.folder.with_name(name), agent.programs, replace(agent.node, tpm=tpm),
                     agent.vault_user, agent.uid)
        twin.write_configuration()
        self.addCleanup(twin.kill_9)
        return twin

    def ask(self, agent: Agent) -> int:
        """One harmless encrypt."""
        return agent.asked("encrypt", {"plaintext": "YQ=="})[0]

    def test_two_agents_of_one_machine_are_both_served(self):
        identity = self.machine.shown()["identity"]
        twin = self.twin("twin", self.machine.tpm.tcti)
        twin.start()
        stopping = threading.Event()
        statuses: list[int] = []

        def ask_on() -> None:
            while not stopping.is_set():
                twin.kill_9()  # So that it attests anew each time, against the other one.
                twin.start()
                statuses.append(self.ask(twin))
        asking = threading.Thread(target=ask_on, daemon=True)
        asking.start()
        try:
            for _ in range(3):
                self.machine.agent.kill_9()
                self.machine.agent.start()
                self.bao.restart_after_kill()
                self.bao.wait_unsealed("the vault is unsealed beside a second agent", 40)
            wait_until(lambda: len(statuses) > 2, "the second agent asked as well", 30)
        finally:
            stopping.set()
            asking.join(timeout=60)

        self.assertEqual(self.ask(twin), 200)
        self.assertEqual(self.machine.shown()["identity"], identity)
        self.assertEqual(self.machine.shown()["state"], "in force")

    def test_a_token_stands_in_no_log_no_journal_and_no_file_of_the_service(self):
        token = self.machine.token
        marks = (token.encode(), bytes.fromhex(token.rpartition("-")[2]))
        journal = str(self.house.entries())
        places = [self.service.log, self.machine.agent.log, self.machine.agent.configuration,
                  *(path for top in (self.service.state, self.machine.agent.folder / "state")
                    for path in top.rglob("*") if path.is_file())]

        found = [str(path) for path in places if any(mark in path.read_bytes() for mark in marks)]

        self.assertRegex(token, "^enrol-[0-9a-f]{64}$")
        self.assertEqual(found, [])
        self.assertNotIn(token.rpartition("-")[2], journal)
        self.assertIn("node enrolled", journal)  # The look is not blind.

    def test_a_clone_on_another_machine_leaves_the_record_is_alerted_of_and_keeps_nobody_out(self):
        identity = self.machine.shown()["identity"]
        thief = self.house.new_tpm("clone")
        thief.start()
        self.addCleanup(thief.kill)
        clone = self.twin("clone", thief.tcti)

        clone.start()
        served = self.ask(clone)
        rehearsed = clone.command("attest", "--dry-run")
        self.machine.reboot()

        self.assertEqual(served, 403)
        self.assertEqual(rehearsed.returncode, 11, rehearsed.stderr)
        self.bao.wait_unsealed("the genuine machine boots while its clone asks")
        self.assertEqual(self.machine.shown()["identity"], identity)
        alerts = [entry["fields"] for entry in self.house.entries() if entry["kind"] == "alert"]
        ours = [alert for alert in alerts if alert.get("vault") == self.machine.vault]
        self.assertEqual({alert["what"] for alert in ours}, {"another machine claims to be this node"})
        self.assertTrue(all(alert["peer"].startswith("127.0.0.1:") for alert in ours))


class SomeServicesAway(AttestedCase):
    """Several addresses: nobody there, one that takes connections and says nothing, one that hears a begin and
    never answers, and the service."""

    label = "several"
    deadline_s = 3  # What an agent gives one service for a connection, and for a challenge.

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.silent = socket.create_server(("127.0.0.1", 0))
        cls.addClassCleanup(cls.silent.close)
        cls.heard = threading.Event()
        cls.deaf = cls.begin_without_end()
        cls.machine.reach_by(*(f"127.0.0.1:{port}" for port in (
            free_port(), cls.silent.getsockname()[1], cls.deaf, cls.service.port)))

    @classmethod
    def begin_without_end(cls) -> int:
        """The service's own certificate, its handshake, and then nothing."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls = cls.service.state / "tls"
        context.load_cert_chain(tls / "server.pem", tls / "server.key")
        listener = socket.create_server(("127.0.0.1", 0))
        cls.addClassCleanup(listener.close)

        def take() -> None:
            held = []
            with suppress(OSError):
                while True:
                    line, _ = listener.accept()
                    with suppress(OSError):
                        secured = context.wrap_socket(line, server_side=True)
                        held.append(secured)
                        if secured.recv(4096).startswith(b"POST /v1/node/begin"):
                            cls.heard.set()
        threading.Thread(target=take, daemon=True).start()
        return listener.getsockname()[1]

    def test_they_are_tried_side_by_side_each_with_its_own_deadline(self):
        """One after the other, the two that do not answer would cost their deadlines, 3 s each; a whole
        attestation beside them takes some 0.3 s, so a loaded machine has ten times of room."""
        began = time.monotonic()
        rehearsed = self.machine.agent.command("attest", "--dry-run")
        took = time.monotonic() - began

        self.assertEqual(rehearsed.returncode, 0, rehearsed.stderr)
        self.assertTrue(self.heard.is_set(), "the one that never answers was not asked")
        self.assertLess(took, self.deadline_s)

    def test_a_vault_boots_through_the_one_that_answers(self):
        self.machine.reboot()

        self.bao.wait_unsealed("the vault is unsealed by the one service that answers")
        self.assertEqual(self.bao.health(), OpenBao.active)


class BackAgain(AttestedCase):
    label = "back"
    promised_s = 7  # The vault asks every 5 s; the rest is for its agent.

    def is_unsealed(self) -> bool:
        status, answer = self.bao.request("GET", "sys/seal-status", seconds=5)
        return status == 200 and not answer["sealed"]

    def test_a_waiting_vault_opens_within_seven_seconds_of_its_services_return(self):
        """The number is the promise, so it is asserted as it stands, three times; measured it is 0 to 5 s,
        depending on when the vault asks."""
        for _ in range(3):
            self.bao.kill_9()
            self.machine.agent.kill_9()
            self.service.kill_everything()
            self.machine.agent.start()
            self.bao.start()
            self.assertFalse(self.is_unsealed())

            self.service.start(is_up=lambda: self.service.status().get("phase") == "open")
            self.service.wait_open(tokens_ready=2)
            back = time.monotonic()
            wait_until(self.is_unsealed, "the vault opens by itself", 60, why=self.bao.log_tail)

            self.assertLess(time.monotonic() - back, self.promised_s)


if __name__ == "__main__":
    unittest.main()
