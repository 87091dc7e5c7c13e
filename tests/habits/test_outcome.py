import sys
import tempfile
import time
import unittest
from pathlib import Path

from scripts.habits import process, times
from scripts.habits.outcome import DOCTEST_COUNTS, PLAIN_COUNTS, Outcome, read
from scripts.habits.skips import Skips
from scripts.lab.waiting import wait_until
from tests.support.tree import tree_of

DOCTEST = "[doctest] test cases: 5 | 4 passed | 1 failed | 2 skipped\n[doctest] Status: FAILURE!\n"


class OutcomeTest(unittest.TestCase):
    """What scripts/test counts; above all, what it must not count as passed."""

    def counts(self, output: str, code: int | None, counts=PLAIN_COUNTS) -> tuple[int, int, int]:
        outcome = read(output, code, counts)
        return outcome.passed, outcome.failed, len(outcome.skipped)

    def test_counts_of_doctest_are_read(self):
        self.assertEqual(self.counts(DOCTEST, 1, DOCTEST_COUNTS), (4, 1, 2))

    def test_the_last_count_is_the_one(self):
        self.assertEqual(self.counts("9 passed, 9 failed\n3 passed, 0 failed\n", 0), (3, 0, 0))

    def test_a_suite_that_printed_no_count_failed(self):
        self.assertEqual(self.counts("Segmentation fault\n", -11), (0, 1, 0))
        self.assertEqual(self.counts("", 0), (0, 1, 0))

    def test_a_suite_that_ended_badly_after_its_count_failed(self):
        self.assertEqual(self.counts("3 passed, 0 failed\n", 86), (3, 1, 0))

    def test_a_suite_whose_time_ran_out_failed(self):
        self.assertEqual(self.counts("3 passed, 0 failed\n", None), (3, 1, 0))

    def test_a_suite_without_tests_failed(self):
        self.assertEqual(self.counts("0 passed, 0 failed\n", 0), (0, 1, 0))


class SkipsTest(unittest.TestCase):
    def applied(self, reasons: str) -> tuple[Outcome, list[str]]:
        outcome = Outcome(passed=1, skipped=["a b"])
        with tree_of({"skips.toml": reasons}) as root:
            return outcome, Skips(root / "skips.toml").apply("unit", outcome)

    def test_a_skip_without_a_reason_failed(self):
        outcome, lines = self.applied("")
        self.assertEqual((outcome.failed, outcome.skipped, lines), (1, [], []))

    def test_a_skip_with_a_reason_is_shown_with_it(self):
        outcome, lines = self.applied(
            '[[skip]]\nsuite = "unit"\ntest = "a b"\nreason = "No such device here."\n'
        )
        self.assertEqual((outcome.failed, outcome.skipped), (0, ["a b"]))
        self.assertEqual(lines, ["skipped: a b: No such device here."])

    def test_a_reason_of_one_word_is_refused(self):
        with self.assertRaisesRegex(ValueError, "a reason is a sentence"):
            self.applied('[[skip]]\nsuite = "unit"\ntest = "a b"\nreason = "flaky"\n')


class ProcessTest(unittest.TestCase):
    def test_a_program_past_its_limit_is_ended_with_its_children(self):
        text = "import subprocess; print(subprocess.Popen(['sleep', '60']).pid, flush=True)\n"
        text += "import time; time.sleep(60)\n"
        with tempfile.TemporaryDirectory() as folder:
            start = time.monotonic()
            code, output = process.run([sys.executable, "-c", text], 1, Path(folder) / "log")
        self.assertIsNone(code)
        self.assertLess(time.monotonic() - start, 10)
        child = Path(f"/proc/{output.split()[-1]}/stat")
        wait_until(lambda: is_dead(child), "the child's child is dead", 10)


def is_dead(stat: Path) -> bool:
    """It may stay as a zombie where nobody collects orphans."""
    try:
        return stat.read_text().split(")")[1].split()[0] in "ZX"
    except FileNotFoundError:
        return True


class TimesTest(unittest.TestCase):
    def test_translation_units_are_listed_slowest_first_by_their_last_build(self):
        log = "# ninja log v5\n0\t900\t1\ta.cpp.o\tx\n0\t50\t1\ta.a\tx\n10\t260\t1\tb.cpp.o\tx\n"
        with tree_of({".ninja_log": log + "0\t100\t1\ta.cpp.o\tx\n"}) as root:
            rows = times.rows(root / ".ninja_log")
        self.assertEqual(rows, [(0.25, "b.cpp.o"), (0.1, "a.cpp.o")])
