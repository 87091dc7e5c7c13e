"""Meter: the C++ program that drives, counts and serves as the floor; built when it is needed."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from scripts.habits import build
from scripts.lab import programs
from scripts.lab.commands import run
from scripts.lab.failure import Failure, last_lines


@dataclass(frozen=True)
class Reading:
    """What one run of the meter has seen; latencies in microseconds."""

    count: int
    seconds: float
    failures: int
    first_failure: str
    p50_us: int
    p99_us: int
    p999_us: int
    max_us: int

    @property
    def rate(self) -> float:
        return self.count / self.seconds if self.seconds else 0.0


@dataclass(frozen=True)
class Identity:
    """With which key a client shows itself, and whose signature it accepts."""

    certificate: Path
    key: Path
    authority: Path

    def words(self) -> list:
        return ["--cert", self.certificate, "--key", self.key, "--ca", self.authority]


class Meter:
    def __init__(self):
        release = build.CONFIGURATIONS["release"]
        self._program = release.folder / "tests" / "bench" / "meter"
        if not (release.folder / "build.ninja").exists() and build.configure(release) != 0:
            raise Failure("the build cannot be configured", advice="run scripts/setup")
        programs_built = [f"src/{name}" for name in programs.names]
        run(["ninja", "-C", release.folder, "tests/bench/meter", *programs_built], "building", 1800,
            advice="run scripts/dev build and read the compiler's message")

    def load(self, identity: Identity, port: int, requests: list[Path], connections: int,
             seconds: float = 60, **words) -> Reading:
        """Keyword words become options: warm_ms=500 is --warm-ms 500."""
        arguments = ["load", *identity.words(), "--port", port, "--connections", connections,
                     "--limit-ms", int(seconds * 1000)]
        for path in requests:
            arguments += ["--request", path]
        return self._reading(arguments, words, seconds + 10)

    def syncs(self, file: Path, run_ms: int) -> Reading:
        return self._reading(["syncs", "--file", file], {"run_ms": run_ms}, 60)

    def verify(self, vectors: Path, key: str, run_ms: int) -> Reading:
        return self._reading(["verify", "--vectors", vectors, "--key", key], {"run_ms": run_ms}, 60)

    def quote(self, vectors: Path, pcrs: str, run_ms: int) -> Reading:
        return self._reading(["quote", "--vectors", vectors, "--pcrs", pcrs], {"run_ms": run_ms}, 60)

    def steps(self, verb: str, run_ms: int, **words) -> dict[str, float]:
        """p50 of each step: milliseconds of custody, nanoseconds of splitting."""
        arguments = [self._program, verb, "--run-ms", run_ms]
        for name, value in words.items():
            arguments += [f"--{name}", value]
        done = run(arguments, f"meter {verb}", 120)
        try:
            return json.loads(done.stdout)
        except ValueError as broken:
            raise Failure("the meter's answer cannot be read", last_lines(done.stdout)) from broken

    def start(self, *words, environment: dict[str, str] | None = None,
              stdin: int = subprocess.DEVNULL) -> subprocess.Popen:
        """For what runs beside something else; the caller ends it."""
        return subprocess.Popen([str(self._program), *map(str, words)], stdin=stdin,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                env=environment)

    def _reading(self, arguments: list, words: dict, seconds: float) -> Reading:
        for name, value in words.items():
            arguments += [f"--{name.replace('_', '-')}", value]
        done = run([self._program, *arguments], f"meter {arguments[0]}", seconds)
        return reading_of(done.stdout)


def reading_of(text: str) -> Reading:
    try:
        return Reading(**json.loads(text))
    except (ValueError, TypeError) as broken:
        raise Failure("the meter's answer cannot be read", last_lines(text)) from broken
