"""Trace: what a service has on disk and says of itself, to tell that an ask has changed nothing."""

import time
from dataclasses import dataclass

from tests.e2e.shared import House

from scripts.lab.waiting import wait_until

_still = 0.5  # Seconds: ten times as long as the keeper gathers outcomes before it writes them.


@dataclass(frozen=True)
class Trace:
    revision: int
    rows: str  # The digest of all rows, as the newest journal entry has it.
    sequence: int
    keys_used: tuple[bytes, ...]  # Each token notes each context before it computes anything.


def trace(house: House) -> Trace:
    """Once nothing is under way any more: outcomes are written a moment after their answers."""
    def settled() -> Trace | None:
        first = _now(house)
        time.sleep(_still)
        second = _now(house)
        return first if first == second else None
    return wait_until(settled, "the service has nothing under way", 10, every=0.1)


def _now(house: House) -> Trace:
    newest = house.entries()[-1]
    ledgers = tuple((house.service.state / "token" / name / "ledger").read_bytes()
                    for name in house.service.token_names)
    return Trace(house.service.status()["revision"], newest["state"], newest["sequence"], ledgers)
