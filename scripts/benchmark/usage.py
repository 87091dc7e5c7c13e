"""Usage: memory and processor time of a contender's processes together, from /proc."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from scripts.lab.processes import Process

_tick_seconds = 1 / os.sysconf("SC_CLK_TCK")


def pss_bytes(processes: list[Process]) -> int:
    """Proportional set size: a page that n processes share counts 1/n for each."""
    return sum(_pss_of(process.pid) for process in processes)


def _pss_of(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0  # It has ended since it was listed.
    line = next((each for each in text.splitlines() if each.startswith("Pss:")), "Pss: 0 kB")
    return int(line.split()[1]) * 1024


def processor_seconds(processes: list[Process]) -> dict[str, float]:
    """User and system time so far, by program; processes of one program are added up."""
    spent: dict[str, float] = {}
    for process in processes:
        try:
            fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        seconds = (int(fields[11]) + int(fields[12])) * _tick_seconds
        spent[process.name] = spent.get(process.name, 0.0) + seconds
    return spent


class Peak:
    """Looks at the memory again and again while its block runs, and keeps the highest."""

    def __init__(self, processes: Callable[[], list[Process]], every: float = 0.02):
        self._processes = processes()
        self._every = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.bytes = 0

    def __enter__(self) -> "Peak":
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._over.set()
        self._thread.join(timeout=30)

    def _watch(self) -> None:
        while not self._over.is_set():
            self.bytes = max(self.bytes, pss_bytes(self._processes))
            time.sleep(self._every)
