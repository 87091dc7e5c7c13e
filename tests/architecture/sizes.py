"""How long files and functions are: what is worth a look, and what is too long."""

import ast
from dataclasses import dataclass
from pathlib import Path

from scripts.habits.tree import files
from tests.architecture.code import functions

CODE = {".cpp", ".hpp", ".py", ".sh"}
TABLE = "// table:"
TABLE_LINES = 12


@dataclass(frozen=True)
class Limits:
    listed: int
    refused: int


FILE = Limits(300, 500)
FUNCTION = Limits(60, 100)


@dataclass(frozen=True)
class Long:
    where: str
    lines: int
    refused: bool


def is_code(root: Path, path: Path) -> bool:
    if path.suffix in CODE:
        return True
    # Scripts have no suffix; their first line says what they are.
    if path.suffix or path.parts[0] not in {"scripts", ".ci"}:
        return False
    return (root / path).read_bytes().startswith(b"#!")


def is_table(text: str) -> bool:
    """Tables of data are exempt: they say so on top, and why."""
    return any(line.startswith(TABLE) for line in text.splitlines()[:TABLE_LINES])


def python_functions(text: str) -> list[tuple[int, int, str]]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]
    return [(node.lineno, node.end_lineno - node.lineno + 1, node.name) for node in nodes]


def functions_of(path: Path, text: str) -> list[tuple[int, int, str]]:
    if path.suffix in {".cpp", ".hpp"}:
        return functions(text)
    return python_functions(text) if path.suffix == ".py" or "python3" in text[:40] else []


def long_ones(root: Path) -> list[Long]:
    """Every file and function that is worth a look, the longest first."""
    found = []
    for path in files(root):
        if not is_code(root, path):
            continue
        text = (root / path).read_text(encoding="utf-8", errors="replace")
        lines = text.count("\n")
        if lines > FILE.listed and not is_table(text):
            found.append(Long(str(path), lines, lines > FILE.refused))
        for line, length, head in functions_of(path, text):
            if length > FUNCTION.listed and not is_table(text):
                where = f"{path}:{line}: {head[:80]}"
                found.append(Long(where, length, length > FUNCTION.refused))
    return sorted(found, key=lambda one: -one.lines)
