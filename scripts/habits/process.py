"""One child process of scripts/test: a time limit, a log, and no orphans."""

import os
import signal
import subprocess
from pathlib import Path

from scripts.habits.tree import ROOT

SANITIZER_OPTIONS = {
    "ASAN_OPTIONS": "halt_on_error=1:detect_leaks=1:detect_stack_use_after_return=1:exitcode=86",
    "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1:exitcode=86",
}


def environment() -> dict[str, str]:
    """Ours plus what suites need; a git hook's GIT_* would point tests at the wrong repository."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    programs = str(ROOT / "build/release/src")
    return inherited | SANITIZER_OPTIONS | {"SEALWRIGHT_PROGRAMS": programs}


def run(command: list[str], limit_seconds: float, log: Path) -> tuple[int | None, str]:
    """(exit code, output). The code is None when the time ran out; then the whole group is killed."""
    with log.open("ab") as sink:
        start = sink.tell()
        sink.write(f"+ {' '.join(command)}\n".encode())
        sink.flush()
        child = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code: int | None = child.wait(limit_seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            kill_group(child)
    with log.open("rb") as written:
        written.seek(start)
        return code, written.read().decode(errors="replace")


def kill_group(child: subprocess.Popen) -> None:
    """What the child left running is killed too: the next suite wants a quiet machine."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    child.wait()
