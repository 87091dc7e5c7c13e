"""Writes what is generated from the API's description: `generate KIND [SOURCE [TARGET]]`.

KIND is `routes` (rows of src/operate/routes.cpp), `description` (the bytes that the front serves)
or `roles` (docs/reference/roles.md). Without TARGET it goes to standard output.
"""

import json
import sys
from pathlib import Path

from scripts.api.matrix import CHANGES, ROLES, SOURCE, DescriptionFault, Row, rows

_chunk = 1_000  # Of a string literal: compilers need accept no more than 64 KiB in one piece.


def routes(text: str) -> str:
    lines = [f'    Route{{{row.type}, "{row.name}", Effect::{row.effect}, {row.bits}}},'
             for row in rows(text)]
    return "\n".join([f"// Made from {SOURCE} by scripts/api/generate.py.", *lines, ""])


def description(text: str) -> str:
    """Without blanks between its parts, as pieces of one array of bytes."""
    rows(text)  # Nothing is served that the matrix cannot be made from.
    served = json.dumps(json.loads(text), separators=(",", ":")).encode()
    pieces = [served[start:start + _chunk] for start in range(0, len(served), _chunk)]
    lines = [f'    R"json({piece.decode()})json"' for piece in pieces]
    return "\n".join([f"// Made from {SOURCE} by scripts/api/generate.py.", *lines, ""])


def roles(text: str) -> str:
    found = rows(text)
    parts = [
        "# Roles",
        "Who may ask what. Generated from [the API's description](openapi.json) by\n"
        "`python3 -B -m scripts.api.generate roles`; a test compares them. The keeper decides by the same\n"
        "rows ([acts.md](../protocol/acts.md) section 6). What has no row is refused to everybody.",
        "In a solo installation everything is asked on the local socket. In a founded one it reads, signs\n"
        "tokens in, holds and freezes, and nothing else.",
        "## Reading", "By anybody whose role is marked, and on the local socket.",
        table([row for row in found if row.effect == "read"], with_effect=False),
        "## Changes",
        "*tighten*: one person. *loosen*: as many operators as the rules say; whose role is marked may\n"
        "propose it. *hold*: one person, or the local socket. *judged*: tighten or loosen, by what it\n"
        "would change.",
        table([row for row in found if row.effect in CHANGES], with_effect=True),
        "## Deciding",
        "`POST /v1/acts` (0x0573): operators approve and deny; an operator, a custodian or a witness may\n"
        "veto.",
        "## Ceremonies",
        "`POST /v1/ceremonies/act` (0x05a5): a custodian of the ceremony contributes, confirms or refuses;\n"
        "an operator ends it. `/v1/ceremonies/recovery` (0x05a7) and `/v1/ceremonies/give` (0x05a9): whoever's\n"
        "key stands in the group of custodians, while a recovery is under way.",
        "## Founding",
        "On the local socket, and by whoever has a key of the founding plan's roster.",
        plain([row for row in found if row.effect == "local" and row.path]),
        "## On the local socket alone", plain([row for row in found if not row.path]),
    ]
    return "\n\n".join(parts) + "\n"


def table(found: list[Row], with_effect: bool) -> str:
    heads = ["ask", "type", "what"] + ["effect"] * with_effect + list(ROLES)
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for row in found:
        marks = ["yes" if role in row.roles else "-" for role in ROLES]
        cells = [f"`{row.name}`", row.type, row.summary] + [row.effect] * with_effect + marks
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def plain(found: list[Row]) -> str:
    return "\n".join(["| ask | type | what |", "|---|---|---|",
                      *(f"| `{row.name}` | {row.type} | {row.summary} |" for row in found)])


_kinds = {"routes": routes, "description": description, "roles": roles}


def main() -> int:
    kind, source, target = (*sys.argv[1:], None, None, None)[:3]
    if kind not in _kinds:
        print(f"usage: generate {{{','.join(_kinds)}}} [SOURCE [TARGET]]", file=sys.stderr)
        return 1
    text = Path(source or SOURCE).read_text(encoding="utf-8")
    try:
        made = _kinds[kind](text)
    except DescriptionFault as fault:
        print(f"generate: {fault}", file=sys.stderr)
        return 1
    if target is None:
        print(made, end="")
    else:
        Path(target).write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
