"""Three people found an installation from their own machines, over HTTPS, and decide with it.

Each has a folder of their own for key, context and authority; only `init` runs on the service's host.
"""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from tests.e2e.shared import repository, threshold, token_names

from scripts.lab import programs
from scripts.lab.service import Service
from scripts.lab.waiting import wait_until

_people = ("ana", "bea", "cem")
_passphrase = "four plain words here"


class Machine:
    """One person's machine: the CLI, a key, and a context."""

    def __init__(self, service: Service, folder: Path, name: str):
        self.name, self.folder = name, folder / name
        self.folder.mkdir(mode=0o700)
        self._cli = service.programs / "sealwright"
        self._port = service.port
        self.key = self.folder / "key"
        self.line = self.run("person", "key", "new", name, "--file", self.key).stdout

    def run(self, *words, code: int = 0) -> subprocess.CompletedProcess:
        """A command there; again while the front, which has just got its certificate, has no keeper yet."""
        done: list[subprocess.CompletedProcess] = []
        wait_until(lambda: done.append(self._run(words)) or "E3368" not in done[-1].stderr,
                   "the front answers for the keeper", 20)
        if done[-1].returncode != code:
            raise AssertionError(f"{self.name}: {words} ended with {done[-1].returncode}\n"
                                 f"{done[-1].stdout}{done[-1].stderr}")
        return done[-1]

    def _run(self, words) -> subprocess.CompletedProcess:
        """No operator socket, no terminal, the passphrase on a descriptor."""
        environment = {"PATH": os.defpath, "XDG_CONFIG_HOME": str(self.folder / "config"),
                       "SEALWRIGHT_SOCKET": str(self.folder / "nobody.sock")}
        return subprocess.run([self._cli, *map(str, words), "--passphrase-fd", "0"],
                              input=_passphrase, env=environment, text=True, timeout=60,
                              capture_output=True, check=False, start_new_session=True)

    def sign(self, authority: Path, words: str, code: int) -> subprocess.CompletedProcess:
        return self.run("founding", "sign", "--name", "lab", "--key", self.key, "--address",
                        f"localhost:{self._port}", "--authority", authority, "--words", words, code=code)


class FoundedTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="sealwright-e2e-", dir="/tmp")).resolve()
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.service = Service(cls.folder, programs.built(repository), token_names, threshold)
        cls.addClassCleanup(cls.service.stop)
        cls.service.make_tokens()
        cls.service.write_configuration()
        cls.service.start()
        cls.machines = {name: Machine(cls.service, cls.folder, name) for name in _people}
        cls.found()

    @classmethod
    def found(cls):
        roster = cls.folder / "roster.toml"
        persons = [f'[[person]]\nroles = ["operator"]\n{each.line}' for each in cls.machines.values()]
        roster.write_text("[rules]\nneeded = 2\noverrule = 3\n" + "".join(persons))
        shown = cls.service.ask("init", "--founders", roster, "--config",
                                cls.folder / "sealwright.toml", code=10, seconds=60)
        cls.words = re.search(r"^words: (.*)$", shown.text, re.MULTILINE).group(1)
        authority = Path(cls.service.state) / "tls" / "ca.pem"
        for name in _people:
            cls.machines[name].sign(authority, cls.words, 0 if name == _people[-1] else 10)
        cls.service.wait_open()

    def test_founders_on_three_machines_make_an_installation(self):
        status = self.service.status()

        self.assertFalse(status["solo"])
        self.assertEqual(status["founded_entry"], 1)
        self.assertEqual(status["persons"], 3)

    def test_a_change_takes_two_people_and_is_then_done(self):
        ana, bea = self.machines["ana"], self.machines["bea"]
        asked = ana.run("vault", "add", "from-afar", code=10)
        request = re.search(r"request-[0-9a-f]{32}", asked.stderr).group(0)
        before = ana.run("vault", "status").stdout
        self.assertNotIn("from-afar", before)
        ana.run("request", "approve", request, "--yes", code=10)  # Their own act again: one person.

        done = bea.run("request", "approve", request, "--yes")

        self.assertIn("committed", done.stdout)
        self.assertIn("from-afar", self.machines["cem"].run("vault", "status").stdout)

    def test_the_local_socket_loosens_nothing_any_more(self):
        refused = self.service.ask("vault", "add", "from-here", code=None)

        self.assertEqual(refused.code, 11)
        self.assertIn("E3228", refused.talk)

    def test_a_veto_is_told_to_whoever_asked(self):
        ana, cem = self.machines["ana"], self.machines["cem"]
        asked = ana.run("vault", "add", "not-wanted", code=10)
        request = re.search(r"request-[0-9a-f]{32}", asked.stderr).group(0)

        cem.run("request", "veto", request, "--reason", "nobody knows this vault")

        self.assertIn("nobody knows this vault", ana.run("request", "show", request, code=11).stdout)

    def test_one_person_freezes_and_two_lift(self):
        ana, bea = self.machines["ana"], self.machines["bea"]
        ana.run("freeze", "--reason", "something is odd")
        self.assertIn("something is odd", bea.run("status").stdout)

        asked = bea.run("lift", "--reason", "it was nothing", code=10)
        request = re.search(r"request-[0-9a-f]{32}", asked.stderr).group(0)
        self.machines["cem"].run("request", "approve", request, "--yes")

        self.assertNotIn("something is odd", bea.run("status").stdout)


if __name__ == "__main__":
    unittest.main()
