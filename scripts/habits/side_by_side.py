"""side_by_side: the classes of one folder of tests in worker processes, a few at a time.

The class is what is given out: its cases run in their order in one process, and a worker keeps what
an earlier class has made for all (the running service of the e2e suite). What a class printed comes
out in one piece when it has ended, and that of failed ones once more at the end. A worker that dies
or takes too long fails the case that was under way and those behind it, by their names; another
worker takes its place.
"""

import threading
import time
import tomllib
import unittest
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from scripts.habits import soak
from scripts.habits.counting import close
from scripts.habits.lane import Lane, Verdict

PLAN = "side_by_side.toml"
SHOWN_LINES_MAX = 120


class Plan:
    """A folder's side_by_side.toml: how many at once, which alone and why, which first."""

    def __init__(self, text: str) -> None:
        table = tomllib.loads(text)
        self.workers: int = table["workers"]
        self.class_seconds_max: float = table["class_seconds_max"]
        self.alone = {row["class"]: row["reason"] for row in table.get("alone", [])}
        self.first: list[str] = table.get("first", [])
        for name, reason in self.alone.items():
            if len(reason.split()) < 3:
                raise ValueError(f"{PLAN}: {name}: a reason is a sentence")

    def unknown(self, names: set[str]) -> list[str]:
        """What the plan names and nobody has found."""
        return sorted((set(self.first) | self.alone.keys()) - names)

    def order(self, names: list[str]) -> list[str]:
        """The longest first, so that none of them is begun when the others are over."""
        rank = {name: place for place, name in enumerate(self.first)}
        return sorted(names, key=lambda name: rank.get(name, len(rank)))


@dataclass
class Sum:
    passed: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    reasons: dict[str, str] = field(default_factory=dict)

    def add(self, verdict: Verdict) -> None:
        self.passed |= verdict.passed
        self.failed |= verdict.failed
        self.reasons |= verdict.reasons


def by_class(tests: unittest.TestSuite) -> dict[str, list[str]]:
    """Class -> its tests. A module that cannot be imported stands for itself, without tests."""
    found: dict[str, list[str]] = {}
    waiting = deque([tests])
    while waiting:
        for each in waiting.popleft():
            if isinstance(each, unittest.TestSuite):
                waiting.append(each)
                continue
            if type(each).__module__ == "unittest.loader":
                found.setdefault(each.id().removeprefix("unittest.loader._FailedTest."), [])
            else:
                found.setdefault(each.id().rpartition(".")[0], []).append(each.id())
    return dict(sorted(found.items()))


class Report:
    """What is printed, one class at a time, and what it comes to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sum = Sum()
        self._failed: list[tuple[str, Verdict]] = []

    def add(self, name: str, verdict: Verdict) -> None:
        with self._lock:
            self._sum.add(verdict)
            if verdict.failed:
                self._failed.append((name, verdict))
            state = "FAILED" if verdict.failed else "ok"
            print(f"== {name}: {state}, {len(verdict.passed - verdict.failed)} passed, "
                  f"{len(verdict.failed)} failed, {verdict.seconds:.1f} s")
            print(verdict.said, flush=True)

    def close(self) -> int:
        for name, verdict in self._failed:
            print(f"== {name} has failed:")
            for test in sorted(verdict.failed):
                print(f"FAILED: {test}")
            print("\n".join(verdict.said.splitlines()[-SHOWN_LINES_MAX:]), flush=True)
        return close(self._sum.passed, self._sum.failed, self._sum.reasons)


def drive(lane: Lane, names: deque[str], classes: dict[str, list[str]], report: Report) -> None:
    """One class after the other, for as long as there is one that no other lane has taken."""
    try:
        while True:
            name = names.popleft()
            report.add(name, lane.run(name, classes[name]))
    except IndexError:
        return
    finally:
        lane.end()


def run(tests: unittest.TestSuite, plan: Plan, root: Path, is_whole: bool = True) -> int:
    """`is_whole`: all of the folder's tests are here, so that what the plan names must be."""
    classes = by_class(tests)
    unknown = plan.unknown(set(classes)) if is_whole else []
    if unknown:
        print(f"{PLAN} names what is not there: {', '.join(unknown)}")
        return 1
    together = deque(plan.order([name for name in classes if name not in plan.alone]))
    alone = deque(name for name in classes if name in plan.alone)
    report = Report()
    start = time.monotonic()
    # What may go on longer, by `scripts/test --long`, is a part of one class.
    seconds_max = plan.class_seconds_max + soak.seconds()
    with ThreadPoolExecutor(plan.workers) as pool:
        lanes = [pool.submit(drive, Lane(root, seconds_max), together, classes, report)
                 for _ in range(plan.workers)]
    for lane in lanes:
        lane.result()
    drive(Lane(root, seconds_max), alone, classes, report)
    print(f"Ran {len(classes)} classes in {time.monotonic() - start:.1f} s")
    return report.close()
