"""What one process, or one user, of the machine reaches of the others: nothing that it does not need.

As root each process has a user of its own; a copy of the test takes that user and tries everything.
"""

import json
import os
import socket
import stat
import unittest
from pathlib import Path

from tests.e2e.shared import house, token_names
from tests.support.memory import memory_of

from scripts.lab import processes, programs
from scripts.lab.settings import depot_user, front_user, keeper_user, token_user

_stranger = 65001
_users = {"stranger": _stranger, "front": front_user, "keeper": keeper_user, "depot": depot_user,
          "token a": token_user(0)}

# Descriptors from 3 on, as the kernel names them; the log (1, 2) and /dev/null (0) come before.
_loop = r"anon_inode:\[(signalfd|eventfd|eventpoll|timerfd)\]|pipe:"
_needed = {
    "sealwrightd": rf"{_loop}|socket:|.*/(run|state)/sealwrightd\.lock$",
    "sealwright-front": rf"{_loop}|socket:",
    "sealwright-keeper": "socket:",
    "sealwright-depot": rf"{_loop}|socket:|.*/state/depot(/lock|/depot\.db(-wal)?)?$",
    "sealwright-token": rf"{_loop}|socket:|.*/state/token/[abc]/(ledger|lock)$",
}
_sockets_named = {
    "sealwrightd": {"keeper", "operator", "node", "depot"}, "sealwright-front": set(),
    "sealwright-keeper": {"keeper", "operator", "node"}, "sealwright-depot": {"depot"},
}


