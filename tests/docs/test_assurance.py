import unittest

from scripts.habits.tree import ROOT
from tests.docs import assurance
from tests.support.tree import tree_of

TABLE = "| claim | argument | test | enforced by | exception |\n|---|---|---|---|---|\n"


class AssuranceTest(unittest.TestCase):
    maxDiff = None

    def test_every_row_of_the_assurance_case_names_a_test_that_exists(self):
        self.assertEqual(assurance.faults(ROOT), [])

    def test_every_fault_that_custodians_can_meet_names_a_test_that_exists_or_says_that_there_is_none(self):
        self.assertEqual(assurance.faults(ROOT, assurance.FAULTS_PAGE), [])


class AssuranceControl(unittest.TestCase):
    def faults(self, cell: str, files: dict[str, str] | None = None) -> list[str]:
        page = {assurance.PAGE: f"{TABLE}| a | b | {cell} | c | |\n"}
        with tree_of(page | (files or {})) as root:
            return assurance.faults(root)

    def test_control_a_row_without_a_test_is_found(self):
        self.assertEqual(self.faults("by hand"), [f"{assurance.PAGE}:3: the row names no test"])

    def test_control_a_test_that_does_not_exist_is_found(self):
        self.assertIn("there is no test", self.faults('`unit: "it holds"`')[0])

    def test_control_a_test_of_another_suite_is_found(self):
        case = {"tests/unit/a.cpp": 'TEST_CASE("it holds") {}\n'}
        self.assertIn("there is no test", self.faults('`process: "it holds"`', case)[0])

    def test_control_a_test_that_is_only_a_comment_is_found(self):
        case = {"tests/unit/a.cpp": '// TEST_CASE("it holds") {}\n'}
        self.assertIn("there is no test", self.faults('`unit: "it holds"`', case)[0])

    def test_control_a_test_behind_a_comment_is_recognised(self):
        case = {"tests/unit/a.cpp": '// What it is.\nTEST_CASE("it holds") {}\n'}
        self.assertEqual(self.faults('`unit: "it holds"`', case), [])

    def test_control_a_test_that_is_not_in_the_named_file_is_found(self):
        files = {"tests/e2e/test_a.py": "def test_a():\n    pass\n"}
        self.assertEqual(self.faults("`tests/e2e/test_a.py`: `test_a`", files), [])
        for cell in ("`tests/e2e/test_a.py`: `test_a`, `test_b`", "`tests/e2e/test_b.py`: `test_b`"):
            self.assertIn("there is no tests/e2e/test_", self.faults(cell, files)[0])

    def test_control_tests_of_every_kind_are_recognised(self):
        files = {
            "tests/unit/a.cpp": 'TEST_CASE("it holds, in two "\n          "parts") {}\n',
            "tests/e2e/test_a.py": 'def test_a_b():\n    """A sentence.\n\n    More."""\n',
            "tests/negative/no_copy.cpp": "",
            "tests/fuzz/corpus/frame/x": "",
        }
        cell = (
            '`unit: "it holds, in two parts"`, `e2e: "a b"`, `e2e: "A sentence"`, '
            '`negative: "no copy"`, `fuzz: "frame"`'
        )
        self.assertEqual(self.faults(cell, files), [])
