import unittest

from scripts.habits.tree import ROOT
from tests.architecture.built import forgotten
from tests.support.tree import tree_of


class BuiltTest(unittest.TestCase):
    def test_every_source_is_named_by_the_build(self):
        self.assertEqual(forgotten(ROOT), [])


class BuiltControl(unittest.TestCase):
    def test_control_a_test_that_nothing_compiles_is_found(self):
        tree = {
            "tests/unit/core/meson.build": "unit_sources += files('a_test.cpp')\n",
            "tests/unit/core/a_test.cpp": "",
            "tests/unit/core/b_test.cpp": "",
        }
        with tree_of(tree) as root:
            self.assertEqual(forgotten(root), ["tests/unit/core/b_test.cpp"])
