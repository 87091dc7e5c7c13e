"""Row: one line of the table: a name, a unit, ours, OpenBao's, and what this machine allows."""

import statistics
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    name: str
    unit: str
    ours: float | None = None
    openbao: float | None = None
    limit: float | None = None

    def document(self) -> dict:
        return {name: None if value is None else value if isinstance(value, str) else round(value, 4)
                for name, value in asdict(self).items()}


def median(values: list[float]) -> float:
    return statistics.median(values)
