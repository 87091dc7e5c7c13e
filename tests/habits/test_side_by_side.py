"""Classes that run in several processes: each counts once, and what befalls a process has names."""

import os
import subprocess
import sys
import unittest
from pathlib import Path

from scripts.habits import side_by_side
from scripts.habits.outcome import PLAIN_COUNTS, Outcome, read
from scripts.habits.tree import ROOT
from scripts.lab import processes
from tests.support.tree import tree_of

PLAN = "workers = 2\nclass_seconds_max = 60\n"
HEAD = "import os, signal, subprocess, time, unittest\nfrom pathlib import Path\n"
WAIT = ('def wait_for(name):\n    for _ in range(600):\n        if Path(name).exists():\n'
        "            return\n        time.sleep(0.05)\n    raise AssertionError(name)\n")
DRIVER = ("import sys, unittest\nfrom pathlib import Path\nfrom scripts.habits import side_by_side\n"
          "tests = unittest.TestLoader().discover('cases', top_level_dir='.')\n"
          "plan = side_by_side.Plan(Path('plan.toml').read_text())\n"
          "sys.exit(side_by_side.run(tests, plan, Path.cwd()))\n")


class SideBySideTest(unittest.TestCase):
    def run_cases(self, cases: str, plan: str = PLAN) -> tuple[Outcome, str]:
        files = {"cases/__init__.py": "", "cases/test_a.py": HEAD + WAIT + cases, "plan.toml": plan}
        with tree_of(files) as root:
            done = subprocess.run([sys.executable, "-B", "-c", DRIVER], cwd=root, check=False,
                                  capture_output=True, text=True, timeout=300,
                                  env=os.environ | {"PYTHONPATH": str(ROOT)})
            return read(done.stdout, done.returncode, PLAIN_COUNTS), done.stdout + done.stderr

    def check_child_ended(self, said: str) -> None:
        child = processes.read(int(said.partition("child ")[2].split()[0]))
        self.assertTrue(child is None or child.name != "sleep", said)

    def test_each_test_counts_once_and_a_skipped_one_by_its_name(self):
        outcome, said = self.run_cases(
            "class A(unittest.TestCase):\n    def test_1(self): pass\n    def test_2(self): pass\n"
            "class B(unittest.TestCase):\n    @unittest.skip('not here')\n    def test_3(self): pass\n")

        self.assertEqual((outcome.passed, outcome.failed), (2, 0), said)
        self.assertEqual(outcome.skipped, ["cases.test_a.B.test_3"])

    def test_two_classes_are_under_way_at_the_same_time(self):
        meet = ("class {0}(unittest.TestCase):\n    def test(self):\n"
                "        Path('{0}').touch()\n        wait_for('{1}')\n")

        outcome, said = self.run_cases(meet.format("A", "B") + meet.format("B", "A"))

        self.assertEqual((outcome.passed, outcome.failed), (2, 0), said)

    def test_a_class_that_is_to_be_alone_runs_when_all_others_have_ended(self):
        others = "".join(f"class {name}(unittest.TestCase):\n    def test(self):\n"
                         f"        time.sleep(0.3)\n        Path('{name}').touch()\n" for name in "BC")
        alone = ("class A(unittest.TestCase):\n    def test(self):\n"
                 "        self.assertTrue(Path('B').exists() and Path('C').exists())\n")
        plan = '[[alone]]\nclass = "cases.test_a.A"\nreason = "It measures the time."\n'

        outcome, said = self.run_cases(alone + others, PLAN + plan)

        self.assertEqual((outcome.passed, outcome.failed), (3, 0), said)

    def test_a_failure_is_shown_where_it_happened_and_again_at_the_end(self):
        outcome, said = self.run_cases(
            "class A(unittest.TestCase):\n    def test_1(self): self.assertEqual(1, 2)\n"
            "class B(unittest.TestCase):\n    def test_2(self): pass\n")

        self.assertEqual((outcome.passed, outcome.failed), (1, 1), said)
        self.assertEqual(said.count("AssertionError: 1 != 2"), 2)
        self.assertIn("\nFAILED: cases.test_a.A.test_1\n", said)

    def test_a_process_that_dies_fails_the_test_under_way_and_those_behind_it(self):
        outcome, said = self.run_cases(
            "class A(unittest.TestCase):\n    def test_1(self):\n"
            "        child = subprocess.Popen(['sleep', '300'], start_new_session=True)\n"
            "        print('child', child.pid, flush=True)\n"
            "    def test_2(self): os.kill(os.getpid(), signal.SIGSEGV)\n    def test_3(self): pass\n"
            "class B(unittest.TestCase):\n    def test_4(self): pass\n", "workers = 1\n" + PLAN[12:])

        self.assertEqual((outcome.passed, outcome.failed), (2, 2), said)
        self.assertIn("cases.test_a.A.test_2 ... did not end: its process has ended: signal 11", said)
        self.assertIn("cases.test_a.A.test_3 ... was not run", said)
        self.assertIn("Segmentation fault", said)
        self.check_child_ended(said)

    def test_a_class_that_hangs_is_ended_with_its_children_and_says_where_it_was(self):
        outcome, said = self.run_cases(
            "class A(unittest.TestCase):\n    def test_1(self):\n"
            "        child = subprocess.Popen(['sleep', '300'], start_new_session=True)\n"
            "        print('child', child.pid, flush=True)\n        self.linger()\n"
            "    def linger(self): time.sleep(300)\n"
            "class B(unittest.TestCase):\n    def test_2(self): pass\n",
            "workers = 1\nclass_seconds_max = 5\n")

        self.assertEqual((outcome.passed, outcome.failed), (1, 1), said)
        self.assertIn("cases.test_a.A.test_1 ... did not end: no end after 5 s", said)
        self.assertIn("in linger", said)
        self.check_child_ended(said)

    def test_what_cannot_be_imported_failed(self):
        outcome, said = self.run_cases("import nothing_of_this_name\n")

        self.assertEqual((outcome.passed, outcome.failed), (0, 1), said)
        self.assertIn("nothing_of_this_name", said)

    def test_a_class_that_cannot_be_set_up_fails_each_of_its_tests(self):
        outcome, said = self.run_cases(
            "class A(unittest.TestCase):\n    @classmethod\n    def setUpClass(cls): raise OSError('x')\n"
            "    def test_1(self): pass\n    def test_2(self): pass\n")

        self.assertEqual((outcome.passed, outcome.failed), (0, 2), said)
        self.assertIn("\nFAILED: cases.test_a.A.test_2\n", said)

    def test_a_plan_that_names_nobody_runs_nothing(self):
        plan = PLAN + 'first = ["cases.test_a.Gone"]\n'

        outcome, said = self.run_cases("class A(unittest.TestCase):\n    def test(self): pass\n", plan)

        self.assertEqual((outcome.passed, outcome.failed), (0, 1))
        self.assertIn("cases.test_a.Gone", said)

    def test_a_reason_of_one_word_is_refused(self):
        with self.assertRaisesRegex(ValueError, "a reason is a sentence"):
            side_by_side.Plan(PLAN + '[[alone]]\nclass = "a.A"\nreason = "flaky"\n')

    def test_what_the_end_to_end_plan_names_is_there(self):
        folder = ROOT / "tests/e2e"
        tests = unittest.TestLoader().discover(str(folder), top_level_dir=str(ROOT))
        plan = side_by_side.Plan((folder / side_by_side.PLAN).read_text())

        self.assertEqual(plan.unknown(set(side_by_side.by_class(tests))), [])


if __name__ == "__main__":
    unittest.main()
