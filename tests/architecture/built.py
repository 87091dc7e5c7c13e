"""Whether each source is named by the build: one that is not is never compiled, and never runs."""

import re
from pathlib import Path

from scripts.habits.tree import files, sources

NAMED = re.compile(r"'([\w/.-]+\.cpp)'")
# What must not compile; the suite of that name reads the folder.
NEGATIVE = Path("tests/negative")


def named(root: Path) -> set[Path]:
    """Every source that a build file names, from its own folder."""
    found: set[Path] = set()
    for build in files(root):
        if build.name != "meson.build":
            continue
        folder = (root / build).parent
        found |= {(folder / name).resolve() for name in NAMED.findall((root / build).read_text())}
    return found


def forgotten(root: Path) -> list[str]:
    """The sources that no build file names."""
    built = named(root)
    return [
        str(each)
        for each in sources(root)
        if each.suffix == ".cpp" and each.parent != NEGATIVE and (root / each).resolve() not in built
    ]
