"""A database that was put back to an older moment, alone, is not taken for today's."""

import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from tests.e2e.shared import repository, threshold, token_names

from scripts.lab import programs
from scripts.lab.service import Service

_seconds_looked_at = 3


class Rollback(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="sealwright-roll-", dir="/tmp")).resolve()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.addCleanup(programs.end_all_below, self.folder)
        self.service = Service(self.folder, programs.built(repository), token_names, threshold)
        self.addCleanup(self.service.kill_daemon)
        self.service.make_tokens()
        self.service.write_configuration()
        self.service.start()
        self.service.initialise()
        self.database = self.service.state / "depot"

    def keep(self, name: str) -> None:
        """A copy with owners and modes, as a backup has them."""
        subprocess.run(["cp", "-a", self.database, self.folder / name], check=True, timeout=30)

    def put_back(self, name: str) -> None:
        shutil.rmtree(self.database)
        subprocess.run(["cp", "-a", self.folder / name, self.database], check=True, timeout=30)

    def test_an_older_database_stays_locked_because_the_tokens_remember_more(self):
        self.service.kill_everything()
        self.keep("older")
        self.service.start()
        self.service.wait_open(len(token_names))
        self.service.ask("vault", "add", "later")
        self.service.kill_everything()
        self.keep("newest")

        self.put_back("older")
        self.service.start()
        deadline = time.monotonic() + _seconds_looked_at
        while time.monotonic() < deadline:
            self.assertEqual(self.service.status().get("phase", "locked"), "locked")
            time.sleep(0.2)
        self.service.kill_everything()

        self.put_back("newest")
        self.service.start()
        self.service.wait_open(len(token_names))
        self.assertIn("later", self.service.ask("vault", "status").text)


if __name__ == "__main__":
    unittest.main()
