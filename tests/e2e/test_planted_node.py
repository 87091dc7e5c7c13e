"""What a node has to keep, and what passes through it: its token, its key, its vault's root key. All processes of
node and service are searched for them, as in test_planted: memory, arguments, environments, logs, files, cores.

They run without memfd_secret, on locked pages, so that root can look into those as well."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import unittest
from pathlib import Path

from tests.e2e.attested_house import AttestedHouse
from tests.e2e.shared import repository
from tests.e2e.transit import ciphertexts_in
from tests.support.memory import found_in, memory_of

from scripts.lab import processes, programs
from scripts.lab.attested import Machine, agent_uid
from scripts.lab.processes import Process
from scripts.lab.waiting import wait_until

_launcher = (sys.executable, "-B", str(repository / "tests/support/without_secret_memory.py"))


class PlantedHouse(AttestedHouse):
    """Its service and its agents can be looked into."""

    agent_launcher = (*_launcher, "/usr/bin/setpriv", f"--reuid={agent_uid()}",
                      f"--regid={agent_uid()}", "--clear-groups")

    def __init__(self):
        super().__init__(_launcher)

    def processes(self) -> list[Process]:
        return programs.running_below(self.folder)

    def processes_of(self, machine: Machine) -> list[Process]:
        """The agent and the part of it that makes the evidence."""
        agent = machine.agent.process.pid
        return [one for one in self.processes() if agent in (one.pid, one.parent)]


def token_forms(machine: Machine) -> dict[str, bytes]:
    return {f"token of {machine.vault}": bytes.fromhex(machine.token.rpartition("-")[2]),
            f"token of {machine.vault} as printed": machine.token.encode()}


def root_key_of(machine: Machine) -> dict[str, bytes]:
    """As its own node opens it."""
    for text in ciphertexts_in(machine.bao.folder / "data"):
        status, answer = machine.agent.asked("decrypt", {"ciphertext": text})
        if status == 200:
            plaintext = base64.b64decode(json.loads(answer)["data"]["plaintext"])
            return {f"root key of {machine.vault}": base64.b64decode(plaintext[2:-2]),
                    f"root key's text of {machine.vault}": plaintext[2:-2]}
    raise AssertionError("the vault's own node opened no ciphertext of its root key")


@unittest.skipIf(os.geteuid() != 0, "only root may look into processes that are not dumpable")
class NothingOfANode(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = PlantedHouse()
        cls.addClassCleanup(cls.house.end)
        cls.service = cls.house.settled()
        cls.machines = [cls.house.running("measured"), cls.house.running("keyed", with_tpm=False)]
        cls.key = cls.machines[1].agent.folder / "state" / "node.key"
        for machine in cls.machines:
            machine.bao.restart_after_kill()
            machine.bao.wait_unsealed("the vault is unsealed by its agent")

    def sought(self) -> dict[str, bytes]:
        found = {"node key": self.key.read_bytes()}
        for machine in self.machines:
            found |= token_forms(machine) | root_key_of(machine)
        return found

    def test_after_an_unseal_no_process_of_node_or_service_holds_them(self):
        sought = self.sought()
        looked_at = self.house.processes()

        for name in ("sealwright-agent", "sealwright-verifier", "sealwright-keeper"):
            self.assertIn(name, {one.name for one in looked_at})
        for process in looked_at:
            memory = memory_of(process)
            self.assertGreater(len(memory), 100_000, f"{process.name} was not looked at")
            self.assertEqual(found_in(memory, sought), [], f"{process.name} {process.arguments}")

    def test_control_an_ask_under_way_is_seen_in_its_agent_and_gone_when_it_is_answered(self):
        machine = self.machines[0]
        value = os.urandom(64)
        keeper = self.service.process("sealwright-keeper")
        answered = []
        asking = threading.Thread(target=lambda: answered.append(machine.agent.asked(
            "encrypt", {"plaintext": base64.b64encode(value).decode()})))
        keeper.signal(signal.SIGSTOP)
        try:
            asking.start()
            agent = processes.read(machine.agent.process.pid)
            wait_until(lambda: found_in(memory_of(agent), {"held": value}), "it is seen", 20)
            self.assertEqual(answered, [])
        finally:
            keeper.signal(signal.SIGCONT)
        asking.join(60)

        self.assertEqual(len(answered), 1)
        for process in self.house.processes_of(machine):
            self.assertEqual(found_in(memory_of(process), {"held": value}), [], process.arguments)

    def test_no_argument_no_environment_no_log_and_no_file_holds_them(self):
        sought = self.sought()
        for process in self.house.processes():
            for name in ("cmdline", "environ"):
                said = Path(f"/proc/{process.pid}/{name}").read_bytes()
                self.assertEqual(found_in(said, sought), [], f"{name} of {process.name}")

        files = [path for path in self.house.folder.rglob("*") if path.is_file() and path != self.key]
        for log in (self.service.log, *(machine.agent.log for machine in self.machines)):
            self.assertIn(log, files)
        for path in files:
            self.assertEqual(found_in(path.read_bytes(), sought), [], str(path))
        self.assertEqual(found_in(self.key.read_bytes(), sought), ["node key: its bytes"])

    def test_an_enrolment_under_way_has_its_token_in_memory_and_nowhere_else(self):
        machine = self.house.invited_machine(self.machines[1].vault, "second", None)
        sought = token_forms(machine)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            machine.reach_by(f"127.0.0.1:{silent.getsockname()[1]}")
            enrolling = subprocess.Popen(
                machine.agent.words("enrol"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, start_new_session=True)
            enrolling.stdin.write(machine.token.encode() + b"\n")
            enrolling.stdin.close()
            line, _ = silent.accept()  # It has read its token and made its key.
            with line:
                ours = [one for one in self.house.processes()
                        if enrolling.pid in (one.pid, one.parent)]
                seen = found_in(memory_of(processes.read(enrolling.pid)), sought)
                said = {f"{name} of {one.pid}": Path(f"/proc/{one.pid}/{name}").read_bytes()
                        for one in ours for name in ("cmdline", "environ")}
        output = enrolling.stdout.read()
        self.assertNotEqual(enrolling.wait(30), 0)
        enrolling.stdout.close()

        self.assertEqual(len(ours), 2)
        self.assertNotEqual(seen, [])
        for name, text in (said | {"what it printed": output}).items():
            self.assertEqual(found_in(text, sought), [], name)


@unittest.skipIf(os.geteuid() != 0, "only root gives each process a user of its own")
class NoCoreFileOfANode(unittest.TestCase):
    """Agent, prover and verifier end as broken ones do, where core files are allowed to be written."""

    @classmethod
    def setUpClass(cls):
        pattern = Path("/proc/sys/kernel/core_pattern").read_text().strip()
        if pattern.startswith(("|", "/")):
            raise unittest.SkipTest(f"this machine's core files go to {pattern}")
        cls.house = PlantedHouse()
        cls.addClassCleanup(cls.house.end)
        cls.service = cls.house.settled()
        cls.service.ask("vault", "add", "crashes")
        cls.machine = cls.house.further_machine("crashes", "one")

    def check_leaves_none(self, process: Process, folder: Path, number: int) -> None:
        self.assertEqual(os.readlink(f"/proc/{process.pid}/cwd"), str(folder))
        mode = folder.stat().st_mode
        folder.chmod(0o777)
        process.signal(number)
        wait_until(lambda: not process.alive(), f"{process.name} ends by signal {number}", 20)
        folder.chmod(mode)
        left = [str(path) for path in self.house.folder.rglob("core*") if path.is_file()]
        self.assertEqual(left, [])

    def test_agent_and_prover(self):
        agent = self.machine.agent
        for number in (signal.SIGSEGV, signal.SIGABRT):
            for part in ("agent", "prover"):
                with self.subTest(part=part, signal=number):
                    agent.start()
                    mine = {one.pid: one for one in self.house.processes_of(self.machine)}
                    own = mine.pop(agent.process.pid)
                    prover = next(iter(mine.values()))
                    self.check_leaves_none(own if part == "agent" else prover, agent.folder, number)
                    agent.kill_9()

    def test_a_verifier(self):
        for number in (signal.SIGSEGV, signal.SIGABRT):
            with self.subTest(signal=number):
                waiting = wait_until(self.verifiers, "a verifier waits for work", 20)
                self.check_leaves_none(waiting[0], self.service.folder, number)

    def verifiers(self) -> list[Process]:
        return [one for one in self.house.processes() if one.name == "sealwright-verifier"]

    def test_control_a_stranger_that_crashes_there_does_leave_one(self):
        folder = self.machine.agent.folder
        subprocess.run([*_launcher, sys.executable, "-c", "import os; os.abort()"], cwd=folder,
                       check=False)

        found = [path for path in folder.glob("core*") if path.is_file()]

        self.assertEqual(len(found), 1)
        found[0].unlink()


if __name__ == "__main__":
    unittest.main()
