"""Page: the part of docs/reference/performance.md that a run writes, between two markers."""

from pathlib import Path

from scripts.benchmark.goals import goal_of, missed
from scripts.benchmark.machine import machine, today
from scripts.benchmark.rows import Row
from scripts.lab.failure import Failure

_begin = "<!-- benchmark: begin; written by scripts/bench --write -->"
_end = "<!-- benchmark: end -->"
_digits = 3


def write_page(page: Path, rows: list[Row], others: float) -> None:
    text = page.read_text()
    if text.count(_begin) != 1 or text.count(_end) != 1:
        raise Failure(f"{page} has no place for the table", f"expected once: {_begin} and {_end}")
    head, _, rest = text.partition(_begin)
    tail = rest.partition(_end)[2]
    page.write_text(f"{head}{_begin}\n{section(rows, others)}{_end}{tail}")


def section(rows: list[Row], others: float) -> str:
    lines = [f"Measured on {today()}: {machine()}. Load of other programs when it began: "
             f"{others:.2f}.", "",
             "| | unit | ours | OpenBao 2.7.2 | ours / OpenBao | limit | of the limit | goal |",
             "|---|---|---|---|---|---|---|---|"]
    lines += [_line(row) for row in rows]
    lines += _notes(rows)
    return "\n".join(lines) + "\n"


def _notes(rows: list[Row]) -> list[str]:
    found = missed(rows)
    if not found:
        return ["", "Every goal is met."]
    return ["", "What the profile says about what is missed:", "",
            *(f"- *{goal.row}* ({goal.words}): {goal.if_missed or 'not explained yet.'}"
              for goal in found)]


def _line(row: Row) -> str:
    goal = goal_of(row)
    ratio = row.ours / row.openbao if row.ours is not None and row.openbao else None
    share = row.ours / row.limit if row.ours is not None and row.limit else None
    cells = [row.name, row.unit, _number(row.ours), _number(row.openbao), _number(ratio),
             _number(row.limit), f"{share:.0%}" if share is not None and row.unit == "1/s" else "",
             goal.verdict(row) if goal else ""]
    return "| " + " | ".join(cells) + " |"


def _number(value: float | None) -> str:
    """Three digits that count: more would promise what a second run does not keep."""
    if value is None:
        return ""
    if abs(value) >= 100:
        return f"{float(f'{value:.{_digits}g}'):,.0f}"
    return f"{value:.{_digits}g}"
