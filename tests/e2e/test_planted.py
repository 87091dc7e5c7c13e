"""Secrets that the test knows are planted, the service works with them, and then every process of it
is searched: in all memory, logs, arguments, environments, files, and after a crash.

The service runs without memfd_secret, on locked pages, so that root can look into those as well.
"""

import base64
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

from tests.e2e.shared import House, repository, token_names
from tests.e2e.transit import Asker
from tests.support.memory import found_in, memory_of

from scripts.lab import processes, programs
from scripts.lab.enrolment import enrol_vault
from scripts.lab.processes import Process
from scripts.lab.waiting import wait_until

_launcher = (sys.executable, "-B", str(repository / "tests/support/without_secret_memory.py"))
_open_keys = repository / "build/release/tests/memory/open_keys"
_rounds = 40
# What an open keeper keeps between requests; THREAT_MODEL section 4.
_resident = ("row-key", "journal-key", "identity-key", "signing-seed")


class Planted:
    """One vault without an OpenBao: its node is the test, and every value it sends is known."""

    def __init__(self, house: House, name: str):
        self.name = name
        self.node = enrol_vault(house.service, house.folder / "vaults" / name, name)[0]
        self.values = {"root key": secrets.token_bytes(32), "recovery key": secrets.token_bytes(32),
                       "challenge": secrets.token_bytes(24), "sums": secrets.token_bytes(32),
                       "other": secrets.token_bytes(200)}

    def plaintext(self, name: str) -> bytes:
        """In the shape that the vault gives it."""
        value = self.values[name]
        if name == "root key":
            return b'["' + base64.b64encode(value) + b'"]'
        if name == "sums":
            return value.hex().encode() + b"  state.bin\n"
        return value

    def sought(self) -> dict[str, bytes]:
        """The values, and the texts in which a vault sends them."""
        texts = {f"text of the {name}": self.plaintext(name) for name in ("root key", "sums")}
        return self.values | texts


