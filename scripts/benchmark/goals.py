"""Goals: what the service shall reach beside OpenBao, and what the profile says where it does not.

A goal that is missed stays in the table as missed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from scripts.benchmark.decrypts import fresh_name, kept_name
from scripts.benchmark.rows import Row
from scripts.benchmark.starts import storm_name


@dataclass(frozen=True)
class Goal:
    row: str
    words: str
    is_met: Callable[[float, float], bool]  # Of ours and OpenBao's.
    if_missed: str = ""

    def verdict(self, row: Row) -> str:
        if row.ours is None or row.openbao is None:
            return ""
        return f"{self.words}: {'met' if self.is_met(row.ours, row.openbao) else '**missed**'}"


def _times(factor: float) -> Callable[[float, float], bool]:
    return lambda ours, openbao: ours >= factor * openbao


def _within(factor: float) -> Callable[[float, float], bool]:
    return lambda ours, openbao: ours <= factor * openbao


GOALS = (
    Goal(kept_name(1), "1.5 times", _times(1.5)),
    Goal(f"{kept_name(1)}, p50", "lower", _within(1)),
    Goal(kept_name(64), "8 times", _times(8)),
    Goal(f"{kept_name(64)}, p99", "a twentieth", _within(1 / 20)),
    *(Goal(fresh_name(level), "level", _times(1)) for level in (8, 64)),
    Goal(f"{storm_name}, all served", "a quarter", _within(1 / 4)),
    Goal(f"{storm_name}, failures", "none", lambda ours, _: ours == 0),
    Goal("memory, idle", "half", _within(1 / 2)),
    Goal("memory, peak of the storm", "a third", _within(1 / 3)),
    Goal("start to the first decrypt", "no later", _within(1)),
    Goal("a real node, exec to unsealed", "within 20 ms", lambda ours, openbao: ours <= openbao + 20),
)


def goal_of(row: Row) -> Goal | None:
    return next((goal for goal in GOALS if goal.row == row.name), None)


def missed(rows: list[Row]) -> list[Goal]:
    return [goal for row in rows if (goal := goal_of(row)) and "missed" in goal.verdict(row)]
