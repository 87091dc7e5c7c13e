"""What built programs import and contain, against imports.toml."""

import re
import subprocess
import tomllib
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

RULES = tomllib.loads(Path(__file__).with_name("imports.toml").read_text())


def output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@cache
def imports(program: Path) -> frozenset[str]:
    lines = output("nm", "-D", "--undefined-only", str(program)).splitlines()
    return frozenset(line.split()[-1].split("@")[0] for line in lines if line.strip())


@cache
def libraries(program: Path) -> frozenset[str]:
    return frozenset(re.findall(r"\(NEEDED\).*\[(.+)\]", output("readelf", "-d", str(program))))


@cache
def contents(program: Path) -> frozenset[str]:
    """Defined symbols, demangled: `address type name(arguments)`."""
    lines = output("nm", "-C", "--defined-only", str(program)).splitlines()
    return frozenset(line.split(maxsplit=2)[2] for line in lines if len(line.split()) > 2)


def found(names: frozenset[str], patterns: list[str]) -> list[str]:
    return sorted(name for name in names if any(fnmatchcase(name, one) for one in patterns))


def faults(program: Path, rule: dict) -> list[str]:
    faults = []
    for kind, names in (("imports", imports), ("libraries", libraries), ("contents", contents)):
        if kind in rule:
            bad = found(names(program), rule[kind])
            faults += [f"{program.name}: {kind}: {name} ({rule['why']})" for name in bad]
    return faults
