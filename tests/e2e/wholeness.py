"""Wholeness: what a fault must not have changed, and that a vault still unseals itself after it."""

import hashlib
import re
import unittest
from pathlib import Path

from scripts.lab.waiting import wait_until
from tests.e2e.shared import House, token_names

_secret = "kept over every fault"


class FaultyHouse(unittest.TestCase):
    """A service of its own for the cases of a class, with one vault that is initialised."""

    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.end)
        cls.service = cls.house.service
        cls.vault = cls.house.new_vault("faults").initialise()
        cls.vault.write_secret(_secret)

    def setUp(self):
        self.house.settled()
        self.before = self.house.entries()
        self.identity = self.service.status()["verifier_key"]

    def check_whole(self) -> None:
        """The vault boots unsealed, its secret is there, and no entry of the journal has changed."""
        self.house.settled()
        self.vault.bao.kill_9()
        self.vault.bao.start()
        self.vault.bao.wait_unsealed("the vault unseals itself after the fault")

        self.assertEqual(self.vault.read_secret(), _secret)
        self.assertTrue(self.house.journal_verifies())
        self.assertTrue(self.before)
        answer = self.service.ask("journal", "show", "--from", str(self.before[0]["sequence"]),
                                  "--last", str(len(self.before)), json_answer=True)
        now = sorted(answer.document["entries"], key=lambda entry: entry["sequence"])
        self.assertEqual(now, self.before)
        self.assertEqual(self.service.status()["verifier_key"], self.identity)

    def start_stopped(self) -> None:
        """After `stop`, which leaves each token stopped by wish."""
        self.service.start(is_up=lambda: bool(self.service.status()))
        for name in token_names:
            self.service.ask("token", "start", name)

    def wait_said(self, words: str, since: int) -> None:
        """The service's log says so, after a place in it."""
        def said() -> bool:
            return words in self.service.log.read_bytes()[since:].decode(errors="replace")
        wait_until(said, f"the log says `{words}`", 20, why=self.service.log_tail)

    def log_size(self) -> int:
        return self.service.log.stat().st_size

    def check_no_crash(self, since: int) -> None:
        """No process of the service ended by a fault of memory or of its filter."""
        said = self.service.log.read_bytes()[since:].decode(errors="replace")
        self.assertIsNone(re.search(r"SIGSEGV|SIGSYS|SIGABRT|signal=(4|6|7|8|11|31)\b", said), said)


def digest_of(folder: Path) -> dict[str, str]:
    """Every file below, by what is in it."""
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}
