"""docs/reference/claims.md: a row for every claim that evidence is judged by, and every code of it."""

import re
import unittest
from pathlib import Path

from scripts.habits.tree import ROOT
from tests.support.tree import tree_of

PAGE = "docs/reference/claims.md"
COMPARE = "src/attest/compare"
# Where a claim is judged; the errors in it that are no verdict on a claim.
SOURCES = {"src/keeper/appraise.cpp": set(), COMPARE: set(),
           "src/keeper/anchors.cpp": {"anchor_accepted_already", "anchor_unknown", "anchors_full",
                                      "anchors_none"},  # Of an act.
           "src/session/challenger.cpp": set(),
           "src/session/used_challenges.cpp": {"challenges_busy"},  # 503: come again.
           "src/policy/release_policy.cpp": {"policy_limit"}}  # Of a policy that is read.
NAMED = re.compile(r"\berrors::(\w+)")
SPEC = re.compile(r"ErrorSpec (\w+)\s*\{\s*(\d+),")
ROW = re.compile(r"^\| ([a-zN ]+) \| [^|]+ \| ([^|]+) \|", re.MULTILINE)
CLAIM = re.compile(r'\b(?:passed|failed|skipped)\("([a-z ]+)"|rows\(\{"([a-z ]+)"\}\)|remark\("([a-z ]+)"')
CLAIMS_OF = re.compile(r"claims_of\(const PcrSet& pcrs\) \{(.*?)\n\}", re.DOTALL)


def texts(root: Path, source: str) -> str:
    path = root / source
    files = [path] if path.is_file() else sorted(path.glob("*.cpp"))
    return "\n".join(file.read_text() for file in files)


def codes(root: Path) -> dict[str, int]:
    headers = [*root.glob("include/**/errors.hpp"), *root.glob("src/**/errors.hpp")]
    return {name: int(code) for header in headers for name, code in SPEC.findall(header.read_text())}


def given(root: Path) -> set[int]:
    known = codes(root)
    return {known[name] for source, others in SOURCES.items()
            for name in set(NAMED.findall(texts(root, source))) - others}


def claims(root: Path) -> set[str]:
    found = {word for source in ("src/keeper/appraise.cpp", COMPARE)
             for words in CLAIM.findall(texts(root, source)) for word in words if word}
    for body in CLAIMS_OF.findall(texts(root, COMPARE)):
        words = re.findall(r'"([a-z ]+)"', body)
        found |= {"pcr N" if word == "pcr " else word for word in words}
    return found


def explained(cell: str) -> set[int]:
    """"E1, E4 to E6" as numbers."""
    found = set()
    for first, last in re.findall(r"E(\d{4})(?: to E(\d{4}))?", cell):
        found |= set(range(int(first), int(last or first) + 1))
    return found


def faults(root: Path) -> list[str]:
    rows = ROW.findall((root / PAGE).read_text())
    on_page = set().union(*(explained(cell) for _, cell in rows))
    named = {claim for claim, _ in rows}
    known = set(codes(root).values())
    found = [f"E{code} is in no row" for code in sorted(given(root) - on_page)]
    found += [f"E{code} of the page is no error" for code in sorted(on_page - known)]
    found += [f"E{code} is no verdict on a claim"
              for code in sorted((on_page & known) - given(root))]
    found += [f"the claim {claim} has no row" for claim in sorted(claims(root) - named)]
    return found


class ClaimsTest(unittest.TestCase):
    maxDiff = None

    def test_every_claim_and_every_code_that_the_keeper_can_give_has_its_row(self):
        self.assertGreater(len(given(ROOT)), 20)
        self.assertGreater(len(claims(ROOT)), 12)
        self.assertEqual(faults(ROOT), [])


class ClaimsControl(unittest.TestCase):
    ERRORS = ("inline constexpr ErrorSpec a{1850,\n};\ninline constexpr ErrorSpec b{\n    1851,\n};\n"
              "inline constexpr ErrorSpec c{1900,\n};\n")
    QUOTE = ('std::vector<std::string> claims_of(const PcrSet& pcrs) {\n    "signature", "pcr ";\n}\n'
             "return errors::a;\nreturn errors::b;\n")
    PAGE = "| signature | by it | E1850, E1851 | why |\n| pcr N | as it was | none | why |\n"

    def faults(self, page: str = PAGE, quote: str = QUOTE) -> str:
        files = {PAGE: page, "include/a/errors.hpp": self.ERRORS, f"{COMPARE}/quote.cpp": quote}
        files |= {source: "\n" for source in SOURCES if source != COMPARE}
        with tree_of(files) as root:
            return "\n".join(faults(root))

    def test_control_a_page_that_is_whole_is_not_found(self):
        self.assertEqual(self.faults(), "")
        self.assertEqual(self.faults(self.PAGE.replace("E1850, E1851", "E1850 to E1851")), "")

    def test_control_a_code_without_a_row_is_found(self):
        self.assertIn("E1851 is in no row", self.faults(self.PAGE.replace(", E1851", "")))

    def test_control_a_code_that_nobody_gives_is_found(self):
        self.assertIn("E1900 is no verdict", self.faults(self.PAGE.replace("E1850", "E1850, E1900")))
        self.assertIn("E1950 of the page is no error",
                      self.faults(self.PAGE.replace("E1850", "E1850, E1950")))

    def test_control_a_claim_without_a_row_is_found(self):
        self.assertIn("the claim pcr N has no row", self.faults(self.PAGE.replace("pcr N", "pcr")))


if __name__ == "__main__":
    unittest.main()
