"""What came out of a suite, and how it is read from what the suite's programs printed."""

import re
from dataclasses import dataclass, field

DOCTEST_COUNTS = re.compile(
    r"^\[doctest\] test cases:\s*\d+\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed"
    r"(?:\s*\|\s*(\d+) skipped)?",
    re.MULTILINE,
)
PLAIN_COUNTS = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.MULTILINE)
SKIPPED = re.compile(r"^skipped: (.+?): (.+)$", re.MULTILINE)


@dataclass
class Outcome:
    passed: int = 0
    failed: int = 0
    # Names of skipped tests, whether or not they may be.
    skipped: list[str] = field(default_factory=list)
    # Sentences about what went wrong beside the tests themselves.
    troubles: list[str] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.troubles += other.troubles

    def trouble(self, sentence: str) -> None:
        """Something that is a failure although no test says so."""
        self.failed += 1
        self.troubles.append(sentence)


def read(output: str, exit_code: int | None, counts: re.Pattern[str]) -> Outcome:
    """The outcome of one program; `exit_code` None means that its time ran out."""
    outcome = Outcome()
    found = list(counts.finditer(output))
    if found:
        passed, failed, skipped = (int(number or 0) for number in found[-1].groups())
        outcome.passed, outcome.failed = passed, failed
        outcome.skipped = [name for name, _ in SKIPPED.findall(output)]
        outcome.skipped += ["a test without a name"] * (skipped - len(outcome.skipped))
    if exit_code is None:
        outcome.trouble("its time ran out")
    elif not found:
        outcome.trouble(f"it printed no count (exit code {exit_code})")
    elif exit_code != 0 and outcome.failed == 0:
        outcome.trouble(f"it ended with code {exit_code} although no test failed")
    elif outcome.passed + outcome.failed + len(outcome.skipped) == 0:
        outcome.trouble("it ran no test at all")
    return outcome
