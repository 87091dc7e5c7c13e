"""What our pages promise about commands: every console block is run by the test it names."""

import ast
from pathlib import Path

from scripts.habits.tree import files
from tests.support.console import Block, blocks


def pages(root: Path) -> list[str]:
    """The pages a reader follows; what documents a file format beside its tests is none."""
    wanted = []
    for path in files(root):
        if path.suffix == ".md" and (len(path.parts) == 1 or path.parts[0] == "docs"):
            wanted.append(str(path))
    return wanted


def test_body(root: Path, file: str, test: str) -> ast.AST | None:
    """The syntax tree of `Class.test_name` in `file`."""
    path = root / file
    if not path.is_file():
        return None
    node: ast.AST = ast.parse(path.read_text())
    for name in test.split("."):
        kinds = (ast.ClassDef, ast.FunctionDef)
        inner = (one for one in getattr(node, "body", []) if isinstance(one, kinds))
        found = next((one for one in inner if one.name == name), None)
        if found is None:
            return None
        node = found
    return node if isinstance(node, ast.FunctionDef) else None


def runs(body: ast.AST, document: str, name: str) -> bool:
    """Whether the test itself says `console.run("<document>", "<name>", ...)`."""
    for node in ast.walk(body):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "console.run":
            given = [one.value for one in node.args if isinstance(one, ast.Constant)]
            if given[:2] == [document, name]:
                return True
    return False


def fault(root: Path, block: Block) -> str | None:
    if block.language != "console":
        prompt = any(line.startswith("$ ") for line in block.lines)
        return f"{block.where}: it shows commands, so it is a `console` block" if prompt else None
    if block.label is None:
        return f"{block.where}: no comment above it names the test that runs it"
    name, file, test = block.label.group("name", "file", "test")
    parts = Path(file).parts
    method = test.split(".")[-1]
    if parts[:1] != ("tests",) or not parts[-1].startswith("test_") or not method.startswith("test"):
        return f"{block.where}: {file}::{test} is not a test that scripts/test runs"
    body = test_body(root, file, test)
    if body is None:
        return f"{block.where}: there is no {file}::{test}"
    if not runs(body, block.document, name):
        return f'{block.where}: {file}::{test} never says console.run("{block.document}", "{name}")'
    return None


def faults(root: Path) -> list[str]:
    every = [block for page in pages(root) for block in blocks(root, page)]
    return [found for block in every if (found := fault(root, block))]
