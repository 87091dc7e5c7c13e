"""clang-format-16 over every C++ file, clang-tidy over those it can read quickly."""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts.habits.includes import IncludeGraph
from scripts.habits.seen import Seen
from scripts.habits.tree import PRODUCT_FOLDERS, ROOT, sources

FORMAT = "clang-format-16"
TIDY = str(ROOT / ".tools" / "lint" / "bin" / "clang-tidy")
# Parsing these headers takes longer than checking our code, so only `lint --all` does.
SLOW_HEADERS = re.compile(r"^(boost/(asio|beast)|CLI)/")
# The build's flags are g++'s; clang does not know all of them.
TIDY_ARGUMENTS = ["--quiet", "--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-Wno-error",
                  "--extra-arg=-Wreserved-identifier", "--extra-arg=-Wreserved-macro-identifier"]
# How many states of a function the analyzer looks at; its own measure, 225000, takes half of all the time for
# the last few functions. `lint --deep` lets it.
STATES_MAX = 50000
ANALYZER_ARGUMENTS = [f"--extra-arg={word}" for word in
                      ("-Xclang", "-analyzer-config", "-Xclang", f"max-nodes={STATES_MAX}")]


def format_files(check: bool, names: list[str]) -> int:
    paths = names or [str(path) for path in sources()]
    if not paths:
        return 0
    if not check:
        return subprocess.run([FORMAT, "-i", *paths], cwd=ROOT, check=False).returncode
    command = [FORMAT, "--dry-run", "--Werror", *paths]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode == 0:
        return 0
    wrong = sorted(set(re.findall(r"^(.+?):\d+:\d+: error:", run.stderr, re.MULTILINE)))
    print("\n".join(f"fmt: {path}" for path in wrong) or run.stderr, file=sys.stderr)
    print(f"fmt: {len(wrong)} files; `scripts/dev fmt` puts them right", file=sys.stderr)
    return 1


def is_slow(graph: IncludeGraph, path: str) -> bool:
    return any(SLOW_HEADERS.match(name) for name in graph.reached(path)[1])


def compile_commands(folder: Path) -> dict[str, str]:
    """Source file, relative to the root -> the command that compiles it."""
    commands: dict[str, str] = {}
    for entry in json.loads((folder / "compile_commands.json").read_text()):
        source = os.path.normpath(os.path.join(entry["directory"], entry["file"]))
        commands[os.path.relpath(source, ROOT)] = entry["command"]
    return commands


def tidy(folder: Path, everything: bool, deep: bool) -> int:
    arguments = TIDY_ARGUMENTS if deep else [*TIDY_ARGUMENTS, *ANALYZER_ARGUMENTS]
    commands = compile_commands(folder)
    graph = IncludeGraph(ROOT)
    seen = Seen(ROOT / "build" / "seen" / "tidy", graph, [TIDY, *arguments])
    rules = (ROOT / ".clang-tidy").read_text()
    folders = () if everything else PRODUCT_FOLDERS
    wanted = [str(path) for path in sources(ROOT, folders) if str(path) in commands]
    if not everything:
        wanted = [path for path in wanted if not is_slow(graph, path)]
    digests = {path: seen.digest(path, rules + commands[path]) for path in wanted}
    fresh = [path for path in wanted if not seen.has(digests[path])]
    print(f"lint: {len(wanted)} files, {len(wanted) - len(fresh)} of them clean before", flush=True)

    def check(path: str) -> bool:
        run = subprocess.run(
            [TIDY, "-p", str(folder), *arguments, path],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        clean = run.returncode == 0
        if clean:
            seen.add(digests[path])
        print(f"lint: {'ok' if clean else 'NOT CLEAN'} {path}", flush=True)
        if not clean:
            print(run.stdout + run.stderr, flush=True)
        return clean

    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        bad = list(pool.map(check, fresh)).count(False)
    print(f"lint: {bad} of {len(wanted)} files are not clean", flush=True)
    return 1 if bad else 0
