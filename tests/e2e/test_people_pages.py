"""The two pages about people, followed from an empty service to a person who goes. The cases follow on each other.

A person at a desk is a program named `sealwright` that types their passphrase, says yes where they would type
a word, asks again when the service says "not now", and goes on when a change waits for others, as people do."""

import os
import re
import unittest
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.shared import House
from tests.support import console

from scripts.lab.people import Person, pending, roster_toml

_founders = ("ana", "bea", "cem")
_typist = """#!/bin/sh
case "$1 $2" in
    "request approve") set -- "$@" --yes ;;
    "founding sign") set -- "$@" --words "$(cat words)" ;;
esac
tries=0
while "{program}" --passphrase-fd 3 "$@" 3<passphrase 2>talk; code=$?; cat talk >&2
    grep -q E3368 talk && [ "$tries" -lt 40 ]; do
    tries=$((tries + 1))
    sleep 0.25
done
echo "$code" >> codes
[ "$code" = 10 ] || exit "$code"
"""


class EmptyHouse(House):
    def initialise(self) -> str:
        return ""


@dataclass
class Desk:
    """One person's folder, and how a page's commands run in it."""

    person: Person

    @classmethod
    def make(cls, house: House, name: str) -> "Desk":
        home = house.folder / "people" / name
        home.mkdir(parents=True, mode=0o700)
        desk = cls(Person(house.service, name, home))
        (home / "passphrase").write_text(desk.person.passphrase + "\n")
        typist = home / "bin" / "sealwright"
        typist.parent.mkdir()
        typist.write_text(_typist.replace("{program}", str(house.service.programs / "sealwright")))
        typist.chmod(0o700)
        (home / "ca.pem").symlink_to(house.service.state / "tls" / "ca.pem")
        return desk

    @property
    def here(self) -> dict:
        home = self.person.home
        return {"folder": home, "environment": {
            "PATH": f"{home / 'bin'}:{os.defpath}", "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"), "SEALWRIGHT_SOCKET": str(home / "nobody.sock")}}

    def last_codes(self, count: int) -> list[int]:
        return [int(code) for code in (self.person.home / "codes").read_text().split()[-count:]]

    def new_key(self, file: Path) -> dict:
        return self.person.say("person", "key", "new", self.person.name, "--file", file,
                               json_answer=True).document


def request_of(said: str) -> dict[str, str]:
    return {"request-...": re.search(r"request-[0-9a-f]{32}", said).group(0)}


