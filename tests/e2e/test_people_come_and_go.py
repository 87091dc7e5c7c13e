"""A person comes, gets a second key, loses one, gets other roles, and goes, as their own machine and the
others' show it. The cases follow on each other."""

import base64
import hashlib
import json
import unittest
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.lying_front import LyingFront, problem
from tests.e2e.shared import House

from scripts.lab.people import ByTwo, People, Person, pending, request_in

_roles = {"ana": ("operator",), "bea": ("operator",), "cem": ("operator",), "rob": ("responder",),
          "wil": ("witness",)}


def _verifier_with(verifier_key: str, public_key: str) -> str:
    """The same installation's name with another service's key, as whoever stands between would give it."""
    name = verifier_key.split("+")[0]
    raw = b"\x01" + base64.b64decode(public_key.partition(":")[2])
    number = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex()
    return f"{name}+{number}+{base64.b64encode(raw).decode()}"


class PeopledHouse(House):
    def initialise(self) -> str:
        self.people = People(self.service, self.folder / "people", _roles)
        return self.people.found(overrule=3)


@dataclass
class ChangesPassphrase(Person):
    """Types the old one, then the new one."""

    @property
    def passphrase(self) -> str:
        return f"the passphrase of {self.name}\nanother one of {self.name}"


@dataclass
class WithNewPassphrase(Person):
    @property
    def passphrase(self) -> str:
        return f"another one of {self.name}"


