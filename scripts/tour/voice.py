"""Voice: the quickstart's lines. A step is announced before it is done, so progress is visible."""

import textwrap
import time


class Voice:
    _width = 96

    def __init__(self):
        self._number = 0
        self._begun = time.monotonic()

    def step(self, title: str) -> None:
        self._number += 1
        print(f"\n[{self._number:2}] {title}", flush=True)

    def meaning(self, text: str) -> None:
        print(textwrap.fill(text, self._width, initial_indent="     ", subsequent_indent="     ",
                            break_on_hyphens=False), flush=True)

    def seen(self, text: str) -> None:
        print(f"     -> {text}", flush=True)

    def quoted(self, text: str, lines_max: int = 14) -> None:
        for line in text.strip("\n").splitlines()[:lines_max]:
            print(f"      | {line}", flush=True)

    def closing(self, text: str) -> None:
        print("\n" + "\n".join(textwrap.fill(part, self._width, break_on_hyphens=False)
                               for part in text.split("\n")), flush=True)

    def elapsed(self) -> str:
        return f"{time.monotonic() - self._begun:.0f} s"
