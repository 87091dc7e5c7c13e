"""Programs: the built executables, copied into an installation's folder, and what runs from there.

Copies, because their users can reach them there even when the checkout lies below /root, and
because every process of an installation is then known by the path of its executable.
"""

import os
import shutil
from pathlib import Path

from scripts.lab import processes
from scripts.lab.failure import Failure
from scripts.lab.processes import Process

names = ("sealwrightd", "sealwright-front", "sealwright-keeper", "sealwright-token",
         "sealwright-depot", "sealwright-verifier", "sealwright-agent",
         "sealwright")


def built(repository: Path) -> Path:
    return Path(os.environ.get("SEALWRIGHT_PROGRAMS") or repository / "build" / "release" / "src")


def copy(source: Path, folder: Path) -> Path:
    missing = [name for name in names if not (source / name).is_file()]
    if missing:
        raise Failure(f"not built yet: {', '.join(missing)} (looked in {source})",
                      advice="meson setup build/release, then ninja -C build/release")
    copies = folder / "programs"
    copies.mkdir(mode=0o755)
    for name in names:
        shutil.copy2(source / name, copies / name)
        (copies / name).chmod(0o755)
    return copies


def running_below(folder: Path) -> list[Process]:
    """The service's processes of one installation, also those that a person started by hand.

    Their executable lies in the folder, their arguments name the folder, or their parent is one of
    them. The CLI is no process of the service.
    """
    ours = {one.pid: one for one in processes.everyone() if one.name in names[:-1]}
    prefix = str(folder) + "/"

    def belongs(one: Process) -> bool:
        if any(prefix in word for word in (one.program, *one.arguments)):
            return True
        parent = ours.get(one.parent)
        return parent is not None and belongs(parent)
    return [one for one in ours.values() if belongs(one)]


def end_all_below(folder: Path) -> None:
    """The supervisor first, or it would start again what ends."""
    for process in sorted(running_below(folder), key=lambda one: one.name != "sealwrightd"):
        if process.name == "sealwrightd":
            process.end()
        else:
            process.kill_9()
