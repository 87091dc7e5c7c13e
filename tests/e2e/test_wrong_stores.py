"""A database that is another's, newer, torn or changed opens nothing, and stays as it was found."""

import json
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import unittest

from scripts.lab import programs
from scripts.lab.commands import run
from scripts.lab.ports import free_port
from scripts.lab.service import Service
from scripts.lab.waiting import wait_until
from tests.e2e.shared import repository, threshold, token_names
from tests.e2e.transit import Asker
from tests.e2e.wholeness import FaultyHouse

# What the keeper says of rows or entries that are not those that the journal ends with.
_changed = "E2420 state-broken"
_heartbeat = b"Heartbeat 596"
_flips, _seed = 8, 20260


class WrongStore(FaultyHouse):
    """Each case puts another database in the place of the right one, looks, and puts it back."""

    def setUp(self):
        super().setUp()
        self.depot = self.service.state / "depot"
        self.database = self.depot / "depot.db"
        self.right = self.service.folder / "right"
        self.asker = Asker(self.service, self.vault.node)
        self.ciphertext = self.sealed()

    def sealed(self) -> str:
        answer = self.asker.encrypt(self.vault.name, _heartbeat)
        return json.loads(answer.text)["data"]["ciphertext"]

    def taken_down(self) -> None:
        """Nothing runs, and the database is one file."""
        self.service.kill_everything()
        with sqlite3.connect(self.database) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        self.own()
        self.keep()

    def keep(self) -> None:
        """The whole state, the tokens' ledgers too: they would refuse a database put back alone."""
        shutil.rmtree(self.right, ignore_errors=True)
        subprocess.run(["cp", "-a", self.service.state, self.right], check=True, timeout=30)

    def own(self) -> None:
        """As the depot left them: whoever looks as root may have made files."""
        owner = self.depot.stat()
        for file in self.depot.iterdir():
            os.chown(file, owner.st_uid, owner.st_gid)
            file.chmod(0o600)

    def put_right(self) -> None:
        self.service.kill_everything()
        self.take_right()
        self.service.start()

    def take_right(self) -> None:
        shutil.rmtree(self.service.state)
        subprocess.run(["cp", "-a", self.right, self.service.state], check=True, timeout=30)

    def changed(self, statement: str, *values) -> int:
        with sqlite3.connect(self.database) as database:
            rows = database.execute(statement, values).rowcount
            database.commit()
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        self.own()
        return rows

    def up(self) -> None:
        self.service.start(is_up=lambda: bool(self.service.status()))

    def check_locked(self, words: str) -> None:
        """Locked with its reason, and no ask gets anything."""
        wait_until(lambda: words in self.service.status().get("waits_for", ""),
                   f"the service says `{words}`", 30, why=lambda: str(self.service.status()))
        self.assertEqual(self.service.status()["phase"], "locked")
        self.assertNotEqual(self.asker.decrypt(self.vault.name, self.ciphertext).status, 200)

    def test_a_database_of_another_installation_stays_locked_and_untouched(self):
        folder = self.house.folder / "other"
        folder.mkdir()
        other = Service(folder, programs.built(repository), token_names, threshold)
        self.addCleanup(other.stop)
        other.make_tokens()
        other.write_configuration()
        other.start()
        other.initialise()
        other.stop()
        self.taken_down()
        shutil.copy(folder / "state" / "depot" / "depot.db", self.database)
        self.own()

        self.up()
        self.check_locked("tokens-foreign")
        refused = self.service.ask("init", "--solo", "--config",
                                   self.service.folder / "sealwright.toml", code=None)
        self.assertNotEqual(refused.code, 0)
        self.put_right()
        self.check_whole()

    def test_a_database_of_a_newer_release_is_named_and_not_opened(self):
        self.taken_down()
        self.changed("PRAGMA user_version = 2")
        found = self.database.read_bytes()
        mark = self.log_size()

        self.up()
        self.wait_said("E2605 depot-newer", mark)
        self.assertNotEqual(self.service.status().get("phase"), "open")
        self.assertNotEqual(self.asker.decrypt(self.vault.name, self.ciphertext).status, 200)
        self.service.kill_everything()
        self.assertEqual(self.database.read_bytes(), found)
        self.put_right()
        self.check_whole()

    def test_a_database_that_was_cut_off_is_named_and_opens_nothing(self):
        self.taken_down()
        os.truncate(self.database, self.database.stat().st_size * 2 // 3 // 4096 * 4096)
        mark = self.log_size()

        self.up()
        self.wait_said("E2606 depot-damaged", mark)
        self.assertNotEqual(self.asker.decrypt(self.vault.name, self.ciphertext).status, 200)
        self.check_no_crash(mark)
        self.put_right()
        self.check_whole()

    def test_a_flipped_byte_gives_the_right_value_or_none_and_crashes_nothing(self):
        """A bounded sample; the seed makes it the same in each run."""
        self.taken_down()
        size, mark = self.database.stat().st_size, self.log_size()
        draw = random.Random(_seed)
        answers = []
        for _ in range(_flips):
            self.take_right()
            with open(self.database, "r+b") as file:
                place = draw.randrange(size)
                file.seek(place)
                byte = file.read(1)[0]
                file.seek(place)
                file.write(bytes([byte ^ (1 << draw.randrange(8))]))
            self.own()
            begun = self.log_size()
            self.up()
            answers.append(self.answer_or_reason(begun))
            self.service.kill_everything()
        self.check_no_crash(mark)
        self.assertTrue(set(answers) <= {"right", "none"}, answers)
        self.put_right()
        self.check_whole()

    def answer_or_reason(self, begun: int) -> str:
        """`right` once the value comes back as it was, `none` once it is said why it cannot."""
        def judged() -> str:
            reply = self.asker.decrypt(self.vault.name, self.ciphertext)
            if reply.status == 200:
                return "right" if reply.plaintext == _heartbeat else "wrong"
            reason = self.service.status().get("waits_for", "")
            said = self.service.log.read_bytes()[begun:].decode(errors="replace")
            stopped = any(code in said for code in ("E2604", "E2605", "E2606", "E2607"))
            return "none" if stopped or "broken" in reason else ""
        return wait_until(judged, "an answer, or why there is none", 30,
                          why=lambda: f"{self.service.status()}\n{self.service.log_tail()}")

    def test_rows_that_changed_places_between_vaults_keep_the_service_locked(self):
        self.house.new_vault("neighbour")
        self.taken_down()
        with sqlite3.connect(self.database) as database:
            (one, its), (two, others) = database.execute(
                "SELECT key, value FROM row WHERE CAST(key AS TEXT) LIKE 'datakey/%' "
                "ORDER BY key LIMIT 2")
        database.close()
        self.changed("UPDATE row SET value = CASE key WHEN ? THEN ? ELSE ? END WHERE key IN (?, ?)",
                     one, others, its, one, two)

        self.up()
        self.check_locked("E1200 seal-broken")
        self.put_right()
        self.check_whole()

    def test_a_row_of_an_older_version_keeps_the_service_locked(self):
        self.taken_down()
        with sqlite3.connect(self.database) as database:
            (key, version, value), *_ = database.execute(
                "SELECT key, version, value FROM row WHERE CAST(key AS TEXT) LIKE 'vault/%'")
        database.close()
        self.put_right()
        self.house.settled()
        self.service.ask("vault", "allow-init", self.vault.name, "--for", "1s")
        self.house.settled()
        self.taken_down()
        moved = self.changed("UPDATE row SET version = ?, value = ? WHERE key = ? AND version > ?",
                             version, value, key, version)
        self.assertEqual(moved, 1)

        self.up()
        self.check_locked(_changed)
        self.put_right()
        self.check_whole()

    def test_a_second_service_on_one_state_folder_ends_at_once_and_the_first_goes_on(self):
        """With run folder and port of its own, so that nothing but the state is shared."""
        folder = self.service.folder
        text = (folder / "sealwright.toml").read_text()
        second = folder / "second.toml"
        second.write_text(text.replace(str(self.service.run), str(folder / "run-2"))
                          .replace(f":{self.service.port}", f":{free_port()}"))
        program = folder / "programs"
        run([program / "sealwright", "check-config", second, "--write", folder / "second.compiled"],
            "compiling the second configuration")

        ended = run([program / "sealwrightd", "--config", folder / "second.compiled"], "sealwrightd",
                    accept=None)

        self.assertEqual(ended.returncode, 1)
        self.assertIn("supervisor-state-taken", ended.stderr)
        self.assertFalse((folder / "run-2" / "operator.sock").exists())
        self.assertEqual(self.asker.decrypt(self.vault.name, self.ciphertext).plaintext, _heartbeat)
        self.check_whole()

    def test_a_service_that_starts_with_no_umask_leaves_nothing_open_to_others(self):
        self.service.stop()
        before = os.umask(0)
        try:
            self.start_stopped()
        finally:
            os.umask(before)
        self.check_whole()

        public = {"ca.pem", "server.pem"}  # Certificates; their folders may be passed through.
        for path in self.service.state.rglob("*"):
            mode = stat.S_IMODE(path.lstat().st_mode)
            allowed = 0o711 if path.is_dir() else 0o644 if path.name in public else 0o600
            self.assertEqual(mode & ~allowed, 0, f"{path} has mode {mode:o}")


if __name__ == "__main__":
    unittest.main()