@unittest.skipIf(os.geteuid() != 0, "only root may look into processes that are not dumpable")
class NothingOfThePlanted(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = House(_launcher)
        cls.addClassCleanup(cls.house.end)
        cls.service = cls.house.service
        cls.planted = Planted(cls.house, "planted")
        cls.work(_rounds)

    @classmethod
    def work(cls, rounds: int) -> None:
        """Everything is sealed and opened again, often, over connections that stay open."""
        asker = Asker(cls.service, cls.planted.node, kept_open=True)
        cls.asker = asker
        for _ in range(rounds):
            for name in cls.planted.values:
                sealed = asker.encrypt("planted", cls.planted.plaintext(name))
                if sealed.status != 200:
                    raise AssertionError(f"{name} was not sealed: {sealed}")
                ciphertext = sealed.text.split('"ciphertext":"')[1].split('"')[0]
                opened = asker.decrypt("planted", ciphertext)
                if (opened.status == 200) != (name == "root key"):
                    raise AssertionError(f"{name}: {opened}")
                if name == "root key" and opened.plaintext != cls.planted.plaintext(name):
                    raise AssertionError("the root key came back as another one")

    def all_processes(self) -> list[Process]:
        self.house.settled()
        found = programs.running_below(self.service.folder)
        self.assertEqual(len(found), 4 + len(token_names))
        return found

    def keys(self) -> dict[str, bytes]:
        """Every key of the installation, as root with k tokens can open them."""
        depot = self.service.state / "depot"
        with tempfile.TemporaryDirectory() as folder:
            for name in ("depot.db", "depot.db-wal"):
                if (depot / name).exists():
                    shutil.copy(depot / name, folder)
            sockets = [str(self.service.run / f"token@{name}.sock") for name in token_names]
            opened = subprocess.run([_open_keys, f"{folder}/depot.db", *sockets], check=False,
                                    capture_output=True, text=True, timeout=60)
        self.assertEqual(opened.returncode, 0, opened.stderr)
        found = {f"{name} {at}" if name == "prf-output" else name: bytes.fromhex(value)
                 for at, (name, value) in enumerate(line.split() for line in opened.stdout.splitlines())}
        self.assertIn("data-key-of-planted", found)
        self.assertIn("seal-key-1-of-planted", found)
        return found

    def pins(self) -> dict[str, bytes]:
        folder = self.service.folder / "credentials"
        return {f"PIN of {name}": (folder / name / "pin").read_bytes() for name in token_names}

    def everything(self) -> dict[str, bytes]:
        return self.planted.sought() | self.keys() | self.pins()

    def test_between_requests_no_process_holds_a_planted_secret_or_a_vaults_key(self):
        keys = self.keys()
        sought = self.planted.sought() | {
            name: key for name, key in keys.items() if name not in _resident}

        for process in self.all_processes():
            memory = memory_of(process)
            self.assertGreater(len(memory), 100_000, f"{process.name} was not looked at")
            self.assertEqual(found_in(memory, sought), [], process.name)

    def test_the_keepers_resident_keys_are_seen_in_its_locked_pages_and_nowhere_else(self):
        """The control of the one above: the look does see what lies in guarded memory."""
        keys = self.keys()
        resident = {name: keys[name] for name in _resident}

        for process in self.all_processes():
            found = found_in(memory_of(process), resident)
            expected = []
            if process.name == "sealwright-keeper":
                expected = [f"{name}: its bytes" for name in _resident]
            self.assertEqual(found, expected, process.name)

    def test_a_pin_is_in_no_process_but_its_own_tokens(self):
        for process in self.all_processes():
            own = [name for name in token_names
                   if process.name == "sealwright-token" and name in process.arguments]
            others = {name: pin for name, pin in self.pins().items() if name[-1] not in own}
            self.assertEqual(found_in(memory_of(process), others), [], process.name)

    def test_a_request_that_is_held_is_found_by_the_same_look_and_gone_when_it_is_answered(self):
        held = Planted(self.house, "held")
        replies = []
        asking = threading.Thread(target=lambda: replies.append(
            Asker(self.service, held.node).encrypt("held", held.plaintext("root key"), 60)))
        for name in token_names[1:]:
            self.service.ask("token", "stop", name)
            self.service.wait_token(name, "stopped")

        asking.start()
        sought = held.sought()
        keeper = self.service.process("sealwright-keeper")
        wait_until(lambda: found_in(memory_of(keeper), sought), "the held value is seen", 30)
        self.assertEqual(replies, [])
        for name in token_names[1:]:
            self.service.ask("token", "start", name)
        asking.join(60)

        self.assertEqual([reply.status for reply in replies], [200])
        for process in self.all_processes():
            self.assertEqual(found_in(memory_of(process), sought), [], process.name)

    def test_no_argument_no_environment_no_log_and_no_file_holds_a_secret(self):
        sought = self.everything()
        for process in self.all_processes():
            for name in ("cmdline", "environ"):
                said = Path(f"/proc/{process.pid}/{name}").read_bytes()
                self.assertEqual(found_in(said, sought), [], f"{name} of {process.name}")

        files = [path for path in self.service.folder.rglob("*")
                 if path.is_file() and path.name != "pin"]
        self.assertIn(self.service.log, files)
        for path in files:
            self.assertEqual(found_in(path.read_bytes(), sought), [], str(path))

    def test_control_a_pin_file_is_seen_to_hold_its_pin(self):
        pin = self.service.folder / "credentials" / "a" / "pin"

        self.assertEqual(found_in(pin.read_bytes(), self.pins()), ["PIN of a: its bytes"])


@unittest.skipIf(os.geteuid() != 0, "only root gives each process a user of its own")
class NothingInACoreFile(unittest.TestCase):
    """Each process is ended as a broken one is, where core files are allowed to be written."""

    @classmethod
    def setUpClass(cls):
        cls.house = House(_launcher)
        cls.addClassCleanup(cls.house.end)
        cls.service = cls.house.service

    def setUp(self):
        self.house.settled()
        wait_until(lambda: "serving port" in self.service.log.read_text(),
                   "the front has been started, now that it has a certificate", 20)
        pattern = Path("/proc/sys/kernel/core_pattern").read_text().strip()
        if pattern.startswith(("|", "/")):
            self.skipTest(f"this machine's core files go to {pattern}")

    def cores(self) -> list[str]:
        return sorted(str(path) for path in self.service.folder.rglob("core*") if path.is_file())

    def crash(self, process: Process, number: int) -> None:
        """Ends it where it is at home, while anybody may write there."""
        self.assertEqual(os.readlink(f"/proc/{process.pid}/cwd"), str(self.service.folder))
        self.service.folder.chmod(0o777)
        process.signal(number)
        wait_until(lambda: not process.alive(), f"{process.name} ends by signal {number}", 20)
        self.service.folder.chmod(0o711)
        self.assertEqual(self.cores(), [])

    def test_a_process_that_crashes_leaves_no_core_file(self):
        for number in (signal.SIGSEGV, signal.SIGABRT):
            for name in ("sealwright-front", "sealwright-keeper", "sealwright-depot"):
                with self.subTest(process=name, signal=number):
                    self.crash(self.service.process(name), number)
                    self.house.settled()
            for name in token_names:
                with self.subTest(process=f"token {name}", signal=number):
                    self.crash(self.service.process("sealwright-token", name), number)
                    self.house.settled()
            with self.subTest(process="sealwrightd", signal=number):
                self.crash(processes.read(self.service.daemon_pid), number)
                self.service.kill_everything()
                self.service.start()
                self.house.settled()

    def test_control_a_stranger_that_crashes_there_does_leave_one(self):
        code = "import os; secret = 'planted ' * 8; os.abort()"
        subprocess.run([*_launcher, sys.executable, "-c", code], cwd=self.service.folder, check=False)

        found = self.cores()

        self.assertEqual(len(found), 1)
        self.assertIn(b"planted planted", Path(found[0]).read_bytes())
        Path(found[0]).unlink()


if __name__ == "__main__":
    unittest.main()
