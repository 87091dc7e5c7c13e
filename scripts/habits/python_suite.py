"""Runs one folder of Python tests: `python3 -m scripts.habits.python_suite FOLDER-UNDER-TESTS`.

Like `python3 -m unittest discover -s tests/FOLDER -t .`, and at the end it counts whole tests (a
test with three failing subtests failed once) and names the skipped ones, for scripts/test to read.
"""

import sys
import unittest

from scripts.habits.tree import ROOT


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
        # A skipped subtest skips its test: what was promised was not checked.
        self.reasons[getattr(test, "test_case", test).id()] = reason

    def addExpectedFailure(self, test, err) -> None:
        super().addExpectedFailure(test, err)
        self.failed.add(test.id())

    def addUnexpectedSuccess(self, test) -> None:
        super().addUnexpectedSuccess(test)
        self.failed.add(test.id())


def run(folder: str, pattern: str) -> int:
    start = ROOT / "tests" / folder
    tests = unittest.TestLoader().discover(str(start), pattern=pattern, top_level_dir=str(ROOT))
    runner = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=CountingResult)
    result = runner.run(tests)
    for test, reason in sorted(result.reasons.items()):
        print(f"skipped: {test}: {reason}")
    passed = result.passed - result.failed - set(result.reasons)
    skipped = set(result.reasons) - result.failed
    print(f"{len(passed)} passed, {len(result.failed)} failed, {len(skipped)} skipped", flush=True)
    return 1 if result.failed or not (passed or skipped) else 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "test_*.py"))
