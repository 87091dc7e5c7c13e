"""Does a C++ file compile? Asked with -fsyntax-only, so nothing is built."""

import os
import subprocess
from pathlib import Path

from scripts.habits.includes import IncludeGraph
from scripts.habits.seen import Seen

FLAGS = ["-fsyntax-only", "-std=c++20", "-Iinclude", "-Wall", "-Wextra", "-Wpedantic"]


class Compiler:
    """Compiles files of the tree at `root`; without a `memory` folder it always really compiles."""

    def __init__(self, root: Path, memory: Path | None = None) -> None:
        self._root = root
        self._command = [*os.environ.get("CXX", "g++").split(), *FLAGS]
        self._seen = memory and Seen(memory, IncludeGraph(root), self._command)

    def complaints(self, path: str, *options: str) -> str | None:
        """None if `path` compiles, else what the compiler said."""
        digest = self._seen.digest(path, "\0".join(options)) if self._seen else ""
        if self._seen and self._seen.has(digest):
            return None
        # A header given by its name would be "#pragma once in main file"; stdin includes it instead.
        header = path.endswith(".hpp")
        source = ["-x", "c++", "-"] if header else [path]
        run = subprocess.run(
            [*self._command, *options, *source],
            cwd=self._root,
            input=f'#include "{path.removeprefix("include/")}"\n' if header else "",
            capture_output=True,
            text=True,
            env=os.environ | {"LC_ALL": "C"},
            check=False,
        )
        if run.returncode != 0:
            return run.stderr
        if self._seen:
            self._seen.add(digest)
        return None
