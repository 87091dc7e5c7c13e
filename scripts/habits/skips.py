"""tests/skips.toml: the tests that may be skipped, each with a reason. Any other skip is a failure."""

import tomllib
from pathlib import Path

from scripts.habits.outcome import Outcome
from scripts.habits.tree import ROOT


class Skips:
    def __init__(self, path: Path = ROOT / "tests/skips.toml") -> None:
        entries = tomllib.loads(path.read_text()).get("skip", [])
        self._reasons = {(entry["suite"], entry["test"]): entry["reason"] for entry in entries}
        for (suite, test), reason in self._reasons.items():
            if len(reason.split()) < 3:
                raise ValueError(f"{path.name}: {suite}: {test}: a reason is a sentence")

    def apply(self, suite: str, outcome: Outcome) -> list[str]:
        """Makes failures of skips without a reason; returns a line for each skip that has one."""
        lines = []
        for test in list(outcome.skipped):
            reason = self._reasons.get((suite, test))
            if reason is None:
                outcome.skipped.remove(test)
                outcome.trouble(f"`{test}` was skipped, and tests/skips.toml gives no reason")
            else:
                lines.append(f"skipped: {test}: {reason}")
        return lines
