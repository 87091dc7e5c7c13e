"""How much longer tests that can go on longer may do so: what `scripts/test --long` was asked for."""

import os

VARIABLE = "SEALWRIGHT_SOAK_SECONDS"


def seconds() -> float:
    return float(os.environ.get(VARIABLE, "0"))


def is_long() -> bool:
    return seconds() > 0
