"""The two build folders: `release` is the product, `sanitize` holds unit tests and fuzz replays."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from scripts.habits.tree import ROOT


@dataclass(frozen=True)
class Configuration:
    name: str
    options: tuple[str, ...]

    @property
    def folder(self) -> Path:
        return ROOT / "build" / self.name


CONFIGURATIONS = {
    "release": Configuration("release", ("-Dsanitizers=false",)),
    "sanitize": Configuration("sanitize", ("-Dsanitizers=true",)),
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
    return subprocess.run(
        ["ninja", "-C", str(configuration.folder), f"-j{jobs}"], cwd=ROOT, check=False
    ).returncode