def as_user(user: int, trial) -> list[str]:
    """What `trial` returns in a child that has become `user` and nobody else."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
            said = trial()
        except BaseException as broken:  # The parent must hear of it, whatever it is.
            said = [f"broken: {broken!r}"]
        os.write(writer, json.dumps(said).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answers:
        said = json.loads(answers.read())
    os.waitpid(child, 0)
    return said


def connects_to(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as asker:
        try:
            asker.connect(str(path))
        except OSError:
            return False
        return True


def opens(path: str, flags: int) -> bool:
    try:
        os.close(os.open(path, flags | os.O_NONBLOCK | os.O_NOFOLLOW))
    except OSError:
        return False
    return True


@unittest.skipIf(os.geteuid() != 0, "only root gives each process a user of its own")
class EachAlone(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = house().settled()
        cls.processes = programs.running_below(cls.service.folder)
        cls.sockets = sorted(cls.service.run.glob("*.sock"))
        cls.files = [str(path) for top in ("state", "tokens", "credentials")
                     for path in (cls.service.folder / top).rglob("*") if path.is_file()]

    def reached_sockets(self, user: int) -> list[str]:
        return as_user(user, lambda: [path.name for path in self.sockets if connects_to(path)])

    def read_files(self, user: int) -> list[str]:
        return as_user(user, lambda: [path for path in self.files if opens(path, os.O_RDONLY)])

    def test_each_user_reaches_the_sockets_it_needs_and_no_other(self):
        expected = {"stranger": [], "front": ["keeper.sock"], "keeper": [],
                    "depot": ["depot.sock"], "token a": ["token@a.sock"]}

        self.assertEqual(len(self.sockets), 4 + len(token_names))
        for who, user in _users.items():
            # Anybody may knock at the door of nodes; who is none is sent away (test_unix_peer).
            self.assertEqual(sorted(self.reached_sockets(user)),
                             sorted([*expected[who], "node.sock"]), who)
        self.assertEqual(len(self.reached_sockets(0)), len(self.sockets), "the look itself is blind")

    def test_each_user_reads_its_own_files_and_certificates_and_no_other(self):
        folder = self.service.folder
        own = {"stranger": (), "keeper": (), "front": (f"{folder}/state/tls/server.key",),
               "depot": (f"{folder}/state/depot/",),
               "token a": tuple(f"{folder}/{top}/a/" for top in
                                ("state/token", "tokens", "credentials"))}

        for who, user in _users.items():
            foreign = [path for path in self.read_files(user)
                       if not path.endswith(".pem") and not path.startswith(own[who] or ("/-",))]
            self.assertEqual(foreign, [], who)
        self.assertIn(f"{folder}/credentials/a/pin", self.read_files(token_user(0)))

    def test_no_user_can_put_a_socket_of_its_own_in_the_place_of_another(self):
        def taken() -> list[str]:
            found = []
            for path in self.sockets:
                for act in (lambda: path.unlink(), lambda: path.rename(f"{path}.aside"),
                            lambda: path.with_suffix(".new").write_text("")):
                    try:
                        act()
                        found.append(path.name)
                    except OSError:
                        pass
            return found

        for who, user in _users.items():
            self.assertEqual(as_user(user, taken), [], who)
        self.assertEqual(sorted(self.service.run.glob("*.sock")), self.sockets)

    def test_no_user_looks_into_a_process_of_the_service_not_even_into_its_own(self):
        def looked_into() -> list[str]:
            return [f"{one.name} {file}" for one in self.processes
                    for file in ("mem", "environ", "maps", "auxv")
                    if opens(f"/proc/{one.pid}/{file}", os.O_RDONLY)]

        self.assertGreaterEqual(len(self.processes), 5 + len(token_names) - 1)
        for who, user in _users.items():
            self.assertEqual(as_user(user, looked_into), [], who)
        self.assertNotEqual(as_user(0, looked_into), [], "the look itself is blind")

    def test_no_process_holds_a_descriptor_it_does_not_need(self):
        names = self.named_sockets()
        for one in self.processes:
            for number in os.listdir(f"/proc/{one.pid}/fd"):
                held = os.readlink(f"/proc/{one.pid}/fd/{number}")
                if int(number) > 2:
                    self.assertRegex(held, f"^({_needed[one.name]})", f"{one.name} {number}")
                name = names.get(held, "")
                if name and self.listens(name):
                    self.assertIn(name, self.sockets_of(one), f"{one.name} {number}")

    def named_sockets(self) -> dict[str, str]:
        """socket:[inode] -> name, of listening sockets only: their flags have the accept bit."""
        found = {}
        for line in Path("/proc/net/unix").read_text().splitlines()[1:]:
            fields = line.split(maxsplit=7)
            path = Path(fields[7]) if len(fields) == 8 else None
            if path and path.parent == self.service.run and int(fields[3], 16) & 0x10000:
                found[f"socket:[{fields[6]}]"] = path.stem
        self.listening = set(found.values())
        return found

    def listens(self, name: str) -> bool:
        return name in self.listening

    def sockets_of(self, one) -> set[str]:
        if one.name == "sealwright-token":
            return {f"token@{one.arguments[-1]}"}
        return _sockets_named[one.name]

    def test_every_process_is_without_capabilities_core_file_terminal_and_way_back(self):
        for one in self.processes:
            status = Path(f"/proc/{one.pid}/status").read_text()
            fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
            line = Path(f"/proc/{one.pid}/stat").read_text().rpartition(")")[2].split()
            limits = Path(f"/proc/{one.pid}/limits").read_text()

            self.assertEqual(fields["NoNewPrivs"], "1", one.name)
            self.assertEqual(fields["Umask"], "0077", one.name)
            self.assertRegex(limits, r"Max core file size\s+0\s+0\s", one.name)
            self.assertEqual(os.stat(f"/proc/{one.pid}/mem").st_uid, 0, f"{one.name} is dumpable")
            if one.name == "sealwrightd":
                continue
            self.assertEqual(int(fields["CapEff"], 16) | int(fields["CapPrm"], 16), 0, one.name)
            self.assertEqual(fields["Groups"].strip(), "", one.name)
            self.assertEqual(fields["Seccomp"], "2", f"{one.name} has no system-call filter")
            self.assertEqual((int(line[3]), line[4]), (one.pid, "0"), f"{one.name}'s session, tty")

    def test_no_command_line_or_environment_holds_a_pin(self):
        pins = [(self.service.folder / "credentials" / name / "pin").read_bytes().strip()
                for name in token_names]
        for one in self.processes:
            said = b"".join(Path(f"/proc/{one.pid}/{file}").read_bytes()
                            for file in ("cmdline", "environ"))
            self.assertNotEqual(said, b"")
            self.assertFalse([pin for pin in pins if pin in said], one.name)

    def test_no_process_remembers_a_pin_not_even_the_one_that_logged_in_with_it(self):
        pins = [(self.service.folder / "credentials" / name / "pin").read_bytes().strip()
                for name in token_names]
        for one in self.processes:
            memory = memory_of(one)
            self.assertGreater(len(memory), 100_000, f"{one.name} was not looked at")
            self.assertFalse([pin for pin in pins if pin in memory], one.name)
        itself = memory_of(processes.read(os.getpid()))
        self.assertTrue(all(pin in itself for pin in pins), "the look itself is blind")

    def test_nothing_in_the_state_folder_is_open_to_others_but_certificates(self):
        for path in self.files:
            if not path.startswith(f"{self.service.state}/"):
                continue
            mode = stat.S_IMODE(os.stat(path).st_mode)
            if not path.endswith(".pem"):
                self.assertEqual(mode & 0o077, 0, path)


if __name__ == "__main__":
    unittest.main()