class PeoplePages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = EmptyHouse()
        cls.addClassCleanup(cls.house.end)
        cls.service = cls.house.service
        cls.desks = {name: Desk.make(cls.house, name) for name in (*_founders, "dan")}
        cls.ana, cls.bea, cls.cem, cls.dan = cls.desks.values()
        cls.listener = {"HOST:8200": f"127.0.0.1:{cls.service.port}"}

    def approved(self, desk: Desk, said: str) -> None:
        """Where another one has to agree: whether it takes one or two is the matrix's."""
        if self.ana.last_codes(1) == [pending]:
            desk.person.approve(request_of(said)["request-..."])

    def roster(self) -> dict[str, dict]:
        shown = self.bea.person.say("person", "list", json_answer=True).document["persons"]
        return {each["name"]: each for each in shown}

    def vault(self) -> dict:
        return self.bea.person.say("vault", "status", "prod-eu", json_answer=True).document["vaults"][0]

    def test_1_the_page_founds_an_installation(self):
        keys = {}
        for name in _founders:
            desk = self.desks[name]
            console.run("docs/howto/found-an-installation.md", "key", places={"ana": name}, **desk.here)
            key = desk.person.say("person", "key", "show", desk.person.home / f"{name}.key",
                                  json_answer=True).document
            keys[name] = (desk.person, key)
        host = Desk.make(self.house, "host")
        (host.person.home / "roster.toml").write_text(roster_toml(keys))
        here = host.here
        here["environment"]["SEALWRIGHT_SOCKET"] = str(self.service.socket)
        begun = console.run("docs/howto/found-an-installation.md", "begin", **here,
                            places={"/etc/sealwright": str(self.service.folder)})
        words = re.search(r"^words: (.*)$", begun, re.MULTILINE).group(1)
        for name in _founders:
            desk = self.desks[name]
            (desk.person.home / "words").write_text(words)
            signed = console.run("docs/howto/found-an-installation.md", "sign", **desk.here,
                                 places=self.listener | {"ana": name})
            self.assertIn("The context prod now believes this service alone", signed)
        self.service.wait_open()

        said = console.run("docs/howto/found-an-installation.md", "verifier", **self.cem.here)

        type(self).verifier_key = self.service.status()["verifier_key"]
        self.assertIn(self.verifier_key, said)
        self.assertFalse(self.service.status()["solo"])

    def test_2_the_page_takes_two_to_change_anything(self):
        said = console.run("docs/howto/found-an-installation.md", "propose", **self.ana.here)
        self.assertEqual(self.ana.last_codes(1), [pending])
        self.assertEqual(self.service.status()["vaults"], 0)

        console.run("docs/howto/found-an-installation.md", "approve", **self.bea.here,
                    places=request_of(said))

        self.assertEqual(self.bea.last_codes(2), [pending, 0])
        self.assertEqual(self.vault()["name"], "prod-eu")

    def test_3_the_page_adds_a_person_who_then_approves(self):
        key = self.dan.new_key(self.dan.person.home / "dan.key")
        said = console.run("docs/howto/people.md", "add", **self.ana.here,
                           places={"ed25519:...": key["key"], "--proof ...": f"--proof {key['proof']}"})
        console.run("docs/howto/people.md", "approve", **self.bea.here, places=request_of(said))
        listed = console.run("docs/howto/people.md", "context", **self.dan.here, places=self.listener | {
            "VERIFIER-KEY": self.verifier_key,
            "--environment production": f"--environment {self.service.status()['environment']}"})
        self.assertIn("dan", listed)

        waits = self.ana.person.say("vault", "add", "dans", code=pending)
        self.dan.person.approve(request_of(waits.talk)["request-..."])
        self.assertEqual(self.service.status()["vaults"], 2)

    def test_4_the_page_replaces_a_lost_key_and_refuses_the_last_operator_too_few(self):
        lost = self.roster()["ana"]["keys"][0]["key"]
        said = console.run("docs/howto/people.md", "revoke", **self.bea.here,
                           places={"ed25519:...": lost})
        if self.bea.last_codes(1) == [pending]:
            self.cem.person.approve(request_of(said)["request-..."])
        self.assertIsNotNone(self.roster()["ana"]["keys"][0]["revoked"])
        self.assertIn("E3203", self.ana.person.say("vault", "status", code=None).talk)

        new = self.ana.new_key(self.ana.person.home / "new.key")
        said = console.run("docs/howto/people.md", "key-add", **self.bea.here,
                           places={"ed25519:...": new["key"], "--proof ...": f"--proof {new['proof']}"})
        self.cem.person.approve(request_of(said)["request-..."])
        (self.ana.person.home / "new.key").replace(self.ana.person.home / "ana.key")
        self.ana.person.say("vault", "status")

    def test_5_the_page_holds_freezes_lifts_and_vetoes(self):
        console.run("docs/howto/people.md", "hold", **self.ana.here)
        self.assertEqual(self.vault()["held_by"], "ana")
        self.assertEqual(self.service.status()["frozen"]["by"], "ana")

        said = console.run("docs/howto/people.md", "lift", **self.bea.here)
        self.assertEqual(self.bea.last_codes(2), [pending, pending])
        for request in dict.fromkeys(re.findall(r"request-[0-9a-f]{32}", said)):
            self.cem.person.approve(request)
        self.assertIsNone(self.vault()["held_by"])
        self.assertIsNone(self.service.status()["frozen"])

        waits = self.ana.person.say("vault", "add", "not-yet", code=pending)
        console.run("docs/howto/people.md", "veto", **self.cem.here, places=request_of(waits.talk))
        shown = self.ana.person.say("request", "show", request_of(waits.talk)["request-..."],
                                    code=11, json_answer=True)
        self.assertEqual(shown.document["state"], "vetoed")

    def test_6_the_page_removes_a_person(self):
        said = console.run("docs/howto/people.md", "remove", **self.ana.here)
        self.approved(self.bea, said)
        self.assertIsNotNone(self.roster()["dan"]["removed"])
        self.assertIn("E3203", self.dan.person.say("vault", "status", code=None).talk)

    def test_7_with_as_many_operators_as_it_takes_nobodys_last_key_goes_before_a_second_one_is_in(self):
        self.one_agrees("person", "remove", "cem", "--reason", "two are left")
        last = next(each["key"] for each in self.roster()["bea"]["keys"] if each["revoked"] is None)
        before = self.roster()

        words = ("person", "key", "revoke", "bea", "--key", last, "--reason", "laptop stolen")
        refused = self.one_agrees(*words, code=None)

        self.assertIn("fewer operators would be left", refused)
        self.assertEqual(self.roster(), before)
        second = self.bea.new_key(self.bea.person.home / "second.key")
        self.one_agrees("person", "key", "add", "bea", "--key", second["key"], "--proof", second["proof"])
        self.one_agrees(*words)
        revoked = {each["key"]: each["revoked"] is not None
                   for each in self.service_roster()["bea"]["keys"]}
        self.assertEqual(revoked, {last: True, second["key"]: False})

    def one_agrees(self, *words, code: int | None = 0) -> str:
        """Proposed by ana, and approved by bea where it takes two."""
        asked = self.ana.person.say(*words, code=None)
        if asked.code == pending:
            asked = self.bea.person.approve(request_of(asked.talk)["request-..."], code=None)
        if code is not None:
            self.assertEqual(asked.code, code, asked.talk)
        return asked.text + asked.talk

    def service_roster(self) -> dict[str, dict]:
        shown = self.ana.person.say("person", "list", json_answer=True).document["persons"]
        return {each["name"]: each for each in shown}


if __name__ == "__main__":
    unittest.main()
