"""A campaign of libFuzzer: builds the targets with clang, lets each look for a while, and keeps in
the corpus what reaches new code. Only `scripts/dev fuzz` needs clang, so only it installs it."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from scripts.habits import build
from scripts.habits.tree import ROOT

CORPUS = ROOT / "tests/fuzz/corpus"
PACKAGES = ("clang-16", "libclang-rt-16-dev")
# Large enough for every form that a decoder knows; corpora stay small.
INPUT_BYTES_MAX = 4096
CORPUS_FILES_MAX = 90
EXECUTIONS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")


@dataclass(frozen=True)
class Found:
    target: str
    executions: int
    added: int
    findings: tuple[str, ...]

    def line(self) -> str:
        found = f", FOUND {' '.join(self.findings)}" if self.findings else ""
        return f"fuzz: {self.target}: {self.executions} executions, {self.added} inputs added{found}"


def install_clang() -> int:
    missing = [name for name in PACKAGES if not is_installed(name)]
    if not missing:
        return 0
    print(f"fuzz: installing {' '.join(missing)}", flush=True)
    return subprocess.run(
        ["apt-get", "-q", "-y", "install", "--no-install-recommends", *missing], check=False
    ).returncode


def is_installed(package: str) -> bool:
    query = ["dpkg-query", "-W", "-f=${db:Status-Abbrev}", package]
    return subprocess.run(query, capture_output=True, text=True, check=False).stdout.startswith("ii")


def build_targets() -> int:
    ccache = "ccache " if shutil.which("ccache") else ""
    os.environ |= {"CC": f"{ccache}clang-16", "CXX": f"{ccache}clang++-16"}
    return build.build(build.EXTRA["fuzz"])


def programs() -> dict[str, Path]:
    found = (build.EXTRA["fuzz"].folder / "tests/fuzz").glob("*/replay_*")
    return {
        path.name.removeprefix("replay_"): path
        for path in sorted(found)
        if path.is_file() and os.access(path, os.X_OK)
    }


def run_fuzzer(program: Path, *arguments: str) -> str:
    """What libFuzzer printed; it takes what time the machine has left over."""
    command = ["nice", "-n", "19", str(program), *arguments]
    run = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    return run.stderr


def look(target: str, program: Path, seconds: int) -> Found:
    work = build.EXTRA["fuzz"].folder / "campaign" / target
    grown, findings = work / "grown", work / "findings"
    for folder in (grown, findings):
        folder.mkdir(parents=True, exist_ok=True)
    before = {path.name for path in findings.iterdir()}
    said = run_fuzzer(
        program,
        str(grown),
        str(CORPUS / target),
        f"-max_total_time={seconds}",
        f"-max_len={INPUT_BYTES_MAX}",
        f"-artifact_prefix={findings}/",
        "-use_value_profile=1",
        "-print_final_stats=1",
    )
    (work / "log").write_text(said)
    executions = EXECUTIONS.search(said)
    new = sorted(path.name for path in findings.iterdir() if path.name not in before)
    if not executions and not new:
        new = [f"nothing ran, see {work / 'log'}"]
    added = 0 if new else keep(target, program, grown)
    return Found(target, int(executions.group(1)) if executions else 0, added, tuple(new))


def keep(target: str, program: Path, grown: Path) -> int:
    """Adds the fewest inputs that reach what the corpus does not; edges count, not how often."""
    corpus = CORPUS / target
    before = len(list(corpus.iterdir()))
    run_fuzzer(program, "-set_cover_merge=1", "-use_counters=0", str(corpus), str(grown))
    count = len(list(corpus.iterdir()))
    if count > CORPUS_FILES_MAX:
        print(f"fuzz: tests/fuzz/corpus/{target} has {count} files: too many for every test run")
    return count - before


def run(seconds: int, wanted: list[str]) -> int:
    if install_clang() != 0 or build_targets() != 0:
        return 1
    known = programs()
    unknown = sorted(set(wanted) - known.keys())
    if unknown:
        print(f"fuzz: no target {unknown[0]}; there are {' '.join(known)}")
        return 1
    found = []
    for target in wanted or list(known):
        found.append(look(target, known[target], seconds))
        print(found[-1].line(), flush=True)
    bad = [each for each in found if each.findings]
    print(f"fuzz: {sum(each.executions for each in found)} executions, {len(bad)} targets with findings")
    return 1 if bad else 0
