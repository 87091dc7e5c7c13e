"""Bench: the two contenders, the meter, and what one measurement hands to the next."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scripts.benchmark.effort import Effort
from scripts.benchmark.limits import Limits
from scripts.benchmark.meter import Meter, Reading
from scripts.benchmark.ours import Ours
from scripts.benchmark.rows import Row, median
from scripts.benchmark.theirs import Theirs
from scripts.lab.failure import Failure

Contender = Ours | Theirs


@dataclass
class Bench:
    folder: Path
    repository: Path
    meter: Meter
    effort: Effort
    ours: Ours
    theirs: Theirs
    limits: Limits
    say: Callable[[str], None]
    # Rates that were measured, by what was done: the limits are shown as fractions of them.
    reached: dict[str, Row] = field(default_factory=dict)

    def in_turn(self, measure: Callable[[Contender], object]) -> tuple[list, list]:
        """Round by round ours, then theirs, so that both see the machine in the same minute."""
        pairs = [(measure(self.ours), measure(self.theirs)) for _ in range(self.effort.rounds)]
        return [ours for ours, _ in pairs], [theirs for _, theirs in pairs]


def medians(name: str, unit: str, both: tuple[list, list], value: Callable,
            limit: float | None = None) -> Row:
    ours, theirs = ([value(one) for one in side] for side in both)
    return Row(name, unit, median(ours), median(theirs), limit)


def without_failures(what: str, contender: Contender, reading: Reading) -> Reading:
    if reading.failures:
        raise Failure(f"{what}: {reading.failures} asks to {contender.name} failed",
                      reading.first_failure)
    return reading
