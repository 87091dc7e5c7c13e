"""Units: runs our programs as the units of deploy/systemd say, where no systemd is process 1.

Sockets, their names and owners, users, credentials, capabilities, the system-call filter, an empty
network, NOTIFY_SOCKET and WATCHDOG_USEC come from the unit files; mounts, devices and cgroups do
not, for only systemd makes those. Starting and starting again is the test's: it plays systemd.
"""

import ctypes
import os
import re
import signal
import socket
import struct
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scripts.lab import processes
from scripts.lab.waiting import wait_until

FOLDER = "deploy/systemd"
_new_network = 0x40000000  # CLONE_NEWNET
_drop_from_bounding_set = 24  # PR_CAPBSET_DROP
_dac_override = 1
_allow, _refuse = 0x7FFF0000, 0x00050001  # SCMP_ACT_ALLOW, SCMP_ACT_ERRNO(EPERM)


def read(path: Path, instance: str = "") -> dict[str, list[str]]:
    """Every setting of a unit with its values, in order; an empty value begins anew, as in systemd."""
    found: dict[str, list[str]] = {}
    for line in path.read_text().splitlines():
        key, equals, value = line.partition("=")
        if not equals or line.startswith(("#", ";", "[")):
            continue
        value = value.replace("%i", instance)
        found[key] = [] if value == "" else found.get(key, []) + [value]
    return found


@cache
def groups() -> dict[str, list[str]]:
    """systemd's groups of system calls, as it lists them, with the groups that they name in turn."""
    said = subprocess.run(["systemd-analyze", "--no-pager", "syscall-filter"], check=True,
                          capture_output=True, text=True).stdout
    found: dict[str, list[str]] = {}
    for line in said.splitlines():
        word = line.strip()
        if line.startswith("@"):
            members = found.setdefault(word, [])
        elif word and not word.startswith("#") and found:
            members.append(word)
    return found


def calls_of(name: str) -> frozenset[str]:
    """The system calls of one of systemd's groups, or the call itself."""
    if not name.startswith("@"):
        return frozenset([name])
    return frozenset().union(*(calls_of(member) for member in groups()[name]))


def allowed_calls(settings: list[str]) -> frozenset[str]:
    allowed: frozenset[str] = frozenset()
    for line in settings:
        names = frozenset().union(*(calls_of(word) for word in line.removeprefix("~").split()))
        allowed = allowed - names if line.startswith("~") else allowed | names
    return allowed


def enter_filter(calls: frozenset[str]) -> None:
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    rules = ctypes.c_void_p(library.seccomp_init(_refuse))
    for call in calls:
        number = library.seccomp_syscall_resolve_name(call.encode())
        if number >= 0:
            library.seccomp_rule_add(rules, _allow, number, 0)
    if library.seccomp_load(rules) != 0:
        raise OSError("the unit's system-call filter cannot be entered")


@dataclass
class Notice:
    pid: int
    words: str


