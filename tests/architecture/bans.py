"""Words that may not stand in our files, against bans.toml."""

import re
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

from scripts.habits.tree import PRODUCT_FOLDERS, files
from tests.architecture.code import blank

RULES = Path(__file__).with_name("bans.toml")


class Ban:
    def __init__(self, rule: dict) -> None:
        self.name = rule["name"]
        self.why = rule["why"]
        self._pattern = re.compile(rule["pattern"])
        self._scope = rule["scope"]
        self._raw = rule.get("raw", False)
        self._paths = rule.get("paths", False)
        self._allow = rule["allow"]
        if not all(len(row["reason"].split()) >= 3 for row in self._allow):
            raise ValueError(f"{self.name}: a reason is a sentence")

    def covers(self, path: Path) -> bool:
        if any(fnmatchcase(str(path), row["path"]) for row in self._allow):
            return False
        product = path.parts[0] in PRODUCT_FOLDERS and path.suffix in {".cpp", ".hpp"}
        return {
            "product": product,
            "headers": product and path.suffix == ".hpp",
            "everything": True,
        }[self._scope]

    def findings(self, path: Path, text: str) -> list[str]:
        if self._paths:
            bad = self._pattern.search(str(path))
            return [f"{path}: {self.name} ({self.why})"] if bad else []
        found = []
        is_cpp = path.suffix in {".cpp", ".hpp"}
        code = text if self._raw or not is_cpp else blank(text)
        for number, line in enumerate(code.splitlines(), 1):
            if self._pattern.search(line):
                found.append(f"{path}:{number}: {self.name} ({self.why})")
        return found


def load() -> list[Ban]:
    return [Ban(rule) for rule in tomllib.loads(RULES.read_text())["ban"]]


def checkout_ban(root: Path) -> list[Ban]:
    """The path of this very checkout, unless it is so short that it means something else."""
    if len(root.parts) < 3:
        return []
    pattern = rf"(?<![\w.-]){re.escape(str(root))}(?![\w-])"
    rule = {"name": "the path of this checkout", "pattern": pattern, "scope": "everything"}
    return [Ban(rule | {"raw": True, "why": "it works on one machine only", "allow": []})]


def violations(root: Path) -> list[str]:
    bans = load() + checkout_ban(root)
    found = []
    for path in files(root):
        covering = [ban for ban in bans if ban.covers(path)]
        content = (root / path).read_bytes()
        # A NUL means no text: a vector or a corpus file.
        if covering and b"\0" not in content:
            text = content.decode("utf-8", errors="replace")
            found += [finding for ban in covering for finding in ban.findings(path, text)]
    return found
