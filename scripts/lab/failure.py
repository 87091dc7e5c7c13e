"""Failure: what went wrong, why, and what to do next, in words for the person who reads it."""


class Failure(Exception):
    """An expected failure; anything else that is raised is a defect of the lab itself."""

    def __init__(self, what: str, why: str = "", advice: str = ""):
        super().__init__(what)
        self.what = what
        self.why = why.strip()
        self.advice = advice

    def __str__(self) -> str:
        lines = [self.what]
        if self.why:
            lines += ["  why:"] + ["    " + line for line in self.why.splitlines()]
        if self.advice:
            lines.append("  what to do: " + self.advice)
        return "\n".join(lines)


def last_lines(text: str, count: int = 15) -> str:
    return "\n".join(text.rstrip().splitlines()[-count:])
