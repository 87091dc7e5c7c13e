"""Page: the parts of docs/reference/performance.md that a run writes, each between two markers."""

from pathlib import Path

from scripts.benchmark.goals import goal_of, missed
from scripts.benchmark.machine import machine, today
from scripts.benchmark.rows import Row
from scripts.benchmark.sss import peer_name
from scripts.lab.failure import Failure

# Each with its tables: what is measured alone is written without the others.
_places = (
    ("<!-- benchmark: begin; written by scripts/bench --write -->", "<!-- benchmark: end -->",
     ("service", "custody")),
    ("<!-- benchmark of root: begin; written by scripts/bench --write, or --only root --write -->",
     "<!-- benchmark of root: end -->", ("root",)),
)
_digits = 3
_service_head = "| | unit | ours | OpenBao 2.7.2 | ours / OpenBao | limit | of the limit | goal |"
_custody_head = f"| custodians and splitting | unit | ours | {peer_name} | ours / sss | goal |"
_root_head = "| root | unit | ours | goal |"


def write_page(page: Path, rows: list[Row], others: float) -> None:
    """A place for which the run has no row stays as it is."""
    text = page.read_text()
    for begin, end, tables in _places:
        if text.count(begin) != 1 or text.count(end) != 1:
            raise Failure(f"{page} has no place for the table", f"expected once: {begin} and {end}")
        if found := [row for row in rows if row.table in tables]:
            head, _, rest = text.partition(begin)
            tail = rest.partition(end)[2]
            text = f"{head}{begin}\n{section(found, others)}{end}{tail}"
    page.write_text(text)


def section(rows: list[Row], others: float) -> str:
    lines = [f"Measured on {today()}: {machine()}. Load of other programs when it began: "
             f"{others:.2f}."]
    for head, table, line in ((_service_head, "service", _service_line),
                              (_custody_head, "custody", _custody_line),
                              (_root_head, "root", _line)):
        if found := [row for row in rows if row.table == table]:
            lines += ["", head, "|---" * (head.count("|") - 1) + "|", *map(line, found)]
    lines += _notes(rows)
    return "\n".join(lines) + "\n"


def _notes(rows: list[Row]) -> list[str]:
    found = missed(rows)
    if not found:
        return ["", "Every goal is met."]
    return ["", "What the profile says about what is missed:", "",
            *(f"- *{goal.row}* ({goal.words}): {goal.if_missed or 'not explained yet.'}"
              for goal in found)]


def _service_line(row: Row) -> str:
    share = row.ours / row.limit if row.ours is not None and row.limit else None
    return _line(row, _number(row.openbao), _ratio(row), _number(row.limit),
                 f"{share:.0%}" if share is not None and row.unit == "1/s" else "")


def _custody_line(row: Row) -> str:
    peer = row.sss if isinstance(row.sss, str) else _number(row.sss)
    return _line(row, peer, _ratio(row))


def _line(row: Row, *others: str) -> str:
    goal = goal_of(row)
    cells = [row.name, row.unit, _number(row.ours), *others, goal.verdict(row) if goal else ""]
    return "| " + " | ".join(cells) + " |"


def _ratio(row: Row) -> str:
    return _number(row.ours / row.peer if row.ours is not None and row.peer else None)


def _number(value: float | None) -> str:
    """Three digits that count: more would promise what a second run does not keep."""
    if value is None:
        return ""
    if abs(value) >= 100:
        return f"{float(f'{value:.{_digits}g}'):,.0f}"
    return f"{value:.{_digits}g}"
