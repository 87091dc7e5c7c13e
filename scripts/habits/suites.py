"""The suites of scripts/test, each with what it needs and how long it may take."""

import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from scripts.habits import process
from scripts.habits.outcome import DOCTEST_COUNTS, PLAIN_COUNTS, Outcome, read
from scripts.habits.tree import ROOT

LIST_ENTRY = re.compile(r"^(?!\[doctest\]|=+$)(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Suite:
    name: str
    what: str
    needs: tuple[str, ...]
    limit_seconds: int
    run: Callable[["Suite", Path], Outcome]

    def with_longer(self, seconds: int) -> "Suite":
        return replace(self, limit_seconds=self.limit_seconds + seconds)


def doctest_names(program: Path, log: Path, *options: str) -> set[str]:
    command = [str(program), "--list-test-cases", "--no-colors=true", *options]
    return set(LIST_ENTRY.findall(process.run(command, 30, log)[1].partition("\n")[2]))


def run_doctest(program: str) -> Callable[[Suite, Path], Outcome]:
    def run(suite: Suite, log: Path) -> Outcome:
        path = ROOT / program
        if not path.exists():
            return absent(program)
        code, output = process.run([str(path), "--no-colors=true"], suite.limit_seconds, log)
        outcome = read(output, code, DOCTEST_COUNTS)
        if outcome.skipped:
            everything = doctest_names(path, log, "--no-skip=true")
            named = sorted(everything - doctest_names(path, log))
            outcome.skipped[: len(named)] = named
        return outcome

    return run


def run_python(folder: str) -> Callable[[Suite, Path], Outcome]:
    def run(suite: Suite, log: Path) -> Outcome:
        command = [sys.executable, "-B", "-m", "scripts.habits.python_suite", folder]
        code, output = process.run(command, suite.limit_seconds, log)
        return read(output, code, PLAIN_COUNTS)

    return run


def run_fuzz(suite: Suite, log: Path) -> Outcome:
    """Each program replays the corpus that has its name; neither may be without the other."""
    built = ROOT / "build/sanitize/tests/fuzz"
    programs = {
        path.name.removeprefix("replay_"): path
        for path in built.glob("*/replay_*")
        if path.is_file() and os.access(path, os.X_OK)
    }
    corpus = ROOT / "tests/fuzz/corpus"
    folders = {path.name: path for path in corpus.glob("*") if path.is_dir()}
    outcome = Outcome() if programs else absent("build/sanitize/tests/fuzz/replay_*")
    for name in sorted(programs.keys() | folders.keys()):
        if name not in folders:
            outcome.trouble(f"replay_{name} has no tests/fuzz/corpus/{name}")
        elif name not in programs:
            outcome.trouble(f"tests/fuzz/corpus/{name} has no program replay_{name}")
        else:
            command = [str(programs[name]), str(folders[name])]
            code, output = process.run(command, suite.limit_seconds / len(programs), log)
            outcome.add(read(output, code, PLAIN_COUNTS))
    return outcome


def absent(what: str) -> Outcome:
    outcome = Outcome()
    outcome.trouble(f"{what} is not there")
    return outcome


def run_vendors(suite: Suite, log: Path) -> Outcome:
    code, output = process.run([str(ROOT / "scripts/vendors")], suite.limit_seconds, log)
    return read(output, code, PLAIN_COUNTS)


# Installs packages, so it runs only when asked for by name.
VENDORS = Suite("vendors", "three makers' tokens with a real OpenBao", ("release",), 900, run_vendors)

# Quick ones first, so that a slip is seen early.
SUITES = [
    Suite("habits", "what scripts/test counts", (), 180, run_python("habits")),
    Suite("docs", "pages that promise a test", (), 120, run_python("docs")),
    Suite("architecture", "layers, imports, sizes", ("release",), 120, run_python("architecture")),
    Suite("negative", "what must not compile", (), 300, run_python("negative")),
    Suite("model", "the protocol against its attacker", (), 300, run_python("model")),
    Suite("headers", "each header alone", (), 300, run_python("headers")),
    Suite("unit", "pure modules", ("sanitize",), 900, run_doctest("build/sanitize/tests/unit/unit")),
    Suite("fuzz", "corpora replayed", ("sanitize",), 300, run_fuzz),
    Suite("coverage", "lines that corpora reach", ("coverage",), 300, run_python("coverage")),
    Suite("process", "programs", ("release",), 300, run_doctest("build/release/tests/process/process")),
    Suite("e2e", "the product with a real OpenBao", ("release",), 2100, run_python("e2e")),
]
