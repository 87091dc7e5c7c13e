"""counting: what a run of Python tests came to, by whole tests.

A test with three failing subtests failed once, and a skipped subtest skips its test: what was
promised was not checked.
"""

import unittest


class CountingResult(unittest.TextTestResult):
    def __init__(self, *arguments, **keywords) -> None:
        super().__init__(*arguments, **keywords)
        self.passed: set[str] = set()
        self.failed: set[str] = set()
        self.reasons: dict[str, str] = {}

    def addSuccess(self, test) -> None:
        super().addSuccess(test)
        self.passed.add(test.id())

    def addFailure(self, test, err) -> None:
        super().addFailure(test, err)
        self.failed.add(test.id())

    def addError(self, test, err) -> None:
        super().addError(test, err)
        self.failed.add(test.id())

    def addSubTest(self, test, subtest, err) -> None:
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.failed.add(test.id())

    def addSkip(self, test, reason) -> None:
        super().addSkip(test, reason)
        self.reasons[getattr(test, "test_case", test).id()] = reason

    def addExpectedFailure(self, test, err) -> None:
        super().addExpectedFailure(test, err)
        self.failed.add(test.id())

    def addUnexpectedSuccess(self, test) -> None:
        super().addUnexpectedSuccess(test)
        self.failed.add(test.id())


def close(passed: set[str], failed: set[str], reasons: dict[str, str]) -> int:
    """Prints what scripts/test reads; returns the exit code."""
    for test, reason in sorted(reasons.items()):
        print(f"skipped: {test}: {reason}")
    well = passed - failed - set(reasons)
    skipped = set(reasons) - failed
    print(f"{len(well)} passed, {len(failed)} failed, {len(skipped)} skipped", flush=True)
    return 1 if failed or not (well or skipped) else 0
