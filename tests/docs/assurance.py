"""docs/ASSURANCE.md and docs/faults-custodians.md: every row names tests that exist.

A row is a line of a table with a column headed `test`. There stand references like
`unit: "the same custodian approving twice counts once"`: a suite of scripts/test, and the sentence
of a doctest TEST_CASE, or of a Python test: the first line of its docstring, or its name with
spaces for underscores. `negative: "..."` and `fuzz: "..."` name a file, with spaces in the same way.
A Python test may also stand as `tests/e2e/test_file.py`: `test_its_name`. A row of the faults that says
**no test** names none.
"""

import ast
import re
from collections import defaultdict
from pathlib import Path

PAGE = "docs/ASSURANCE.md"
FAULTS_PAGE = "docs/faults-custodians.md"
REFERENCE = re.compile(r'`([\w-]+): "([^"`]+)"`')
METHODS = re.compile(r"`(tests/[\w/]+\.py)`: ((?:`test_\w+`(?:, )?)+)")
LITERAL = r'"(?:[^"\\\n]|\\.)*"'
TEST_CASE = re.compile(rf"\bTEST_CASE(?:_FIXTURE\s*\(\s*[\w:]+\s*,|\s*\()\s*((?:{LITERAL}\s*)+)")
PYTHON_SUITES = ("habits", "docs", "architecture", "negative", "model", "headers", "e2e")


def without_comments(text: str) -> str:
    return re.sub(r"^\s*//[^\n]*$|/\*.*?\*/", "", text, flags=re.MULTILINE | re.DOTALL)


def doctest_names(text: str) -> set[str]:
    cases = TEST_CASE.findall(without_comments(text))
    joined = ("".join(one[1:-1] for one in re.findall(LITERAL, case)) for case in cases)
    return {re.sub(r"\\(.)", r"\1", name) for name in joined}


def sentence(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ")


def python_names(text: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            names.add(sentence(node.name))
            names.add((ast.get_docstring(node) or "").partition("\n")[0].strip().rstrip("."))
    return names - {""}


def tests_of(root: Path) -> dict[str, set[str]]:
    """suite -> the sentences that its tests promise."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in (root / "tests").rglob("*.cpp"):
        parts = path.relative_to(root / "tests").parts
        if parts[0] == "negative":
            found["negative"].add(sentence(path.stem))
        elif parts[0] == "process":
            found["process"] |= doctest_names(path.read_text())
        else:
            found["unit"] |= doctest_names(path.read_text())
    for suite in PYTHON_SUITES:
        for path in (root / "tests" / suite).rglob("test_*.py"):
            found[suite] |= python_names(path.read_text())
    corpus = root / "tests/fuzz/corpus"
    found["fuzz"] = {sentence(path.name) for path in corpus.glob("*") if path.is_dir()}
    return found


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def rows(text: str, page: str = PAGE) -> list[tuple[int, str]]:
    """(line number, text of the test column) of each row."""
    found: list[tuple[int, str]] = []
    column: int | None = None
    previous_was_table = False
    for number, line in enumerate(text.splitlines(), 1):
        table = line.lstrip().startswith("|")
        if table and not previous_was_table:
            headings = [cell.lower() for cell in cells(line)]
            if "test" not in headings:
                raise ValueError(f"{page}:{number}: a table without a column `test`")
            column = headings.index("test")
        elif table and not set(line) <= set("|-: "):
            row = cells(line)
            found.append((number, row[column] if column is not None and column < len(row) else ""))
        previous_was_table = table
    return found


def missing_methods(root: Path, text: str) -> list[str]:
    """Of the Python tests that are named with their file, those that are not in it."""
    missing = []
    for file, names in METHODS.findall(text):
        source = (root / file).read_text() if (root / file).is_file() else ""
        there = {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}
        missing += [f"{file} {name}" for name in re.findall(r"`(test_\w+)`", names) if name not in there]
    return missing


def faults(root: Path, page: str = PAGE) -> list[str]:
    if not (root / page).is_file():
        return [f"{page} is not there"]
    text_of_page = (root / page).read_text()
    lines = text_of_page.splitlines()
    found_rows = rows(text_of_page, page)
    faults = [] if found_rows else [f"{page} has no row"]
    tests = tests_of(root)
    for number, text in found_rows:
        references = REFERENCE.findall(text)
        is_said = page == FAULTS_PAGE and "**no test**" in lines[number - 1]
        if not references and not METHODS.search(text) and not is_said:
            faults.append(f"{page}:{number}: the row names no test")
        for suite, promise in references:
            if promise.rstrip(".") not in tests.get(suite, set()):
                faults.append(f'{page}:{number}: there is no test {suite}: "{promise}"')
        faults += [f"{page}:{number}: there is no {name}" for name in missing_methods(root, text)]
    return faults
