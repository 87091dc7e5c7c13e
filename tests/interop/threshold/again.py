#!/usr/bin/env python3
"""Runs the Go and the Rust program again and compares what they print with tests/vectors/threshold.

Needs Go 1.25 and cargo, and their modules; exits with 1 when anything differs. `--write` writes it.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
VECTORS = HERE.parents[1] / "vectors/threshold"
LIMIT_SECONDS = 900
PROGRAMS = {"go": (["go", "run", "."], "go.txt"), "rust": (["cargo", "run", "--quiet"], "rust.txt")}


def printed(folder: str, command: list[str]) -> bytes:
    # In a copy: what they build, and the versions that cargo notes, stay out of the checkout.
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(HERE / folder, place, dirs_exist_ok=True)
        run = subprocess.run(command, cwd=place, check=True, stdout=subprocess.PIPE,
                             timeout=LIMIT_SECONDS)
    return run.stdout


def main() -> None:
    differs = False
    for folder, (command, name) in PROGRAMS.items():
        text = printed(folder, command)
        if sys.argv[1:] == ["--write"]:
            (VECTORS / name).write_bytes(text)
        same = (VECTORS / name).read_bytes() == text
        differs = differs or not same
        print(f"{name}: {'as committed' if same else 'DIFFERS'}")
    sys.exit(1 if differs else 0)


if __name__ == "__main__":
    main()
