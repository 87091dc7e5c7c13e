"""The token of an enrolment reaches the agent by a descriptor or a terminal, and by nothing else."""

import os
import pty
import select
import subprocess
import termios
import time
import unittest

from tests.e2e.attested_house import attested_house

_exit_usage = 1


class HowATokenComesIn(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = attested_house()

    def setUp(self):
        self.machine = self.house.new_machine("token", False, enrols=False)
        self.agent = self.machine.agent

    def words(self, *words: str) -> list[str]:
        return [str(self.agent.programs / "sealwright-agent"), "enrol", *words, "--config",
                str(self.agent.configuration)]

    def assert_enrolled(self, is_enrolled: bool) -> None:
        expected = "waits for approval" if is_enrolled else "waits for its agent"
        self.assertEqual(self.machine.shown()["state"], expected)

    def test_a_descriptor_that_is_named_brings_it(self):
        reading, writing = os.pipe()
        os.write(writing, self.machine.token.encode() + b"\n")
        os.close(writing)

        done = subprocess.run(self.words("--token-fd", str(reading)), pass_fds=(reading,),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                              user=self.agent.uid, check=False)
        os.close(reading)

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_enrolled(True)
        self.assertNotIn(self.machine.token, done.stdout + done.stderr)

    def test_a_person_is_asked_and_the_terminal_shows_nothing_of_it(self):
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        before = termios.tcgetattr(theirs)
        child = subprocess.Popen(self.words(), stdin=theirs, stdout=theirs, stderr=theirs,
                                 user=self.agent.uid, start_new_session=True)
        self.addCleanup(child.kill)
        seen = self.read_until(ours, b"Enrolment token: ")
        self.assertFalse(termios.tcgetattr(theirs)[3] & termios.ECHO)

        os.write(ours, self.machine.token.encode() + b"\n")
        self.assertEqual(child.wait(60), 0)

        seen += self.read_until(ours, b"approve")
        self.assertNotIn(self.machine.token.encode(), seen)
        self.assertEqual(termios.tcgetattr(theirs), before)
        os.close(theirs)
        self.assert_enrolled(True)

    def read_until(self, terminal: int, words: bytes) -> bytes:
        seen, deadline = b"", time.monotonic() + 20
        while words not in seen:
            ready, _, _ = select.select([terminal], [], [], deadline - time.monotonic())
            self.assertTrue(ready, f"{words!r} did not come, but {seen!r}")
            seen += os.read(terminal, 4096)
        return seen

    def test_a_token_among_the_words_is_refused_and_not_repeated(self):
        token = self.machine.token
        for words in ([token], ["--token", token], [f"--token={token}"], ["--token-fd", token],
                      [f"--token-fd={token}"]):
            done = subprocess.run(self.words(*words), stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, timeout=60,
                                  user=self.agent.uid, check=False)
            with self.subTest(words=words[0][:10]):
                self.assertEqual(done.returncode, _exit_usage)
                self.assertIn("E3100", done.stderr)
                self.assertNotIn(token, done.stdout + done.stderr)
        self.assert_enrolled(False)

    def test_a_line_that_is_no_token_and_a_descriptor_that_is_none_change_nothing(self):
        for words, line in ((), "nothing"), ((), ""), (("--token-fd", "77"), ""):
            done = subprocess.run(self.words(*words), input=line, capture_output=True, text=True,
                                  timeout=60, user=self.agent.uid, check=False)
            with self.subTest(words=words, line=line):
                self.assertEqual(done.returncode, _exit_usage)
                self.assertIn("E311", done.stderr)
        self.assert_enrolled(False)
        self.machine.enrol()
        self.assert_enrolled(True)


if __name__ == "__main__":
    unittest.main()
