"""Fenced `console` blocks of our pages, and the one way for a test to run them.

A block has a name and a test, in a comment on the line above its fence:

    <!-- console: two-commands, run by tests/e2e/test_quickstart.py::QuickstartTest.test_readme -->

That test calls `console.run("README.md", "two-commands", ...)`, which reads the commands from the
page: a page and its test cannot drift apart. In a block, `$ ` begins a command and `> ` continues
it; other lines are output, and must appear in this order; `...` stands for lines that are left out.
A page names the places of a real machine (`/etc/sealwright`); a test says in `places` what stands
for each of them while it runs. What a person types where nothing is shown comes from `typed`, at once or
when a prompt has come (a program may throw away what was typed before it asked).
"""

import os
import pty
import re
import signal
import subprocess
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from scripts.habits.tree import ROOT

FENCE = re.compile(r"^(?P<indent>[ \t]*)(?P<mark>```+|~~~+)(?P<info>[^\n`]*)$")
LABEL = re.compile(
    r"^\s*<!-- console: (?P<name>[\w-]+), run by (?P<file>[\w./-]+)::(?P<test>[\w.]+) -->\s*$"
)


@dataclass(frozen=True)
class Block:
    document: str
    line: int
    language: str
    label: re.Match[str] | None
    lines: tuple[str, ...]

    @property
    def where(self) -> str:
        return f"{self.document}:{self.line}"

    @property
    def commands(self) -> list[str]:
        found: list[str] = []
        for line in self.lines:
            if line.startswith("$ "):
                found.append(line[2:])
            elif line.startswith("> ") and found:
                found[-1] += "\n" + line[2:]
        return found

    @property
    def shown(self) -> list[str]:
        """The output lines that the page shows, without what it leaves out."""
        rest = [line.strip() for line in self.lines if not line.startswith(("$ ", "> "))]
        return [line for line in rest if line not in {"", "...", "…"}]


def blocks(root: Path, document: str) -> list[Block]:
    """Every fenced block of `document`, in its order, whatever its language."""
    found: list[Block] = []
    before = ""
    opened: tuple[int, re.Match[str], str, list[str]] | None = None
    for number, line in enumerate((root / document).read_text().splitlines(), 1):
        if opened is None:
            fence = FENCE.match(line)
            if fence:
                opened = (number, fence, before, [])
            elif line.strip():
                before = line
            continue
        start, fence, above, lines = opened
        if line.strip().startswith(fence["mark"]) and not line.strip().strip("`~"):
            language = (fence["info"].split() or [""])[0]
            label = LABEL.match(above)
            found.append(Block(document, start, language, label, tuple(lines)))
            opened, before = None, ""
        else:
            lines.append(line.removeprefix(fence["indent"]))
    if opened:
        raise ValueError(f"{document}:{opened[0]}: this fence is never closed")
    return found


def block(document: str, name: str, root: Path = ROOT) -> Block:
    named = [one for one in blocks(root, document) if one.label and one.label["name"] == name]
    if len(named) != 1:
        raise LookupError(f"{document} has {len(named)} console blocks named {name}")
    return named[0]


def elsewhere(text: str, places: dict[str, str]) -> str:
    """`text` with each place of the page replaced by the one of this run; a longer name goes first."""
    if not places:
        return text
    names = sorted(places, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, names)), lambda found: places[found.group()], text)


@contextmanager
def terminal(typed: tuple[str, ...]) -> Iterator[tuple[int, Callable[[], None]]]:
    """A terminal's end to read from, or nothing at all; and what types. Without echo, as the programs ask for it."""
    if not typed:
        yield subprocess.DEVNULL, lambda: None
        return
    keyboard, source = pty.openpty()
    try:
        settings = termios.tcgetattr(source)
        settings[3] &= ~termios.ECHO
        termios.tcsetattr(source, termios.TCSANOW, settings)
        lines = "".join(line + "\n" for line in typed).encode()
        yield source, lambda: os.write(keyboard, lines)
    finally:
        os.close(source)
        os.close(keyboard)


def said_before(output: int, prompt: bytes) -> bytes:
    """What comes until the prompt has, or until there is no more."""
    said = b""
    while prompt not in said:
        part = os.read(output, 4096)
        if not part:
            break
        said += part
    return said


def run(
    document: str,
    name: str,
    *,
    folder: Path = ROOT,
    environment: dict[str, str] | None = None,
    limit_seconds: float = 60,
    root: Path = ROOT,
    places: dict[str, str] | None = None,
    typed: tuple[str, ...] = (),
    prompt: str = "",
) -> str:
    """Runs the block's commands in one shell; fails as soon as one does, or shows something else.

    With `typed` their standard input is a terminal on which these lines have been typed already, or are when
    `prompt` has come.
    """
    asked = block(document, name, root)
    asked = replace(asked, lines=tuple(elsewhere(line, places or {}) for line in asked.lines))
    if not asked.commands:
        raise AssertionError(f"{asked.where}: there is no command in it")
    with terminal(typed) as (source, type_lines):
        with subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", "\n".join(asked.commands)],
            cwd=folder,
            env=os.environ | (environment or {}),
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # So that at the limit all of it ends.
        ) as shell:
            limit = threading.Timer(limit_seconds, os.killpg, (shell.pid, signal.SIGKILL))
            limit.start()
            before = said_before(shell.stdout.fileno(), prompt.encode()) if prompt else b""
            type_lines()
            output = (before + shell.stdout.read()).decode()
            code = shell.wait()
            limit.cancel()
    if code != 0:
        raise AssertionError(f"{asked.where}: ended with {code}:\n{output}")
    printed = iter(line.strip() for line in output.splitlines())
    for line in asked.shown:
        if line not in printed:
            raise AssertionError(f"{asked.where}: `{line}` did not come (there):\n{output}")
    return output
