import unittest

from scripts.habits.tree import ROOT
from tests.docs import pages
from tests.support import console
from tests.support.tree import tree_of

LABEL = "<!-- console: greeting, run by tests/e2e/test_a.py::A.test_it -->\n"
BLOCK = "```console\n$ echo hello\nhello\n```\n"
CALLS = 'class A:\n    def test_it(self):\n        console.run("README.md", "greeting")\n'


class PagesTest(unittest.TestCase):
    maxDiff = None

    def test_every_console_block_is_run_by_the_test_it_names(self):
        self.assertEqual(pages.faults(ROOT), [])

    def test_the_commands_for_contributors_work(self):
        console.run("CONTRIBUTING.md", "suites")
        console.run("README.md", "suites")

    def test_the_changelog_has_a_section_for_what_is_not_released(self):
        lines = (ROOT / "CHANGELOG.md").read_text().splitlines()
        sections = [line for line in lines if line.startswith("## ")]
        self.assertEqual(sections[0], "## [Unreleased]")


class PagesControl(unittest.TestCase):
    def faults(self, page: str, test: str = CALLS) -> str:
        with tree_of({"README.md": page, "tests/e2e/test_a.py": test}) as root:
            return "\n".join(pages.faults(root))

    def test_control_a_block_that_its_test_runs_is_not_found(self):
        self.assertEqual(self.faults(LABEL + BLOCK), "")

    def test_control_a_block_that_names_no_test_is_found(self):
        self.assertIn("no comment above it", self.faults(BLOCK))

    def test_control_a_block_whose_test_does_not_exist_is_found(self):
        self.assertIn("there is no", self.faults(LABEL + BLOCK, "class A:\n    pass\n"))

    def test_control_a_block_that_its_test_does_not_run_is_found(self):
        other = CALLS.replace("greeting", "parting")
        self.assertIn("never says console.run", self.faults(LABEL + BLOCK, other))

    def test_control_a_call_in_another_test_does_not_count(self):
        other = CALLS.replace("test_it", "test_other") + "    def test_it(self):\n        pass\n"
        self.assertIn("never says console.run", self.faults(LABEL + BLOCK, other))

    def test_control_commands_in_a_block_of_another_kind_are_found(self):
        self.assertIn("so it is a `console` block", self.faults("```sh\n$ echo hello\n```\n"))


class ConsoleControl(unittest.TestCase):
    def run_block(self, block: str) -> str:
        with tree_of({"README.md": LABEL + block}) as root:
            return console.run("README.md", "greeting", folder=root, root=root)

    def test_control_a_block_runs_and_its_output_is_compared(self):
        block = "```console\n$ printf 'a\\nb\\nc\\n'; echo \\\n> d\na\n...\nd\n```\n"
        self.assertEqual(self.run_block(block), "a\nb\nc\nd\n")

    def test_control_a_place_of_the_page_can_stand_elsewhere(self):
        block = "```console\n$ echo /etc/x/y /etc/x.y\n/etc/x/y /etc/x.y\n```\n"
        with tree_of({"README.md": LABEL + block}) as root:
            places = {"/etc/x": "/a", "/etc/x.y": "/b"}
            said = console.run("README.md", "greeting", folder=root, root=root, places=places)
        self.assertEqual(said, "/a/y /b\n")

    def test_control_another_output_is_found(self):
        with self.assertRaisesRegex(AssertionError, "`goodbye` did not come"):
            self.run_block("```console\n$ echo hello\ngoodbye\n```\n")

    def test_control_a_command_that_fails_is_found(self):
        with self.assertRaisesRegex(AssertionError, "ended with 1"):
            self.run_block("```console\n$ false\n$ true\n```\n")

    def test_control_a_block_without_a_command_is_found(self):
        with self.assertRaisesRegex(AssertionError, "no command"):
            self.run_block("```console\nhello\n```\n")
