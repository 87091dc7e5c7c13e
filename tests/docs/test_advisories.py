import unittest

from scripts.habits.tree import ROOT
from tests.docs import advisories
from tests.support.tree import tree_of

TABLE = "| advisory | what could happen here | test |\n|---|---|---|\n"


class AdvisoriesTest(unittest.TestCase):
    maxDiff = None

    def test_every_advisory_has_a_test_that_exists_or_a_reason(self):
        self.assertEqual(advisories.faults(ROOT), [])


class AdvisoriesControl(unittest.TestCase):
    def faults(self, cell: str) -> list[str]:
        case = {"tests/unit/a.cpp": 'TEST_CASE("it holds") {}\n'}
        with tree_of(case | {advisories.PAGE: f"{TABLE}| CVE | this | {cell} |\n"}) as root:
            return advisories.faults(root)

    def test_control_a_test_and_a_reason_are_accepted(self):
        self.assertEqual(self.faults('`unit: "it holds"`'), [])
        self.assertEqual(self.faults("not yet: no such part is built"), [])

    def test_control_an_empty_cell_and_a_bare_not_yet_are_found(self):
        for cell in ("", "by hand", "not yet: later"):
            self.assertIn("names no test and says no reason", self.faults(cell)[0])

    def test_control_a_test_that_does_not_exist_is_found(self):
        self.assertIn("there is no test", self.faults('`unit: "it does not"`')[0])