class Units:
    def __init__(self, root: Path, folder: Path, places: dict[str, str], users: dict[str, int]):
        self._units, self._places, self._users = root / FOLDER, places, users
        self._sockets: dict[str, socket.socket] = {}
        self.pids: dict[str, int] = {}
        self.notices: list[Notice] = []
        self._log = folder / "units.log"
        self._notify_path = folder / "notify"
        self._notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._notify.bind(str(self._notify_path))
        self._notify_path.chmod(0o666)
        self._notify.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._notify.setblocking(False)

    def _here(self, text: str) -> str:
        names = sorted(self._places, key=len, reverse=True)
        return re.sub("|".join(map(re.escape, names)), lambda found: self._places[found[0]], text)

    def _settings(self, unit: str) -> dict[str, list[str]]:
        stem, at, rest = unit.partition("@")
        instance, _, kind = rest.rpartition(".")
        path = self._units / (f"{stem}@.{kind}" if at else unit)
        return {key: [self._here(value) for value in values]
                for key, values in read(path, instance).items()}

    def listen(self, unit: str) -> None:
        settings = self._settings(unit)
        if "ListenSequentialPacket" in settings:
            made = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            address = settings["ListenSequentialPacket"][0]
        else:
            address = settings["ListenStream"][0]
            made = socket.socket(socket.AF_UNIX if address.startswith("/") else socket.AF_INET)
        if address.startswith("/"):
            made.bind(address)
            owner = self._users.get(settings.get("SocketUser", ["root"])[0], 0)
            os.chown(address, owner, self._users.get(settings.get("SocketGroup", ["root"])[0], 0))
            os.chmod(address, int(settings["SocketMode"][0], 8))
        else:
            host, _, port = address.rpartition(":")
            made.bind((host, int(port)))
        made.listen(64)
        self._sockets[unit] = made

    def _service_of(self, socket_unit: str) -> str:
        own = socket_unit.replace(".socket", ".service")
        return self._settings(socket_unit).get("Service", [own])[0]

    def start(self, unit: str) -> int:
        settings = self._settings(unit)
        # Backwards: systemd promises no order among the sockets of several units.
        own = [name for name in self._sockets if self._service_of(name) == unit]
        names = [name for name in reversed(settings.get("Sockets", [" ".join(own)])[0].split())
                 if name in self._sockets]
        calls = allowed_calls(settings["SystemCallFilter"])  # Here: asking systemd takes a while.
        pid = os.fork()
        if pid == 0:
            try:
                self._become(settings, names, calls)
            finally:
                os._exit(126)
        self.pids[unit] = pid
        return pid

    def _become(self, settings: dict[str, list[str]], names: list[str],
                calls: frozenset[str]) -> None:
        log = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        parked = [os.dup2(self._sockets[name].fileno(), 100 + index)
                  for index, name in enumerate(names)]
        titles = [self._settings(name)["FileDescriptorName"][0] for name in names]
        os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        for index, number in enumerate(parked):
            os.dup2(number, 3 + index)
        os.closerange(3 + len(parked), 4096)
        environment = {"PATH": os.defpath, "NOTIFY_SOCKET": str(self._notify_path),
                       "WATCHDOG_USEC": str(int(settings["WatchdogSec"][0]) * 1_000_000),
                       "WATCHDOG_PID": str(os.getpid())}
        if names:
            environment |= {"LISTEN_FDS": str(len(names)), "LISTEN_PID": str(os.getpid()),
                            "LISTEN_FDNAMES": ":".join(titles)}
        for credential in settings.get("LoadCredential", []):
            name, _, path = credential.partition(":")
            assert Path(path).name == name, "the lab's folder of one PIN stands for systemd's"
            environment["CREDENTIALS_DIRECTORY"] = str(Path(path).parent)
        self._confine(settings, calls)
        words = settings["ExecStart"][0].split()
        os.execve(words[0], words, environment)

    def _confine(self, settings: dict[str, list[str]], calls: frozenset[str]) -> None:
        library = ctypes.CDLL(None, use_errno=True)
        if settings["PrivateNetwork"] == ["yes"] and library.unshare(_new_network) != 0:
            raise OSError("no network of its own")
        kept = {_dac_override} if settings["CapabilityBoundingSet"] == ["CAP_DAC_OVERRIDE"] else set()
        for capability in set(range(64)) - kept:
            library.prctl(_drop_from_bounding_set, capability, 0, 0, 0)
        os.umask(0o077)
        os.setsid()
        os.setgroups([])
        if "User" in settings:
            user = self._users[settings["User"][0]]
            os.setgid(user)
            os.setuid(user)
        enter_filter(calls)

    def hear(self) -> list[Notice]:
        while True:
            try:
                words, extra, _, _ = self._notify.recvmsg(4096, socket.CMSG_SPACE(12))
            except BlockingIOError:
                return self.notices
            pid = struct.unpack("iii", extra[0][2])[0] if extra else 0
            self.notices.append(Notice(pid, words.decode()))

    def said(self, unit: str, words: str) -> bool:
        """Whether the newest process of `unit`, by the kernel's word, has told us `words`."""
        return any(one.pid == self.pids[unit] and words in one.words for one in self.hear())

    def wait_said(self, unit: str, words: str, seconds: float = 30) -> None:
        wait_until(lambda: self.said(unit, words), f"{unit} says {words!r}", seconds,
                   why=lambda: f"{self.notices[-8:]}\n{self.log()[-2000:]}")

    def wait_end(self, unit: str, seconds: float = 20) -> int:
        """Its wait status, once it has ended by itself."""
        ended: list[int] = []

        def is_gone() -> bool:
            pid, status = os.waitpid(self.pids[unit], os.WNOHANG)
            ended.append(status)
            return pid != 0
        wait_until(is_gone, f"{unit} ends", seconds, why=lambda: self.log()[-2000:])
        return os.waitstatus_to_exitcode(ended[-1])

    def kill(self, unit: str) -> None:
        os.kill(self.pids[unit], signal.SIGKILL)
        self.wait_end(unit)

    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def end(self) -> None:
        for unit, pid in self.pids.items():
            if processes.read(pid):
                self.kill(unit)
        for each in (self._notify, *self._sockets.values()):
            each.close()
