"""A person whose key lies on a card founds, proposes and approves as one with a key file does.

The card is a SoftHSM token of her own; the vendor's module runs in a child of her command, and what
goes wrong there signs nothing and changes nothing.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

from scripts.lab import programs, softhsm
from scripts.lab.people import People, Person, pending, request_in
from scripts.lab.service import Service
from scripts.lab.waiting import wait_until
from tests.e2e.shared import repository, threshold, token_names
from tests.support import console

_roles = {"ana": ("operator",), "bea": ("operator",), "cem": ("operator",)}
_hostile = Path("tests/process/token/hostile.so")


def children_of(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(each) for each in children]


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


class PersonCard(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="sealwright-e2e-", dir="/tmp")).resolve()
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.service = Service(cls.folder, programs.built(repository), token_names, threshold)
        cls.addClassCleanup(cls.service.stop)
        cls.service.make_tokens()
        cls.service.write_configuration()
        cls.service.start()
        cls.people = People(cls.service, cls.folder / "people", _roles, with_card=("ana",))
        cls.people.found()
        cls.ana, cls.bea = cls.people["ana"], cls.people["bea"]

    def vaults(self) -> set[str]:
        shown = self.bea.say("vault", "status", json_answer=True).document["vaults"]
        return {vault["name"] for vault in shown}

    def waiting(self) -> list[dict]:
        return self.bea.say("request", "ls", json_answer=True).document["requests"]

    def refused(self, code: str, *words, person=None, typed: str | None = None) -> str:
        """One command that says this code; afterwards the same requests wait as before."""
        before = (self.waiting(), self.vaults())
        answer = (person or self.ana).say(*words, code=None, typed=typed)
        self.assertNotIn(answer.code, (0, pending), answer.text)
        self.assertIn(code, answer.talk)
        self.assertNotIn(self.ana.passphrase, answer.text + answer.talk)
        self.assertEqual((self.waiting(), self.vaults()), before)
        return answer.talk

    def faulty(self, fault: str) -> Path:
        """A file for ana's own key, through a module that has this fault."""
        path = self.folder / f"ana-{fault.replace(':', '-')}.key"
        folder = self.folder / "modules"
        folder.mkdir(mode=0o755, exist_ok=True)
        built = programs.built(repository).parent / _hostile
        module = Path(shutil.copy(built, folder / "hostile.so"))
        module.chmod(0o755)
        calls = path.with_suffix(".calls")
        for old in (path, calls):
            old.unlink(missing_ok=True)
        self.ana.say("person", "key", "new", "ana", "--present", "--file", path, "--card", module,
                     "--serial", self.ana.card.serial,
                     "--variable", f"SOFTHSM2_CONF={self.ana.card.configuration}",
                     "--variable", f"HOSTILE_MODULE={self.ana.card.library}",
                     "--variable", f"HOSTILE_CALLS={calls}",
                     "--variable", f"HOSTILE_FAULT=none:{'0' * (len(fault) - 5)}")
        self.calls_for_one = calls.stat().st_size
        calls.unlink()
        return path

    def order(self, path: Path, fault: str) -> None:
        """The same file with another fault of the same length: it holds no secret and no seal."""
        raw = path.read_bytes()
        at = raw.index(b"HOSTILE_FAULT=") + len(b"HOSTILE_FAULT=")
        path.write_bytes(raw[:at] + fault.encode() + raw[at + len(fault):])

    def test_a_card_and_a_key_file_decide_together_whoever_proposes(self):
        proposed = self.ana.say("vault", "add", "by-card", code=pending)
        self.bea.approve(request_in(proposed))
        again = self.bea.say("vault", "add", "by-file", code=pending)
        self.ana.approve(request_in(again))

        self.assertTrue({"by-card", "by-file"} <= self.vaults())

    def test_a_wrong_pin_is_tried_once_and_the_next_command_warns(self):
        said = self.refused("E3247", "vault", "add", "mine", typed="0123456789012345678901")
        self.assertIn("few", said)

        after = self.ana.say("request", "ls")
        self.assertIn("few tries are left", after.talk)
        self.assertNotIn("tries", self.ana.say("request", "ls").talk)

    def test_a_card_that_is_taken_away_between_two_commands_is_named(self):
        store = self.ana.card.configuration.parent / "objects"
        self.ana.say("request", "ls")
        shutil.move(store, store.with_name("elsewhere"))
        store.mkdir(mode=0o700)
        try:
            self.assertIn("serial", self.refused("E3246", "vault", "add", "mine"))
        finally:
            store.rmdir()
            shutil.move(store.with_name("elsewhere"), store)
        self.ana.say("request", "ls")

    def test_what_is_named_wrongly_writes_no_file(self):
        path = self.folder / "nothing.key"
        card, serial = self.ana.card.library, self.ana.card.serial
        variable = ("--variable", f"SOFTHSM2_CONF={self.ana.card.configuration}")
        open_to_all = self.folder / "open"
        open_to_all.mkdir()
        open_to_all.chmod(0o777)
        shutil.copy(card, open_to_all / "libsofthsm2.so")
        for code, words in (
                ("E3246", ("--card", card, "--serial", "0000000000000000", *variable)),
                ("E1909", ("--card", "/usr/lib/softhsm/none.so", "--serial", serial, *variable)),
                ("E1908", ("--card", open_to_all / "libsofthsm2.so", "--serial", serial, *variable)),
                ("E3253", ("--card", "libsofthsm2.so", "--serial", serial, *variable)),
                ("E3253", ("--card", card, "--serial", serial, "--variable", "LD_PRELOAD=/x.so")),
                ("E3249", ("--card", card, "--serial", serial, *variable))):
            self.refused(code, "person", "key", "new", "ana", "--file", path, *words)
            self.assertEqual(list(self.folder.glob("nothing.key*")), [], words)

    def test_another_key_on_the_card_than_the_file_names_signs_nothing(self):
        raw = bytearray(self.ana.key_file.read_bytes())
        at = raw.index(b"ana") + 3
        raw[at] ^= 1
        other = self.folder / "other.key"
        other.write_bytes(raw)
        other.chmod(0o600)

        self.refused("E3323", "person", "key", "show", other)

    def test_a_person_moves_from_a_key_file_to_a_card(self):
        cem = self.people["cem"]
        card = softhsm.make_token(self.folder / "tokens", self.folder / "credentials", "cem",
                                  os.geteuid())
        path = self.folder / "cem-card.key"
        rotate = ("person", "key", "rotate", "--file", path, "--card", card.library, "--serial",
                  card.serial, "--variable", f"SOFTHSM2_CONF={card.configuration}")
        both = f"{cem.passphrase}\n{card.pin}"
        new = cem.say(*rotate, code=pending, typed=both)
        again = cem.say(*rotate, code=pending, typed=both)
        self.assertEqual(request_in(again), request_in(new))
        self.ana.approve(request_in(new))
        cem.say(*rotate, typed=both)

        shown = cem.say("person", "key", "show", path, typed=card.pin, json_answer=True)
        people = self.ana.say("person", "list", json_answer=True).document["persons"]
        keys = next(each["keys"] for each in people if each["name"] == "cem")
        self.assertEqual([key["key"] for key in keys if key["revoked"] is None],
                         [shown.document["key"]])
        cem.say("vault", "status", typed=card.pin)

    def test_a_card_s_key_has_no_passphrase_to_change(self):
        before = self.ana.key_file.read_bytes()
        self.refused("E3324", "person", "key", "passphrase", self.ana.key_file)
        self.assertEqual(self.ana.key_file.read_bytes(), before)

    def test_a_second_file_for_the_same_card_shows_the_same_key(self):
        path = self.folder / "second.key"
        made = self.ana.say("person", "key", "new", "ana", "--present", "--file", path,
                            *self.ana.card_words, json_answer=True).document
        shown = self.ana.say("person", "key", "show", self.ana.key_file, json_answer=True).document
        self.assertEqual(made, shown)
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)

    def test_the_page_puts_a_key_on_a_card(self):
        """docs/howto/people.md, with a card of the lab's and somebody who types its PIN."""
        dan = Person(self.service, "dan", self.folder / "dan", has_card=True)
        dan.home.mkdir(mode=0o700)
        dan.card = softhsm.make_token(dan.home / "tokens", dan.home / "credentials", "card",
                                      os.geteuid())
        typist = dan.home / "sealwright"
        typist.write_text(f'#!/bin/sh\nexec "{self.service.programs}/sealwright" --passphrase-fd 3 '
                          f'"$@" 3<"{dan.card.credentials}/pin"\n')
        typist.chmod(0o700)
        console.run("docs/howto/people.md", "card", folder=dan.home, environment={
            "PATH": f"{dan.home}{os.pathsep}{os.defpath}", "HOME": str(dan.home)}, places={
            "/usr/lib/softhsm/libsofthsm2.so": dan.card.library,
            "91c4f0d2a7b35e68": dan.card.serial,
            "/etc/softhsm2-dan.conf": str(dan.card.configuration)})
        self.assertTrue((dan.home / "dan.key").is_file())

    def test_a_module_that_hangs_ends_the_command_in_time_and_leaves_no_process(self):
        path = self.faulty("hang:001")
        self.order(path, "hang:001")
        self.refused("E3322", "person", "key", "show", path)
        left = subprocess.run(["pgrep", "-f", f"sealwright-token --card {self.folder}"],
                              capture_output=True, text=True, check=False).stdout
        self.assertEqual(left, "")

    def started(self, path: Path) -> tuple[subprocess.Popen, int]:
        """ana's `person key show`, whose child hangs in its module while it signs."""
        calls = path.with_suffix(".calls")
        calls.unlink(missing_ok=True)
        fault = f"hang:{self.calls_for_one:03d}"
        self.order(path, fault)
        program = subprocess.Popen(
            [self.service.programs / "sealwright", "--passphrase-fd", "0", "person", "key", "show",
             path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={"PATH": os.defpath, "HOME": str(self.ana.home)}, start_new_session=True)
        program.stdin.write((self.ana.passphrase + "\n").encode())
        program.stdin.close()
        program.stdin = None
        wait_until(lambda: calls.exists() and calls.stat().st_size == self.calls_for_one,
                   "the child hangs where it signs", 20)
        child, = children_of(program.pid)
        return program, child

    def test_a_child_that_is_killed_while_it_signs_ends_the_command_with_what_happened(self):
        path = self.faulty("hang:000")
        program, child = self.started(path)
        pin = self.ana.passphrase.encode()
        for pid in (program.pid, child):
            for name in ("cmdline", "environ"):
                self.assertNotIn(pin, Path(f"/proc/{pid}/{name}").read_bytes())
        self.assertIn(b"--card", Path(f"/proc/{child}/cmdline").read_bytes())

        os.kill(child, signal.SIGKILL)
        out, said = program.communicate(timeout=20)

        self.assertEqual(out, b"")
        self.assertIn(b"E3321", said)
        self.assertNotIn(pin, said)
        self.assertNotIn(pin, Path(self.service.log).read_bytes())
        self.assertEqual(self.ana.say("request", "ls").code, 0)

    def test_the_child_ends_with_the_command_that_started_it(self):
        path = self.faulty("hang:000")
        program, child = self.started(path)

        program.kill()
        program.communicate(timeout=20)

        wait_until(lambda: not is_running(child), "the child has ended", 10)
        self.assertEqual(self.ana.say("request", "ls").code, 0)


if __name__ == "__main__":
    unittest.main()
