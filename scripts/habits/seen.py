"""What a compiler or linter has already found clean, so that it need not look again.

A finding of "clean" is remembered under a digest of everything of ours the tool read (the file, all
it reaches, the command, the tool's own version). A finding of "not clean" is never remembered.
System headers are not read for the digest: after an upgrade of a library, `rm -r build/seen`.
"""

import hashlib
import subprocess
from pathlib import Path

from scripts.habits.includes import IncludeGraph


class Seen:
    def __init__(self, folder: Path, graph: IncludeGraph, tool: list[str]) -> None:
        self._folder = folder
        self._graph = graph
        version = subprocess.run([tool[0], "--version"], capture_output=True, text=True, check=True)
        self._tool = version.stdout + "\0".join(tool)

    def digest(self, path: str, extra: str = "") -> str:
        reached, _ = self._graph.reached(path)
        digest = hashlib.sha256((self._tool + "\0" + extra).encode())
        for name in sorted(reached):
            content = (self._graph.root / name).read_bytes()
            digest.update(f"\0{name}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()

    def has(self, digest: str) -> bool:
        return (self._folder / digest).exists()

    def add(self, digest: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / digest).touch()
