"""Lane: one worker process after another, of which only one lives; each class ends with a verdict."""

import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from scripts.habits.family import Family

_grace_seconds = 60.0
_look_seconds = 1.0


@dataclass
class Verdict:
    passed: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    reasons: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    said: str = ""

    def take(self, counts: dict) -> None:
        self.passed, self.failed = set(counts["passed"]), set(counts["failed"])
        self.reasons = counts["reasons"]


class Worker:
    def __init__(self, root: Path) -> None:
        self._line, its = socket.socketpair()
        self._rest = b""
        with its:
            self._child = subprocess.Popen(
                [sys.executable, "-B", "-m", "scripts.habits.worker", str(its.fileno())], cwd=root,
                stdin=subprocess.DEVNULL, pass_fds=[its.fileno()])
        self._family = Family(self._child.pid)
        self._line.settimeout(_look_seconds)

    def order(self, name: str, log: Path) -> None:
        self._say(json.dumps({"name": name, "log": str(log)}))

    def _say(self, words: str) -> None:
        try:
            self._line.sendall(words.encode() + b"\n")
        except ConnectionError:
            pass  # That it is gone is heard next.

    def hear(self, deadline: float) -> dict | None:
        """The next thing it tells; {} once it is gone, nothing when the time is over."""
        while b"\n" not in self._rest:
            if time.monotonic() >= deadline:
                return None
            has_ended = self._child.poll() is not None
            try:
                chunk = self._line.recv(65536)
            except TimeoutError:
                # A child that it left behind may hold the socket open.
                if has_ended:
                    return {}
                continue
            except ConnectionError:
                return {}
            if not chunk:
                return {}
            self._rest += chunk
        line, _, self._rest = self._rest.partition(b"\n")
        told = json.loads(line)
        if "began" in told:
            self._family.look()
            self._say("go on")
        return told

    def interrupt(self) -> None:
        """It says in its log where it is, and is asked to end."""
        self._child.send_signal(signal.SIGUSR1)
        time.sleep(_look_seconds)
        self._child.terminate()

    def end(self) -> str:
        """It ends what its tests share; returns how it ended."""
        self._family.look()
        self._line.close()
        try:
            code = self._child.wait(_grace_seconds)
        except subprocess.TimeoutExpired:
            self._child.kill()
            code = self._child.wait()
        self._family.end()
        return f"signal {-code}" if code < 0 else f"exit code {code}"


class Lane:
    def __init__(self, root: Path, class_seconds_max: float) -> None:
        self._root = root
        self._seconds_max = class_seconds_max
        self._worker: Worker | None = None

    def run(self, name: str, tests: list[str]) -> Verdict:
        if self._worker is None:
            self._worker = Worker(self._root)
            self._worker.hear(time.monotonic() + _grace_seconds)
        start = time.monotonic()
        verdict = Verdict()
        with tempfile.TemporaryDirectory(prefix="worker-") as folder:
            log = Path(folder) / "log"
            trouble, under_way = self._listen(name, log, start + self._seconds_max, verdict)
            verdict.said = log.read_text(errors="replace") if log.exists() else ""
        ended = verdict.passed | verdict.failed | verdict.reasons.keys()
        was_skipped = any(each.startswith("setUp") for each in verdict.reasons)
        # A class that was not set up counts as its tests, and not once more as itself.
        if tests:
            verdict.failed -= {each for each in verdict.failed if each.startswith("setUp")}
        for test in sorted(set(tests) - ended if not was_skipped else ()):
            verdict.failed.add(test)
            what = "did not end" if test == under_way else "was not run"
            verdict.said += f"{test} ... {what}: {trouble or 'see above'}\n"
        verdict.seconds = time.monotonic() - start
        return verdict

    def _listen(self, name: str, log: Path, deadline: float, verdict: Verdict) -> tuple[str, str]:
        """What befell the worker, and the test that was under way then."""
        self._worker.order(name, log)
        under_way = ""
        while True:
            told = self._worker.hear(deadline)
            if told is None:
                self._worker.interrupt()
                return f"no end after {self._seconds_max:.0f} s; its process: {self.end()}", under_way
            if not told:
                return f"its process has ended: {self.end()}", under_way
            under_way = told.get("began", under_way)
            for counts in (told.get("so far"), told.get("ended")):
                if counts is not None:
                    verdict.take(counts)
            if "ended" in told:
                return "", ""

    def end(self) -> str:
        how = self._worker.end() if self._worker else ""
        self._worker = None
        return how
