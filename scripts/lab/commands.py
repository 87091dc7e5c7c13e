"""run: one foreign command with a deadline; one that fails becomes a Failure with its words."""

import subprocess
from pathlib import Path

from scripts.lab.failure import Failure, last_lines


def run(
    arguments: list,
    what: str,
    seconds: float = 60,
    environment: dict[str, str] | None = None,
    advice: str = "",
    accept: tuple[int, ...] | None = (0,),
    descriptors: tuple[int, ...] = (),
) -> subprocess.CompletedProcess:
    """Runs without a terminal; `accept` names the exit codes that are no failure (None: all)."""
    words = [str(argument) for argument in arguments]
    name = Path(words[0]).name
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              errors="replace", timeout=seconds, env=environment, check=False,
                              pass_fds=descriptors)
    except FileNotFoundError as missing:
        raise Failure(f"{what}: there is no program {words[0]}", str(missing),
                      advice or "run scripts/setup, then try again") from missing
    except PermissionError as refused:
        raise Failure(f"{what}: {words[0]} cannot be run", str(refused), advice) from refused
    except subprocess.TimeoutExpired as late:
        raise Failure(f"{what}: {name} did not end within {seconds:g} s",
                      last_lines(_text(late.stdout) + _text(late.stderr)), advice) from late
    if accept is not None and done.returncode not in accept:
        raise Failure(f"{what}: {name} ended with exit code {done.returncode}",
                      last_lines(done.stderr or done.stdout), advice)
    return done


def _text(output: bytes | str | None) -> str:
    if isinstance(output, bytes):
        return output.decode(errors="replace")
    return output or ""
