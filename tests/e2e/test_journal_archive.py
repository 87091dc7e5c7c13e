"""Old entries leave the service for a file, whatever is killed on the way; nothing is lost."""

import re
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

from scripts.lab import programs
from scripts.lab.service import Service
from scripts.lab.waiting import wait_until
from tests.e2e.shared import repository


class JournalArchive(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="sealwright-archive-", dir="/tmp")).resolve()
        cls.service = Service(cls.folder, programs.built(repository), ("a", "b", "c"), 2)
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.addClassCleanup(cls.service.stop)
        cls.service.make_tokens()
        cls.service.write_configuration()
        cls.service.start()
        cls.verifier_key = cls.service.initialise()
        cls.service.wait_open(tokens_ready=3)
        cls.parts: list[Path] = []
        cls.made = 0

    def new_path(self, name: str) -> Path:
        type(self).made += 1
        return self.folder / f"{name}-{self.made}.bundle"

    def grow(self) -> None:
        """Acts and two checkpoints, so that something is old enough."""
        for _ in range(3):
            type(self).made += 1
            self.service.ask("vault", "add", f"vault-{self.made}")
            self.export()

    def export(self) -> Path:
        path = self.new_path("export")
        self.service.ask("journal", "export", path)
        return path

    def archive(self, **options) -> Path:
        path = self.new_path("archive")
        self.service.ask("journal", "archive", "--keep", "2", "--output", path, **options)
        self.parts.append(path)
        return path

    def verify(self, *files: Path):
        return self.service.offline("journal", "verify", *files, "--key", self.verifier_key)

    def check_whole(self) -> None:
        alone = self.export()
        verified = self.verify(*self.parts, alone)
        self.assertEqual(verified.code, 0, verified.talk)
        self.assertRegex(verified.text, r"begins with: +entry-1\n")
        self.assertEqual(self.verify(alone).code, 0)

    def wait_stored(self) -> None:
        """The keeper stays open over a depot that is started again; what is asked meanwhile is not."""
        def is_stored() -> bool:
            asked = self.service.ask("journal", "export", self.new_path("export"), code=None)
            return asked.code == 0
        self.service.wait_open(tokens_ready=3)
        wait_until(is_stored, "the keeper reads its depot again", 30, why=self.service.log_tail)

    def first_here(self) -> int:
        text = self.verify(self.export()).text
        return int(re.search(r"begins with: +entry-(\d+)", text).group(1))

    def test_archived_entries_verify_alone_and_whole_and_explain_names_their_file(self):
        self.grow()
        path = self.archive()

        self.assertEqual(path.stat().st_mode & 0o7777, 0o600)
        self.assertEqual(self.verify(*self.parts).code, 0)
        rest = self.verify(self.export())
        self.assertIn("after an archive whose last digest is", rest.text)
        self.assertIn("says entry-", rest.text)
        said = self.service.ask("explain", "entry-1", code=2)
        self.assertIn(self.parts[0].name, said.talk)
        self.check_whole()

    def test_a_restarted_service_goes_on_behind_its_archive(self):
        self.grow()
        self.archive()

        self.service.kill_everything()
        self.service.start()
        self.service.wait_open(tokens_ready=3)

        self.service.ask("journal", "show")
        self.check_whole()

    def test_a_name_that_is_taken_and_a_date_that_is_none_change_nothing(self):
        self.grow()
        before = self.first_here()
        taken = self.new_path("archive")
        taken.write_text("mine\n")

        self.service.ask("journal", "archive", "--keep", "1", "--output", taken, code=1)
        self.service.ask("journal", "archive", "--before", "2026-02-31", "--output",
                         self.new_path("archive"), code=1)
        self.service.ask("journal", "archive", "--before", "2001-01-01", "--output",
                         self.new_path("archive"), code=2)

        self.assertEqual(taken.read_text(), "mine\n")
        self.assertEqual(self.first_here(), before)

    def test_killed_at_each_step_the_journal_is_old_or_new(self):
        """The command, the depot and the keeper, each while the commit that archives is asked."""
        for victim in ("command", "sealwright-depot", "sealwright-keeper"):
            with self.subTest(victim=victim):
                self.grow()
                before = self.first_here()
                path = self.new_path("archive")
                depot = self.service.process("sealwright-depot")
                asked = self.start_archive(path)
                wait_until(path.exists, "the archive is written", 20, every=0.001)
                depot.signal(signal.SIGSTOP)

                if victim == "command":
                    asked.kill()
                else:
                    self.service.process(victim).signal(signal.SIGKILL)
                depot.signal(signal.SIGCONT)
                asked.wait(timeout=30)
                self.wait_stored()

                # The file was whole before anything was taken away.
                self.assertEqual(self.verify(*self.parts, path).code, 0)
                after = self.first_here()
                if after != before:
                    self.parts.append(path)
                self.check_whole()

    def start_archive(self, path: Path) -> subprocess.Popen:
        command = [self.folder / "programs" / "sealwright", "--socket", self.service.socket,
                   "journal", "archive", "--keep", "2", "--output", path]
        return subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    unittest.main()
