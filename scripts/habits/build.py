"""The build folders: `release` is the product, `sanitize` holds unit tests and fuzz replays.

Beside them two that only one command needs: `coverage` counts the lines that corpora reach, and
`fuzz` looks for more inputs (clang).
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from scripts.habits.tree import ROOT


@dataclass(frozen=True)
class Configuration:
    name: str
    options: tuple[str, ...]
    # Which of its targets are built; all of them without it.
    wanted: str = ""

    @property
    def folder(self) -> Path:
        return ROOT / "build" / self.name


CONFIGURATIONS = {
    "release": Configuration("release", ("-Dsanitizers=false",)),
    "sanitize": Configuration("sanitize", ("-Dsanitizers=true",)),
}
FUZZ_PROGRAMS = r"^(tests/fuzz/\w+/replay_\w+): "
EXTRA = {
    "coverage": Configuration("coverage", ("-Dcoverage=true",), FUZZ_PROGRAMS),
    "fuzz": Configuration("fuzz", ("-Dsanitizers=true", "-Dfuzzer=true"), FUZZ_PROGRAMS),
}


def options(configuration: Configuration) -> list[str]:
    # Warnings stop the build in CI only: another compiler's new warning must not stop a user.
    werror = "true" if os.environ.get("SEALWRIGHT_WERROR") == "1" else "false"
    return [*configuration.options, f"-Dwerror={werror}"]


def configure(configuration: Configuration) -> int:
    """Sets the folder up, or again when its options are not the wanted ones."""
    wanted = options(configuration)
    stamp = configuration.folder / "configured-options"
    if (configuration.folder / "build.ninja").exists():
        if stamp.exists() and stamp.read_text() == " ".join(wanted):
            return 0
        command = ["meson", "configure", str(configuration.folder), *wanted]
    else:
        # What a setup that was cut short left behind would be refused.
        shutil.rmtree(configuration.folder, ignore_errors=True)
        command = ["meson", "setup", str(configuration.folder), *wanted]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code == 0:
        stamp.write_text(" ".join(wanted))
    return code


def build(configuration: Configuration) -> int:
    code = configure(configuration)
    if code != 0:
        return code
    jobs = os.cpu_count() or 2
    command = ["ninja", "-C", str(configuration.folder), f"-j{jobs}", *targets(configuration)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def targets(configuration: Configuration) -> list[str]:
    if not configuration.wanted:
        return []
    command = ["ninja", "-C", str(configuration.folder), "-t", "targets", "all"]
    known = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return re.findall(configuration.wanted, known, re.MULTILINE)
