"""wait_until: the only way the lab waits. It has a deadline and says what it waited for."""

import time
from collections.abc import Callable
from typing import TypeVar

from scripts.lab.failure import Failure

Value = TypeVar("Value")


def wait_until(
    condition: Callable[[], Value],
    what: str,
    seconds: float,
    every: float = 0.05,
    why: Callable[[], str] = lambda: "",
    advice: str = "",
) -> Value:
    """The first true value of `condition`; after `seconds` a Failure says `what` never came."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= deadline:
            raise Failure(f"waited {seconds:g} s in vain: {what}", why(), advice)
        time.sleep(every)
