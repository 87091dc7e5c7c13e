"""Row: one line of the table: a name, a unit, ours, a peer's, and what this machine allows."""

import statistics
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    name: str
    unit: str
    ours: float | None = None
    openbao: float | None = None
    limit: float | None = None
    sss: float | str | None = None  # The peer of splitting, or why it was not measured.
    table: str = "service"  # In which of the page's tables it stands.

    @property
    def peer(self) -> float | None:
        """What ours is held against."""
        return self.sss if isinstance(self.sss, (int, float)) else self.openbao

    def document(self) -> dict:
        return {name: None if value is None else value if isinstance(value, str) else round(value, 4)
                for name, value in asdict(self).items() if name != "table"}


def median(values: list[float]) -> float:
    return statistics.median(values)