class PeopleComeAndGo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = PeopledHouse()
        cls.addClassCleanup(cls.house.end)
        cls.service = cls.house.service
        cls.people = cls.house.people
        cls.ana, cls.bea, cls.cem = (cls.people[name] for name in ("ana", "bea", "cem"))
        cls.two = ByTwo(cls.people, "ana", "bea")
        cls.home = cls.house.folder / "people" / "dan"
        cls.dan = Person(cls.service, "dan", cls.home)
        cls.key = cls.dan.make_key()

    def joins(self, person: Person, context: str, verifier: str, key: Path) -> None:
        """As on a laptop that was not there at the founding."""
        person.say("context", "add", context, "--address", f"127.0.0.1:{self.service.port}",
                   "--authority", self.service.state / "tls" / "ca.pem", "--key", key,
                   "--verifier", verifier, "--environment", self.service.status()["environment"])

    def roster(self) -> dict:
        return self.ana.say("person", "list", json_answer=True).document

    def one(self, name: str) -> dict:
        return next(each for each in self.roster()["persons"] if each["name"] == name)

    def is_unknown(self, *words) -> None:
        answer = self.dan.say(*words, code=None)
        self.assertNotIn(answer.code, (0, pending), answer.talk)
        self.assertIn("E3203", answer.talk)

    def proposed(self, person: Person, vault: str) -> str:
        return request_in(person.say("vault", "add", vault, code=pending))

    def shown(self, request: str) -> dict:
        return self.ana.say("request", "show", request, code=None, json_answer=True).document

    def test_1_whom_two_have_added_makes_a_context_by_the_verifier_key_and_approves(self):
        self.joins(self.dan, "prod", self.house.verifier_key, self.dan.key_file)
        self.dan.say("context", "use", "prod")
        self.is_unknown("vault", "status")

        self.two.ask("person", "add", "dan", "--roles", "operator", "--key", self.key["key"],
                     "--proof", self.key["proof"])
        request = self.proposed(self.ana, "dans-first")
        self.dan.approve(request)

        self.assertEqual(self.shown(request)["state"], "committed")
        self.assertIn("committed", self.dan.say("explain", request).text)
        explained = self.dan.say("explain", self.one("dan")["id"]).text
        self.assertIn(self.key["key"], explained)
        self.assertNotIn("bea", explained)

    def test_2_a_context_that_pins_another_service_believes_no_answer(self):
        self.joins(self.dan, "other", _verifier_with(self.house.verifier_key, self.key["key"]),
                   self.dan.key_file)
        for words in (("vault", "status"), ("vault", "add", "nowhere")):
            answer = self.dan.say("--context", "other", *words, code=None)
            self.assertNotIn(answer.code, (0, pending), words)
            self.assertRegex(answer.talk, "E3306|E3307", words)

        self.dan.say("context", "add", "unpinned", "--address", f"127.0.0.1:{self.service.port}",
                     "--authority", self.service.state / "tls" / "ca.pem", "--key", self.dan.key_file)
        unpinned = self.dan.say("--context", "unpinned", "vault", "add", "nowhere", code=None)
        self.assertIn("E3302", unpinned.talk)
        waiting = self.ana.say("request", "ls", json_answer=True).document["requests"]
        self.assertEqual(waiting, [])

    def test_3_a_second_key_is_the_same_person_and_the_lost_one_is_none_any_more(self):
        file = self.home / "second.key"
        second = self.dan.say("person", "key", "new", "dan", "--file", file, json_answer=True).document
        asked = self.dan.say("person", "key", "add", "dan", "--key", second["key"], "--proof",
                             second["proof"], code=pending)
        self.ana.approve(request_in(asked))
        self.joins(self.dan, "second", self.house.verifier_key, file)
        request = self.proposed(self.dan, "by-two-keys")

        twice = self.dan.say("--context", "second", "request", "approve", request, "--yes", code=None)
        self.assertNotEqual(twice.code, 0, "two keys of one person count once")
        self.assertIn("E3219", twice.talk)
        self.assertEqual(self.shown(request)["approvals"], 1)
        self.two.ask("person", "key", "revoke", "dan", "--key", self.key["key"], "--reason",
                     "laptop stolen")

        self.is_unknown("vault", "status")
        self.is_unknown("request", "approve", request, "--yes")
        revoked = {key["key"]: key["revoked"] is not None for key in self.one("dan")["keys"]}
        self.assertEqual(revoked, {self.key["key"]: True, second["key"]: False})
        self.assertEqual(self.shown(request)["approvals"], 0, "what the lost key signed counts no more")
        self.dan.say("context", "use", "second")
        self.dan.say("vault", "status")

    def test_4_under_another_passphrase_it_is_the_same_key_and_the_old_one_opens_nothing(self):
        file = self.home / "second.key"
        before = self.dan.say("person", "key", "show", file, json_answer=True).document
        ChangesPassphrase(self.service, "dan", self.home).say("person", "key", "passphrase", file)

        old = self.dan.say("vault", "status", code=None)

        self.assertNotEqual(old.code, 0)
        self.assertIn("E3241", old.talk)
        type(self).dan = WithNewPassphrase(self.service, "dan", self.home)
        self.assertEqual(self.dan.say("person", "key", "show", file, json_answer=True).document, before)
        self.dan.say("vault", "status")

    def test_5_a_role_is_given_by_two_and_is_what_a_person_may_do(self):
        rob = self.people["rob"]
        request = self.proposed(self.ana, "robs-first")
        refused = rob.approve(request, code=None)
        self.assertNotIn(refused.code, (0, pending))
        self.assertIn("E3208", refused.talk)

        self.two.ask("person", "roles", "rob", "operator,responder")
        rob.approve(request)

        self.assertEqual(self.shown(request)["state"], "committed")
        self.two.ask("person", "roles", "rob", "responder")
        self.assertEqual(self.one("rob")["roles"], "responder")

    def test_6_denials_end_a_request_once_the_rest_are_too_few(self):
        request = self.proposed(self.ana, "not-wanted")

        self.bea.say("request", "deny", request, "--reason", "not in my name")
        self.assertEqual(self.shown(request)["state"], "collecting")
        self.cem.say("request", "deny", request)
        self.dan.say("request", "deny", request)

        self.assertEqual(self.shown(request)["state"], "denied")
        self.assertEqual(self.ana.say("request", "show", request, code=None).code, 11)
        late = self.bea.approve(request, code=None)
        self.assertIn("E3220", late.talk)

    def test_7_after_a_veto_the_same_plan_takes_as_many_as_overrule_and_no_second_veto(self):
        wil = self.people["wil"]
        first = self.proposed(self.ana, "vetoed-once")
        wil.say("request", "veto", first, "--reason", "not before Monday")
        self.assertEqual(self.shown(first)["state"], "vetoed")

        second = self.proposed(self.ana, "vetoed-once")
        shown = self.shown(second)
        self.assertEqual((shown["attempt"], shown["needed"]), (1, 3))
        refused = wil.say("request", "veto", second, "--reason", "still not", code=None)
        self.assertIn("E3223", refused.talk)
        self.bea.approve(second, code=pending)
        self.cem.approve(second)

        self.assertEqual(self.shown(second)["state"], "committed")

    def test_8_under_stricter_rules_it_takes_one_more(self):
        self.two.ask("rules", "set", "--needed", "3", "--overrule", "3")
        request = self.proposed(self.ana, "by-three")
        self.bea.approve(request, code=pending)
        self.cem.approve(request)

        back = self.ana.say("rules", "set", "--needed", "2", "--overrule", "3", code=pending)
        self.bea.approve(request_in(back), code=pending)
        self.cem.approve(request_in(back))
        self.assertEqual(self.roster()["rules"]["needed"], 2)

    def test_9_who_goes_decides_nothing_any_more_and_the_name_is_not_given_again(self):
        request = self.proposed(self.dan, "last-wish")
        self.assertEqual(self.shown(request)["approvals"], 1)

        self.two.ask("person", "remove", "dan", "--reason", "left on Friday")

        self.assertIsNotNone(self.one("dan")["removed"])
        self.is_unknown("vault", "status")
        self.is_unknown("request", "approve", request, "--yes")
        self.assertEqual(self.shown(request)["approvals"], 0)
        self.bea.approve(request, code=pending)
        self.assertEqual(self.shown(request)["state"], "collecting")
        self.cem.approve(request)
        again = self.ana.say("person", "add", "dan", "--roles", "operator", "--key", self.key["key"],
                             "--proof", self.key["proof"], code=None)
        if again.code == pending:
            again = self.bea.approve(request_in(again), code=None)
        self.assertNotEqual(again.code, 0)
        self.assertIn("this name is that of another person", again.text + again.talk)
        self.assertTrue(self.house_verifies())

    def test_a_front_that_lies_about_a_refusal_is_not_believed(self):
        """It says that a request is over, takes a refusal's signature away, gives an old one, and asks first."""
        liar = LyingFront(self.house.folder / "liar", self.service.port)
        self.addCleanup(liar.end)
        self.bea.say("context", "add", "lied", "--address", f"127.0.0.1:{liar.port}", "--authority",
                     liar.authority, "--key", self.bea.key_file, "--verifier", self.house.verifier_key,
                     "--environment", self.service.status()["environment"])
        request = self.proposed(self.ana, "lied-about")
        approve = ("--context", "lied", "request", "approve", request, "--yes")
        heard = []

        def lies(path, carry):
            return problem(409, 3220, "it is over") if path == "/v1/acts" else carry()

        def keeps(path, carry):
            heard.append(carry())
            return heard[-1]

        def strips(path, carry):
            status, text = carry()
            said = {name: value for name, value in json.loads(text).items() if name != "answer"}
            return (status, text) if status == 200 else (status, json.dumps(said).encode())

        liar.says = lies
        told = self.bea.say(*approve, code=2)
        self.assertIn("the front says, and nobody signed it: it is over", told.talk)
        self.assertNotIn("believe me", told.talk)
        self.assertIn("may have been taken all the same", told.talk)
        self.assertEqual(self.shown(request)["approvals"], 1)

        liar.says = keeps
        self.cem.say("request", "veto", request, "--reason", "a trap")
        genuine = self.bea.say(*approve, code=None)
        self.assertIn("E3220", genuine.talk)
        self.assertNotIn("the front says", genuine.talk)

        liar.says = strips
        self.assertIn("the front says", self.bea.say(*approve, code=2).talk)
        old = next(each for each in heard if each[0] != 200)
        liar.says = lambda path, carry: old if path == "/v1/acts" else carry()
        self.assertIn("E3306", self.bea.say(*approve, code=2).talk)

        other = self.proposed(self.ana, "asked-first")
        asked_before = []

        def asks_first(path, carry):
            if path != "/v1/acts" or asked_before:
                return carry()
            asked_before.append(carry())
            return carry()

        liar.says = asks_first
        self.bea.say("--context", "lied", "request", "approve", other, "--yes")
        self.assertEqual(asked_before[0][0], 200)
        self.assertEqual(self.shown(other)["state"], "committed")

    def house_verifies(self) -> bool:
        bundle = self.house.folder / "people.export"
        self.two.ask("journal", "export", bundle)
        return self.house.verify_offline(bundle) == 0


if __name__ == "__main__":
    unittest.main()
