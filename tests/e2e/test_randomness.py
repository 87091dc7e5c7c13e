"""Without the kernel's randomness nothing is made, and nobody waits for it in silence."""

import tempfile
import unittest
from pathlib import Path

from scripts.lab import programs
from scripts.lab.commands import run
from tests.e2e.shared import repository

_programs = {"sealwright-keeper": (), "sealwright-token": ("--config", "none", "--name", "a"),
             "sealwright": ("status",)}


class Randomness(unittest.TestCase):
    def without(self, error: str, program: str, *words: str):
        """The program, with a kernel that answers each getrandom with this error."""
        with tempfile.TemporaryDirectory() as folder:
            return run(["strace", "-f", "-o", Path(folder) / "trace", "-e", "trace=getrandom",
                        "-e", f"inject=getrandom:error={error}",
                        programs.built(repository) / program, *words], program, 20, accept=None)

    def test_without_randomness_keeper_token_and_command_end_at_once_and_say_so(self):
        for error in ("EAGAIN", "ENOSYS"):
            for program, words in _programs.items():
                ended = self.without(error, program, *words)

                self.assertNotEqual(ended.returncode, 0, program)
                self.assertIn("randomness-absent", ended.stderr, f"{program} {error}")

    def test_control_with_randomness_none_of_them_says_so(self):
        for program, words in _programs.items():
            ended = run([programs.built(repository) / program, *words], program, 20, accept=None)

            self.assertNotIn("randomness-absent", ended.stderr, program)


if __name__ == "__main__":
    unittest.main()
