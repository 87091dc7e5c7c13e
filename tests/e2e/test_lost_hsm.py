"""docs/runbooks/hsm-is-lost.md, and a reshare in between: one token is lost and replaced, the custodians change, then
every token is lost and the new ones bring the vault back. The cases follow on each other."""

import os
import re
import shutil
import unittest

from tests.e2e.shared import House, token_names
from tests.support import console

from scripts.lab.custodians import Custodians
from scripts.lab.people import ByTwo, People, Person, pending
from scripts.lab.settings import token_user
from scripts.lab.softhsm import make_token
from scripts.lab.waiting import wait_until

_first = ("dan", "eva", "fay", "gus", "hal")
_others = ("eva", "fay", "gus", "hal", "ida")
_roles = ({name: ("operator",) for name in ("ana", "bea")}
          | {name: ("custodian",) for name in (*_first, "ida")})
# A person: types the passphrase, says yes or the words where they would, and goes on when it waits for others.
_typist = """#!/bin/sh
case "$1 $2" in
    "request approve") set -- "$@" --yes ;;
    "custodian contribute") set -- "$@" --words "$(cat words)" ;;
esac
"{program}" --passphrase-fd 3 "$@" 3<passphrase
code=$?
[ "$code" = 10 ] || exit "$code"
"""


class LostHouse(House):
    def initialise(self) -> str:
        self.people = People(self.service, self.folder / "people", _roles)
        key = self.people.found()
        self.alone = self.service
        self.service = ByTwo(self.people, "ana", "bea")
        return key


class LostHsm(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = LostHouse()
        cls.addClassCleanup(cls.house.end)
        cls.service, cls.people = cls.house.alone, cls.house.people
        cls.vault = cls.house.new_vault("demo").initialise()
        cls.bao = cls.vault.bao
        cls.custodians = Custodians(cls.people, _first, 3)
        cls.custodians.make_files()
        cls.make_group("genesis", cls.custodians)

    @classmethod
    def make_group(cls, kind: str, custodians: Custodians) -> None:
        ceremony = custodians.begin(kind, cls.house.folder, "ana", "bea")
        custodians.join_together(ceremony)

    def desk(self, name: str) -> dict:
        """How the page's commands run at a person's own machine."""
        person = self.people[name]
        typist = person.home / "bin" / "sealwright"
        typist.parent.mkdir(exist_ok=True)
        typist.write_text(_typist.replace("{program}", str(self.service.programs / "sealwright")))
        typist.chmod(0o700)
        (person.home / "passphrase").write_text(person.passphrase + "\n")
        return {"folder": person.home, "places": {"demo": self.vault.name}, "environment": {
            "PATH": f"{typist.parent}:{os.defpath}", "HOME": str(person.home),
            "XDG_CONFIG_HOME": str(person.home / "config"),
            "SEALWRIGHT_SOCKET": str(person.home / "nobody.sock")}}

    def custodian(self, name: str, words: str) -> dict:
        """At their desk, with the words that somebody has read to them."""
        here = self.desk(name)
        (here["folder"] / "words").write_text(words)
        (here["folder"] / "ca.pem").write_bytes((self.service.state / "tls" / "ca.pem").read_bytes())
        return here | {"places": {"HOST:8200": f"127.0.0.1:{self.service.port}"}}

    def host(self) -> dict:
        programs = [self.service.folder / "programs", self.bao.program.parent]
        return {"folder": self.bao.folder, "environment": {
            **self.bao.client_environment(), "SEALWRIGHT_SOCKET": str(self.service.socket),
            "PATH": os.pathsep.join([*map(str, programs), os.environ.get("PATH", os.defpath)])}}

    def destroy(self, name: str) -> None:
        for lost in ("tokens", "credentials"):
            shutil.rmtree(self.house.folder / lost / name)

    def put_fresh(self, name: str) -> None:
        make_token(self.house.folder / "tokens", self.house.folder / "credentials", name,
                   token_user(token_names.index(name)))

    def restart_vault(self, why: str) -> None:
        self.bao.kill_9()
        self.bao.start()
        self.bao.wait_unsealed(why)

    def test_1_one_of_three_is_lost_and_a_fresh_one_takes_its_place(self):
        self.service.process("sealwright-token", "c").kill_9()
        self.destroy("c")
        wait_until(lambda: self.service.status()["tokens_ready"] == 2, "token c is lost", 20)
        ana, bea = self.desk("ana"), self.desk("bea")
        console.run("docs/runbooks/hsm-is-lost.md", "left", **ana)
        self.restart_vault("two of three still unseal the vault")
        refused = self.people["ana"].say("vault", "add", "another", code=None)
        self.assertEqual(refused.code, pending)
        self.assertIn("a new key needs every token of the group", self.people["bea"].approve(
            re.search("request-[0-9a-f]{32}", refused.text + refused.talk)[0], code=None).text)

        self.put_fresh("c")
        console.run("docs/runbooks/hsm-is-lost.md", "fresh", **ana)
        asked = console.run("docs/runbooks/hsm-is-lost.md", "replace", **ana)
        request = re.search("request-[0-9a-f]{32}", asked)[0]
        console.run("docs/runbooks/hsm-is-lost.md", "approve",
                    **bea | {"places": {"request-...": request}})

        console.run("docs/runbooks/hsm-is-lost.md", "over", **ana)
        self.service.process("sealwright-token", "a").kill_9()
        self.restart_vault("the fresh token and another one unseal the vault")
        self.service.wait_open(tokens_ready=3)

    def test_2_other_custodians_take_over_and_the_old_shares_open_nothing(self):
        others = Custodians(self.people, _others, 3)
        others.make_files("ida")
        self.make_group("reshare", others)

        shown = self.people["ana"].say("ceremony", "list", json_answer=True).document["group"]
        self.assertEqual((shown["epoch"], shown["threshold"], shown["custodians"]), (2, 3, 5))
        gone = self.custodians.prove("dan", code=None)
        self.assertIn("E3463", gone.talk)
        self.assertEqual(int(self.custodians.prove("eva").document["margin"]), 2)

    def test_3_all_are_lost_and_custodians_bring_the_vault_back(self):
        self.bao.kill_9()
        self.service.stop()
        for name in token_names:
            self.destroy(name)
            self.put_fresh(name)
        self.service.start()
        wait_until(lambda: self.service.status().get("phase") == "locked", "it is locked", 20)

        host = self.host()
        console.run("docs/runbooks/hsm-is-lost.md", "locked", **host)
        said = console.run("docs/runbooks/hsm-is-lost.md", "begin", **host)
        words = re.search(r"^words: (.+)$", said, re.MULTILINE)[1]
        gone = self.custodians.give("dan", words, "--in-the-room", code=None)
        self.assertIn("E3203", gone.talk)
        console.run("docs/runbooks/hsm-is-lost.md", "contribute", **self.custodian("eva", words))
        console.run("docs/runbooks/hsm-is-lost.md", "show", **host)
        for name in ("ida", "hal"):
            console.run("docs/runbooks/hsm-is-lost.md", "contribute", **self.custodian(name, words))

        self.service.wait_open(tokens_ready=3)
        console.run("docs/runbooks/hsm-is-lost.md", "recovered", **host)
        self.bao.start()
        self.bao.wait_unsealed("the vault unseals by the fresh tokens")
        console.run("docs/runbooks/hsm-is-lost.md", "unsealed", **host)
        self.assertTrue(self.house.journal_verifies())


if __name__ == "__main__":
    unittest.main()
