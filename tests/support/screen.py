"""Screen: a program with a terminal of its own, for what a person types after they have read."""

import os
import pty
import select
import signal
import time

_seconds = 60


class Screen:
    """`answer` waits for a prompt and types a line; `end` gives what the program ended with, and all it showed."""

    def __init__(self, arguments: list, environment: dict[str, str], passphrase: str):
        reading, writing = os.pipe()
        os.write(writing, (passphrase + "\n").encode())
        os.close(writing)
        os.set_inheritable(reading, True)
        words = [str(word) for word in arguments]
        words[1:1] = ["--passphrase-fd", str(reading)]
        self._until = time.monotonic() + _seconds
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            os.execve(words[0], words, environment)
        os.close(reading)
        self._shown = b""
        self._answered = 0

    def _read(self) -> bool:
        ready, _, _ = select.select([self._terminal], [], [], max(0, self._until - time.monotonic()))
        if not ready:
            os.kill(self._pid, signal.SIGKILL)
            raise AssertionError(f"nothing more came after: {self._shown.decode(errors='replace')}")
        try:
            part = os.read(self._terminal, 4096)
        except OSError:  # The program has closed its end.
            return False
        self._shown += part
        return bool(part)

    def answer(self, prompt: str, typed: str) -> None:
        while prompt.encode() not in self._shown[self._answered:]:
            if not self._read():
                raise AssertionError(f"{prompt} was not asked for: {self._shown.decode(errors='replace')}")
        self._answered = len(self._shown)
        os.write(self._terminal, (typed + "\n").encode())

    def end(self) -> tuple[int, str]:
        while self._read():
            pass
        os.close(self._terminal)
        _, status = os.waitpid(self._pid, 0)
        return os.waitstatus_to_exitcode(status), self._shown.decode()
