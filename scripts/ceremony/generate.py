"""Makes ceremony/scripts/*.toml into the rows of ceremony/script.cpp: `generate TARGET FILE...`.

A script says what a kind of ceremony consists of. What is missing, unknown or out of bounds stops
the build here.
"""

import re
import sys
import tomllib
from pathlib import Path

_kinds = ("genesis", "recover", "reshare", "drill", "root")  # The order of CeremonyKind.
_keys = {"kind", "what", "approved_by", "keeps_contributions", "confirmed", "asked", "drill",
         "within", "round"}
_seconds = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_longest = 7 * 86_400
_rounds_max = 4


class ScriptFault(Exception):
    """What is wrong with a script, for whoever wrote it."""


def seconds(text: str) -> int:
    found = re.fullmatch(r"([1-9][0-9]{0,3})([smhd])", text)
    value = int(found[1]) * _seconds[found[2]] if found else 0
    if not 0 < value <= _longest:
        raise ScriptFault(f"{text!r} is no time of at most a week, as 60m or 24h")
    return value


def one_of(script: dict, key: str, allowed: tuple) -> str:
    if script[key] not in allowed:
        raise ScriptFault(f"{key} is {script[key]!r}, and has to be one of {', '.join(map(str, allowed))}")
    return script[key]


def row(name: str, text: str) -> tuple[int, str]:
    try:
        script = tomllib.loads(text)
        if set(script) != _keys:
            raise ScriptFault(f"keys: {', '.join(sorted(set(script) ^ _keys))}")
        kind = one_of(script, "kind", _kinds)
        phases = {"proposed", "executing"} | ({"confirming"} if script["confirmed"] else set())
        if set(script["within"]) != phases:
            raise ScriptFault(f"within has to name {', '.join(sorted(phases))}")
        return _kinds.index(kind), written(script, kind)
    except (KeyError, tomllib.TOMLDecodeError, ScriptFault) as fault:
        raise ScriptFault(f"{name}: {fault}") from None


def written(script: dict, kind: str) -> str:
    rounds = [f'Round{{"{each["name"]}", {boolean(one_of(each, "of", ("all", "threshold")) == "all")}, '
              f'{seconds(each["within"])}}}' for each in script["round"]]
    if not 0 < len(rounds) <= _rounds_max:
        raise ScriptFault(f"{len(rounds)} rounds, and {_rounds_max} are the most")
    within = script["within"]
    by_rules = one_of(script, "approved_by", ("rules", "proposer")) == "rules"
    flags = [by_rules, *(one_of(script, key, (True, False))
                         for key in ("keeps_contributions", "confirmed", "asked", "drill"))]
    confirming = seconds(within["confirming"]) if script["confirmed"] else 0
    return (f'    Script{{CeremonyKind::{kind}, "{kind}", "{script["what"]}",\n'
            f'           {", ".join(boolean(flag) for flag in flags)},\n'
            f'           {seconds(within["proposed"])}, {seconds(within["executing"])}, {confirming},\n'
            f'           {{{{{", ".join(rounds)}}}}}, {len(rounds)}}},')


def boolean(value: bool) -> str:
    return "true" if value else "false"


def table(files: dict[str, str]) -> str:
    rows = sorted(row(name, text) for name, text in files.items())
    if [number for number, _ in rows] != list(range(len(_kinds))):
        raise ScriptFault("there has to be one script for each of " + ", ".join(_kinds))
    return "\n".join(["// Made from ceremony/scripts/*.toml by scripts/ceremony/generate.py.",
                      *(text for _, text in rows), ""])


def main(target: str, *names: str) -> None:
    try:
        made = table({Path(name).name: Path(name).read_text(encoding="utf-8") for name in names})
    except ScriptFault as fault:
        sys.exit(str(fault))
    Path(target).write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
