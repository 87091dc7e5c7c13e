"""docs/protocol/frames.md section 5: the table of numbers is what the message headers say."""

import re
import unittest
from pathlib import Path

from scripts.habits.tree import ROOT
from tests.support.tree import tree_of

PAGE = "docs/protocol/frames.md"
RANGE = re.compile(r"^\| (0x[0-9a-f]{4}) \| (\w+) \| `(sealwright/[\w/]+\.hpp)` \|$", re.MULTILINE)
ROW = re.compile(r"^\| (0x[0-9a-f]{4}) \| (\w+) \| (\w+) \|$", re.MULTILINE)
MESSAGE = re.compile(r"^struct (\w+) \{\s+static constexpr std::uint16_t type = (0x[0-9a-f]{4});",
                     re.MULTILINE)
TYPE = re.compile(r"static constexpr std::uint16_t type = ")


def declared(root: Path) -> dict[str, list[tuple[str, str]]]:
    """The (number, message) pairs of each header under include/ that declares a frame type."""
    found = {}
    for path in sorted((root / "include").rglob("*.hpp")):
        text = path.read_text()
        pairs = [(number, name) for name, number in MESSAGE.findall(text)]
        if len(pairs) != len(TYPE.findall(text)):
            raise ValueError(f"{path}: a frame type in a form that this test cannot read")
        if pairs:
            found[str(path.relative_to(root / "include"))] = pairs
    return found


def faults(root: Path) -> list[str]:
    page = (root / PAGE).read_text()
    ranges = {header: (number, name) for number, name, header in RANGE.findall(page)}
    messages = declared(root)
    found = [f"{header} has no range" for header in messages if header not in ranges]
    found += [f"{header} declares nothing" for header in ranges if header not in messages]
    wanted = []
    for header, pairs in messages.items():
        first, name = ranges.get(header, ("0x0000", "?"))
        for number, message in pairs:
            wanted.append((number, message, name))
            if number[:4] != first[:4]:
                found.append(f"{message} {number} lies outside of {name}'s range {first}")
    rows = ROW.findall(page)
    found += [f"the page lacks {row}" for row in wanted if row not in rows]
    found += [f"the page has {row}, the headers do not" for row in rows if row not in wanted]
    numbers = [number for number, _, _ in wanted]
    found += [f"{one} is two messages" for one in sorted(set(numbers)) if numbers.count(one) > 1]
    return found


def example_faults(root: Path) -> list[str]:
    """The vectors that docs/protocol/acts.md must show, of those that a unit test compares."""
    page = "".join((root / "docs/protocol/acts.md").read_text().split())
    rows = [line.split() for line in (root / "tests/vectors/journal.txt").read_text().splitlines()]
    vectors = {row[0]: row[1] for row in rows if row and row[0].startswith("act-")}
    return [name for name in ("act-bytes", "act-digest") if vectors.get(name, "?") not in page]


class FramesTest(unittest.TestCase):
    maxDiff = None

    def test_every_message_has_the_number_that_the_page_says(self):
        self.assertEqual(faults(ROOT), [])

    def test_the_example_of_an_act_is_the_vector_that_the_unit_test_checks(self):
        self.assertEqual(example_faults(ROOT), [])


class FramesControl(unittest.TestCase):
    HEADER = "struct Ask {\n    static constexpr std::uint16_t type = 0x0101;\n};\n"
    ROWS = "| 0x0100 | control | `sealwright/a/messages.hpp` |\n| 0x0101 | Ask | control |\n"

    def faults(self, header: str = HEADER, page: str = ROWS) -> str:
        files = {"include/sealwright/a/messages.hpp": header, PAGE: page}
        with tree_of(files) as root:
            return "\n".join(faults(root))

    def test_control_a_page_that_agrees_is_not_found(self):
        self.assertEqual(self.faults(), "")

    def test_control_another_number_and_a_missing_row_are_found(self):
        self.assertIn("the page lacks", self.faults(self.HEADER.replace("0101", "0102")))
        self.assertIn("the page lacks", self.faults(page=self.ROWS.splitlines()[0] + "\n"))

    def test_control_a_row_without_a_message_is_found(self):
        extra = self.ROWS + "| 0x0102 | Gone | control |\n"
        self.assertIn("the headers do not", self.faults(page=extra))

    def test_control_a_number_used_twice_is_found(self):
        twice = self.HEADER + self.HEADER.replace("Ask", "Other")
        self.assertIn("0x0101 is two messages", self.faults(twice))

    def test_control_a_number_outside_of_its_range_is_found(self):
        far = self.ROWS.replace("0x0101", "0x0201")
        self.assertIn("lies outside", self.faults(self.HEADER.replace("0x0101", "0x0201"), far))

    def test_control_a_type_in_another_form_is_found(self):
        with self.assertRaisesRegex(ValueError, "cannot read"):
            self.faults("// A comment.\nstatic constexpr std::uint16_t type = 0x0103;\n" + self.HEADER)

    def test_control_a_header_without_a_range_is_found(self):
        self.assertIn("has no range", self.faults(page="| 0x0101 | Ask | control |\n"))

    def test_control_another_example_is_found(self):
        files = {"docs/protocol/acts.md": "ab\ncd\n", "tests/vectors/journal.txt":
                 "act-bytes abcd\nact-digest ef\n"}
        with tree_of(files) as root:
            self.assertEqual(example_faults(root), ["act-digest"])
