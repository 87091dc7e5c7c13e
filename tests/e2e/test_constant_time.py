"""Nothing that handles shares and keys branches on their bytes: memcheck, with secrets undefined."""

import subprocess
import unittest

from scripts.habits.tree import ROOT

PROGRAM = ROOT / "build/release/tests/ct/shares_ct"
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


if __name__ == "__main__":
    unittest.main()
