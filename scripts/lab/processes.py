"""Process: what /proc says about one running program, and ending it by its pid and nothing else.

A pid alone can be given away again, so whoever remembers a process over time remembers its start
time (clock ticks since boot) with it. A zombie counts as ended.
"""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from scripts.lab.failure import Failure
from scripts.lab.waiting import wait_until


@dataclass(frozen=True)
class Process:
    pid: int
    parent: int
    started: int
    program: str  # The path of the executable, or argv[0] where the kernel hides the path.
    arguments: tuple[str, ...]

    @property
    def name(self) -> str:
        return Path(self.program.removesuffix(" (deleted)")).name

    def alive(self) -> bool:
        now = read(self.pid)
        return now is not None and now.started == self.started

    def signal(self, number: int) -> None:
        if self.alive():
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                pass

    def kill_9(self) -> None:
        """Ends it as a crash would and returns when it is gone."""
        self.signal(signal.SIGKILL)
        wait_until(lambda: not self.alive(), f"process {self.pid} ({self.name}) ends after kill -9",
                   10, every=0.005)

    def end(self, grace_seconds: float = 10) -> None:
        """Asks first, insists after `grace_seconds`."""
        self.signal(signal.SIGTERM)
        try:
            wait_until(lambda: not self.alive(), f"process {self.pid} ends", grace_seconds)
        except Failure:
            self.kill_9()


def read(pid: int) -> Process | None:
    folder = Path("/proc") / str(pid)
    try:
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        state, parent, started = fields[0], int(fields[1]), int(fields[19])
        words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except (OSError, IndexError, ValueError):
        return None
    if state in "ZX":
        return None
    try:
        program = os.readlink(folder / "exe")
    except OSError:
        program = words[0]
    return Process(pid, parent, started, program, tuple(word for word in words[1:] if word))


def everyone() -> list[Process]:
    found = (read(int(entry.name)) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [process for process in found if process is not None]


def holders_of(sockets: set[str]) -> dict[int, set[str]]:
    """pid -> which of these unix socket paths it has open (as root; others see their own only)."""
    inodes = {}
    for line in Path("/proc/net/unix").read_text().splitlines()[1:]:
        fields = line.split(maxsplit=7)
        if len(fields) == 8 and fields[7] in sockets:
            inodes[f"socket:[{fields[6]}]"] = fields[7]
    holders: dict[int, set[str]] = {}
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            path = inodes.get(os.readlink(link))
        except OSError:
            continue
        if path:
            holders.setdefault(int(link.parts[2]), set()).add(path)
    return holders
