"""Runs one folder of Python tests: `python3 -m scripts.habits.python_suite FOLDER-UNDER-TESTS`.

Like `python3 -m unittest discover -s tests/FOLDER -t .`, and at the end it counts whole tests and
names the skipped ones, for scripts/test to read. Where the folder has a side_by_side.toml its
classes run in several processes at once.
"""

import sys
import unittest

from scripts.habits import side_by_side
from scripts.habits.counting import CountingResult, close
from scripts.habits.tree import ROOT


EVERY_FILE = "test_*.py"


def run(folder: str, pattern: str = EVERY_FILE) -> int:
    start = ROOT / "tests" / folder
    tests = unittest.TestLoader().discover(str(start), pattern=pattern, top_level_dir=str(ROOT))
    plan = start / side_by_side.PLAN
    if plan.exists():
        is_whole = pattern == EVERY_FILE
        return side_by_side.run(tests, side_by_side.Plan(plan.read_text()), ROOT, is_whole)
    runner = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=CountingResult)
    result = runner.run(tests)
    return close(result.passed, result.failed, result.reasons)


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:3]))
