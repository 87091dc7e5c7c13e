"""Who includes what: a scan of #include lines, and what a file reaches through them.

A scan, not a preprocessor: an include inside `#if` counts. That is the strict reading.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


@dataclass(frozen=True)
class Include:
    name: str
    quoted: bool


class IncludeGraph:
    """Includes of the files of one tree; paths are relative to its root, with forward slashes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._of: dict[str, list[Include]] = {}

    def of(self, path: str) -> list[Include]:
        if path not in self._of:
            text = (self.root / path).read_text(encoding="utf-8", errors="replace")
            self._of[path] = [Include(name, mark == '"') for mark, name in INCLUDE.findall(text)]
        return self._of[path]

    def resolve(self, path: str, include: Include) -> str | None:
        """The file of ours that `include` means: beside the file first, then under include/."""
        if not include.quoted:
            return None
        beside = os.path.normpath(os.path.join(os.path.dirname(path), include.name))
        for candidate in (beside, os.path.normpath(os.path.join("include", include.name))):
            if not candidate.startswith("..") and (self.root / candidate).is_file():
                return candidate
        return None

    def reached(self, path: str) -> tuple[set[str], set[str]]:
        """Files of ours that `path` reaches, itself among them, and every other include's name."""
        ours: set[str] = set()
        others: set[str] = set()
        waiting = [path]
        while waiting:
            current = waiting.pop()
            if current in ours:
                continue
            ours.add(current)
            for include in self.of(current):
                target = self.resolve(current, include)
                if target is None:
                    others.add(include.name)
                else:
                    waiting.append(target)
        return ours, others
