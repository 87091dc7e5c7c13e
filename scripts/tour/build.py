"""build: the release build of the programs; ninja's own progress is the progress that is shown."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from scripts.habits import build as habits
from scripts.lab import programs
from scripts.lab.failure import Failure


def build(repository: Path) -> Path:
    """Configures once, then builds only what the tour starts; returns the programs' folder."""
    if "SEALWRIGHT_PROGRAMS" not in os.environ:
        release = habits.CONFIGURATIONS["release"]
        _run(lambda: habits.configure(release), "configuring the build with meson",
             f"rm -r {release.folder}, run scripts/setup, then try again")
        ninja = ["ninja", f"-j{os.cpu_count() or 2}", "-C", str(release.folder),
                 *(f"src/{name}" for name in programs.names)]
        _run(lambda: subprocess.run(ninja, stdin=subprocess.DEVNULL, check=False).returncode,
             "building the programs with ninja", "read the compiler's message above")
    return programs.built(repository)


def _run(command: Callable[[], int], what: str, advice: str) -> None:
    try:
        code = command()
    except FileNotFoundError as missing:
        raise Failure(f"{what}: {missing.filename} is not installed", str(missing),
                      "run scripts/setup") from missing
    if code != 0:
        raise Failure(f"{what} failed (exit code {code})", "its own words stand above", advice)
