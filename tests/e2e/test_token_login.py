"""A token whose PIN a person brings: through the CLI, sealed to its process, tried once."""

import os
import shutil
import tempfile
import unittest
from pathlib import Path

from scripts.lab import programs
from scripts.lab.commands import run
from scripts.lab.service import Service
from tests.e2e.shared import repository


def by_person(text: str) -> str:
    """Token c has no PIN file to read."""
    head, _, section = text.partition("[token.c]")
    lines = [line for line in section.splitlines() if not line.startswith("credentials")]
    return head + "[token.c]" + "\n".join(lines).replace('"credential"', '"terminal"') + "\n"


class LoginByPerson(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="sealwright-login-", dir="/tmp")).resolve()
        cls.service = Service(cls.folder, programs.built(repository), ("a", "b", "c"), 2)
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.addClassCleanup(cls.service.stop)
        cls.service.make_tokens()
        cls.service.write_configuration(by_person)
        cls.service.start(is_up=lambda: len(cls.service.token_states()) == 3)
        cls.pin = (cls.folder / "credentials" / "c" / "pin").read_text()

    def login(self, pin: str):
        """As a script would: the PIN on a descriptor, in no argument and no variable."""
        reading, writing = os.pipe()
        try:
            os.write(writing, pin.encode())
            os.close(writing)
            return run([self.folder / "programs" / "sealwright", "--socket", self.service.socket,
                        "token", "login", "c", "--from-fd", str(reading)], "token login",
                       descriptors=(reading,), accept=None)
        finally:
            os.close(reading)

    def test_a_persons_pin_is_tried_once_and_a_new_start_asks_again(self):
        """Waiting, then the wrong PIN, then the right one is not taken until the process is new."""
        self.service.wait_token("c", "waiting for pin")

        wrong = self.login("0" * 32)
        self.service.wait_token("c", "pin refused")
        self.assertNotIn("0" * 32, wrong.stdout + wrong.stderr + self.service.log.read_text())
        self.service.ask("token", "start", "c")
        self.service.wait_token("c", "waiting for pin")
        right = self.login(self.pin)

        self.assertEqual(right.returncode, 0, right.stderr)
        self.service.wait_token("c", "no key")
        self.assertNotIn(self.pin, self.service.log.read_text())
        self.assertTrue(self.service.initialise())
        self.service.wait_token("c", "logged in")


if __name__ == "__main__":
    unittest.main()
