"""Nothing that handles shares, keys, values and PINs branches on their bytes: memcheck, with
secrets undefined.

A verdict that everybody learns may be branched on. Its line says so: `// Public: `.
"""

import subprocess
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

from scripts.habits.tree import ROOT

PROGRAM = ROOT / "build/release/tests/ct/shares_ct"
VALUES = ROOT / "build/release/tests/ct/values_ct"
CUSTODIANS = ROOT / "build/release/tests/ct/threshold_ct"
PUBLIC = "// Public: "
LIMIT_SECONDS = 120


def reports(what: str) -> int:
    """How often memcheck saw a branch, or an address, that depends on a secret."""
    command = ["valgrind", "--tool=memcheck", "--leak-check=no", str(PROGRAM), what]
    run = subprocess.run(
        command, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
    )
    count, word = (run.stdout.split() + ["", ""])[:2]
    if run.returncode != 0 or word != "reports":
        raise AssertionError(f"{' '.join(command)} ended with {run.returncode}:\n{run.stderr}")
    return int(count)


class ConstantTimeTest(unittest.TestCase):
    def test_splitting_and_combining_do_not_branch_on_the_secret(self):
        self.assertEqual(reports("shares"), 0)

    def test_deriving_and_sealing_do_not_branch_on_key_or_plaintext(self):
        self.assertEqual(reports("seal"), 0)

    def test_comparing_commitments_does_not_branch_on_them(self):
        self.assertEqual(reports("compare"), 0)

    def test_control_a_branch_on_a_share_is_reported(self):
        self.assertGreater(reports("control"), 0)


def places(name: str, how: str, program: Path = VALUES) -> list[str]:
    """Our lines that branch on a secret, or hand it to something that does, and are not public."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = ["valgrind", "--tool=memcheck", "--leak-check=no", "--xml=yes",
                   f"--xml-file={report}", str(program), name, how]
        run = subprocess.run(
            command, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
        )
        if run.returncode != 0 or (how == "right" and run.stdout != "passed\n"):
            raise AssertionError(f"{' '.join(command)} said {run.stdout}{run.stderr}")
        errors = ElementTree.parse(report).getroot().findall("error")
    return [place for place in map(place_of, errors) if PUBLIC not in line_at(place)]


def place_of(error: ElementTree.Element) -> str:
    """`folder/file:line` of the innermost frame whose source is ours."""
    for frame in error.find("stack").findall("frame"):
        folder, file, line = (frame.findtext(part, "") for part in ("dir", "file", "line"))
        path = (ROOT / folder.rpartition("../../")[2] / file).resolve()
        if folder and path.is_file() and path.is_relative_to(ROOT):
            return f"{path.relative_to(ROOT)}:{line}"
    return "nowhere of ours:0"


def line_at(place: str) -> str:
    file, _, line = place.rpartition(":")
    path = ROOT / file
    return path.read_text().splitlines()[int(line) - 1] if path.is_file() else ""


class ValuesTest(unittest.TestCase):
    """Each with its twin, which does the same wrongly."""

    def check_both(self, name: str) -> None:
        self.assertEqual(places(name, "right"), [])
        self.assertNotEqual(places(name, "wrong"), [])

    def test_decoding_a_plaintext_does_not_branch_on_its_digits(self):
        self.check_both("decode")

    def test_encoding_a_plaintext_does_not_branch_on_its_bytes(self):
        self.check_both("encode")

    def test_the_class_of_a_key_follows_its_size_and_frame_not_its_bytes(self):
        self.check_both("classify")

    def test_reading_a_sealed_value_back_compares_all_of_it(self):
        self.check_both("readback")

    def test_opening_an_envelope_compares_the_whole_commitment(self):
        self.check_both("envelope")

    def test_entering_a_pin_looks_at_each_letter_in_the_same_way(self):
        self.check_both("pin")


class CustodiansTest(unittest.TestCase):
    """Shares and what is computed with them; each with its twin, which does it wrongly."""

    def check_both(self, name: str) -> None:
        self.assertEqual(places(name, "right", CUSTODIANS), [])
        self.assertNotEqual(places(name, "wrong", CUSTODIANS), [])

    def test_dealing_shares_does_not_branch_on_a_polynomial(self):
        self.check_both("evaluate")

    def test_a_partial_decryption_does_not_branch_on_the_share(self):
        self.check_both("multiply")

    def test_a_proof_does_not_branch_on_share_or_nonce(self):
        self.check_both("prove")

    def test_opening_does_not_branch_on_pepper_or_agreed_value(self):
        self.check_both("open")

    def test_a_share_is_sealed_and_taken_without_a_branch_on_it(self):
        self.check_both("deal")


if __name__ == "__main__":
    unittest.main()
