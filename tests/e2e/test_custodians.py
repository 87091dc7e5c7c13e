"""Three custodians make a key on machines of their own, and two of them bring back a service that has lost every
token: in the room, and by the quote of a host that they have pinned."""

import os
import re
import shutil
import subprocess
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.e2e.lying_front import LyingFront, in_an_answer, problem, with_another_recipient
from tests.e2e.shared import House
from tests.support.screen import Screen

from scripts.lab.people import People, pending, request_in
from scripts.lab.tpm import SoftwareTpm

_roles = {"ana": ("operator",), "bea": ("operator", "custodian"), "dan": ("custodian",),
          "eva": ("custodian",)}
_custodians = ("bea", "dan", "eva")
_hostile = "</td><script>alert('first')</script>&<img src=x>"
_seats = """threshold = 2

[[custodian]]
person = "dan"
organisation = "bank"
place = "north"
device = "laptop"

[[custodian]]
person = "eva"
organisation = "notary"
place = "south"
device = "stick"

[[custodian]]
person = "bea"
organisation = "auditor"
place = "west"
device = "desktop"
"""


class CustodyHouse(House):
    def initialise(self) -> str:
        self.people = People(self.service, self.folder / "people", _roles)
        return self.people.found()


class CustodiansTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = CustodyHouse()
        cls.addClassCleanup(cls.house.end)
        cls.people = cls.house.people
        cls.each(lambda name: cls.say(name, "custodian", "init", "--file", cls.file(name),
                                      typed=cls.words(name)))
        cls.ceremony = cls.begin()
        with ThreadPoolExecutor(1) as beside:
            watched = beside.submit(cls.say, "ana", "ceremony", "watch", cls.ceremony,
                                    json_answer=True)
            cls.make_key()
            cls.watched = watched.result()

    @staticmethod
    def each(do) -> list:
        """For each custodian, all at the same time."""
        with ThreadPoolExecutor(len(_custodians)) as several:
            return list(several.map(do, _custodians))

    @classmethod
    def file(cls, name: str) -> Path:
        return cls.people[name].home / "shares"

    @staticmethod
    def words(name: str) -> str:
        return f"the shares of {name}"

    @classmethod
    def say(cls, name: str, *words, **options):
        return cls.people[name].say(*words, **options)

    @classmethod
    def begin(cls) -> str:
        plan = cls.house.folder / "custodians.toml"
        plan.write_text(_seats)
        asked = cls.say("ana", "ceremony", "begin", "genesis", "--custodians", plan, "--reason",
                        _hostile, code=pending)
        request = request_in(asked)
        cls.people["bea"].approve(request)
        return request.replace("request-", "ceremony-")

    @classmethod
    def join(cls, name: str, *words, code: int):
        both = f"{cls.people[name].passphrase}\n{cls.words(name)}"
        return cls.say(name, "custodian", "join", cls.ceremony, "--file", cls.file(name), *words,
                       typed=both, code=code, json_answer=True)

    @classmethod
    def make_key(cls):
        for _ in ("join", "commit", "reveal"):
            cls.each(lambda name: cls.join(name, "--once", "--yes", code=pending))
        cls.spoken = cls.say("ana", "ceremony", "show", cls.ceremony,
                             json_answer=True).document["words"]
        ends = cls.each(lambda name: cls.join(name, "--words", cls.spoken, code=0))
        cls.ends = [each.document for each in ends]

    def test_1_each_holds_a_share_of_one_group_and_the_service_shows_it(self):
        shown = self.say("ana", "ceremony", "list", json_answer=True).document

        self.assertEqual([each["state"] for each in self.ends], ["committed"] * 3)
        self.assertEqual((shown["group"]["threshold"], shown["group"]["custodians"]), (2, 3))
        self.assertGreaterEqual(shown["group"]["keys"], 1)
        for name in _custodians:
            held = self.say(name, "custodian", "show", "--file", self.file(name),
                            typed=self.words(name), json_answer=True).document
            self.assertEqual([each["certified"] for each in held["shares"]], [True])
            self.assertEqual(held["parts"], [])

    def test_2_what_was_done_stands_in_the_history_with_the_words(self):
        told = self.say("dan", "custodian", "history", "--file", self.file("dan"),
                        typed=self.words("dan"), json_answer=True).document["history"]

        said = [each for each in told if each["what"].startswith("said: ")]
        self.assertEqual([each["what"] for each in told if each not in said],
                         ["joined", "compared the words", "took a share", "the group is certified"])
        self.assertEqual([each["words"] for each in told if each["words"]], [self.spoken] * 2)
        self.assertEqual([each["what"].removeprefix("said: ") for each in said],
                         ["join", "commit", "reveal", "deal", "confirmation"])

    def test_3_a_receipt_shows_a_stranger_that_the_service_took_an_act(self):
        told = self.say("dan", "custodian", "history", "--file", self.file("dan"),
                        typed=self.words("dan"), json_answer=True).document["history"]
        number = 1 + next(place for place, each in enumerate(told) if each["receipt"])
        receipt, file = self.house.folder / "receipt", self.house.folder / "receipts.transcript"

        self.say("dan", "custodian", "receipt", "--file", self.file("dan"), "--entry", number,
                 "--out", receipt, typed=self.words("dan"))

        shown = self.alone("verify", receipt, json_answer=True).document
        self.assertEqual((shown["person"], shown["kind"]), ("dan", "taken"))
        self.say("ana", "ceremony", "transcript", self.ceremony, "--out", file)
        beside = self.alone("verify", file, "--receipt", receipt)
        self.assertIn("act of the receipt in its place", beside.talk)

    def test_3_a_ceremony_fits_a_terminal_of_80_columns(self):
        shown = self.say("ana", "ceremony", "show", self.ceremony).text

        self.assertLessEqual(max(map(len, shown.splitlines())), 80)
        self.assertIn("committed", shown)

    def test_4_a_stranger_verifies_the_transcript_alone_and_the_journal_names_it(self):
        folder = self.house.folder
        file, journal = folder / "genesis.transcript", folder / "journal.export"
        self.say("ana", "ceremony", "transcript", self.ceremony, "--out", file)
        self.house.service.ask("journal", "export", journal)
        key = self.house.service.ask("status", json_answer=True).document["verifier_key"]

        told = self.alone("verify", file, "--verifier", key, "--journal", journal,
                          json_answer=True)

        self.assertEqual((told.document["state"], told.document["words"]),
                         ("committed", self.spoken))
        self.assertIn("names this very transcript", told.talk)
        self.goes_by_one_roster(file, told.document)
        changed = bytearray(file.read_bytes())
        changed[len(changed) // 2] ^= 1
        file.write_bytes(changed)
        refused = self.alone("verify", file, "--verifier", key, code=13)
        self.assertRegex(refused.talk, r"step \d+, ")

    def goes_by_one_roster(self, file, told):
        """Whose keys they are is the service's word until somebody says so who knows."""
        self.assertFalse(told["roster_known"])
        self.assertIn("the service's word", told["people"])
        digest = self.say("ana", "person", "list", json_answer=True).document["digest"]
        page = self.house.folder / "roster.html"
        known = self.alone("verify", file, "--roster-digest", digest, "--html", page)
        self.assertIn("the roster that you gave", known.text)
        self.assertIn(digest, page.read_text())
        self.assertEqual([each["digest"] for each in told["rosters"]], [digest])
        other = self.alone("verify", file, "--roster-digest", "07" * 32, code=13)
        self.assertIn("E3329", other.talk)

    def alone(self, *words, **options):
        """As somebody who has the file, the program, and nothing else."""
        return self.house.service.ask("ceremony", "transcript", *words, **options)

    def test_4_pages_to_print_hold_no_word_that_a_browser_obeys(self):
        before, after = self.house.folder / "before.html", self.house.folder / "after.html"
        file = self.house.folder / "pages.transcript"
        self.say("ana", "ceremony", "script", self.ceremony, "--out", before)
        self.say("ana", "ceremony", "transcript", self.ceremony, "--out", file)
        self.alone("verify", file, "--html", after)

        for page in (before.read_text(), after.read_text()):
            self.assertIn("&lt;script&gt;alert(&#39;first&#39;)&lt;/script&gt;&amp;&lt;img", page)
            self.assertNotRegex(page, r"(?i)<script|<img|<link|<iframe|https?:|url\(|\son\w+=")
            self.assertIn("Content-Security-Policy", page)
            self.assertIn("notary", page)
        for word in self.spoken.split():
            self.assertIn(f"</i>{word}</div>", after.read_text())
            self.assertNotIn(f"</i>{word}</div>", before.read_text())
        self.assertIn("deal of dan", after.read_text())
        self.assertGreater(before.read_text().count(">initials<"), 10)
        self.assertNotIn(">initials<", after.read_text())

    def test_6_who_watches_is_told_each_step_and_the_end(self):
        self.assertEqual(self.watched.document["state"], "committed")
        for step in ("proposal of ana", "join of dan", "deal of eva", "confirmation of bea"):
            self.assertEqual(self.watched.talk.count(step), 1)
        self.assertRegex(self.watched.talk, r"collecting, .* left; waits for ")

    def test_4_custodians_play_a_recovery_and_every_line_says_that_it_is_a_drill(self):
        request = request_in(self.say("ana", "ceremony", "begin", "drill", "--reason", "the yearly"))
        drill = request.replace("request-", "ceremony-")
        began = self.say("ana", "ceremony", "show", drill, json_answer=True).document
        self.refuses_other_words()

        first = self.contribute("dan", began["words"])
        last = self.contribute("eva", began["words"])

        for line in first.text.splitlines() + first.talk.splitlines():
            if re.match(r"state|reason|given|words|Given|The host", line) and "DRILL" not in line:
                self.fail(f"this could be in earnest: {line}")
        self.assertIn("DRILL: given: dan", first.text)
        self.assertIn("DRILL: given, and it has passed", last.talk)
        told = self.say("dan", "custodian", "history", "--file", self.file("dan"),
                        typed=self.words("dan"), json_answer=True).document["history"]
        self.assertEqual((told[-1]["what"], told[-1]["words"]), ("gave to a DRILL", began["words"]))
        after = self.say("ana", "ceremony", "show", drill, json_answer=True).document
        self.assertEqual((after["kind"], after["state"]), ("drill", "committed"))

    def test_5_two_custodians_bring_back_a_service_that_lost_every_token(self):
        self.lose_tokens()
        began = self.house.service.ask("recover", "begin", "--reason", "the rack burned",
                                       code=pending, json_answer=True, seconds=60).document
        self.refuses_other_words()
        garbage = self.gives_to_a_liar("eva")
        self.obeys_no_host("eva", began["words"])
        named = self.recover("show").document["refused"]

        for types, code in ((("yes",), 1), (("here", "here"), 1), (("here", "same"), 0)):
            ended, shown = self.stands_there("bea", types=types)
            self.assertEqual(ended, code, shown)
            self.assertIn("STAND AT THE HOST", shown)
        self.assertIn(began["words"], shown)
        alone = self.contribute("eva", began["words"], code=1)
        self.contribute("dan", began["words"], "--in-the-room")

        self.shows_what_was_given(began["words"])
        self.house.service.wait_open(tokens_ready=3)
        after = self.say("ana", "ceremony", "list", json_answer=True).document
        self.assertEqual([each["kind"] for each in after["ceremonies"]], ["genesis", "drill", "recover"])
        told = self.say("ana", "ceremony", "transcript", after["ceremonies"][-1]["ceremony"],
                        json_answer=True).document
        self.assertEqual([each["what"] for each in told["steps"] if each["signed"]],
                         ["contribute of bea", "contribute of dan"])
        self.assertEqual(told["words"], began["words"])
        self.assertRegex(alone.talk, r"In the room: bea \(\d+\) \(signed\)")
        self.assertIn("E3486", alone.talk)
        self.assertIn("E3454", garbage.talk)
        self.assertEqual([each.partition(":")[0] for each in named], ["eva"])

    def test_7_a_host_that_was_pinned_needs_nobody_in_the_room_and_any_other_quote_gets_nothing(self):
        maker = self.house.folder / "maker"
        with SoftwareTpm.make(maker / "tpm") as tpm, SoftwareTpm.make(maker / "other") as other:
            self.pin(tpm)
            yesterday = self.quote("yesterday", tpm, "11" * 32)
            self.lose_tokens()
            began = self.recover("begin", "--reason", "the rack burned again").document
            for quote, code, claim in (
                    (yesterday, "E3488", "claim=binding"),
                    (self.quote("other", other, began["binding"]), "E3487", "claim=signature"),
                    (self.quote_of_another_loader(tpm, began["binding"]), "E3488", "claim=pcr 7")):
                self.recover("attest", quote)
                refused = self.contribute("dan", began["words"], "--in-the-room", code=1)
                self.assertIn(code, refused.talk)
                self.assertIn(claim, refused.talk)

            tpm.reset()
            self.recover("attest", self.quote("good", tpm, began["binding"]))
            given = [self.contribute(name, began["words"]) for name in ("bea", "dan")]

        self.house.service.wait_open(tokens_ready=3)
        self.assertIn("The host is attested: TPM of vault-dr, pinned on", given[0].talk)

    def test_8_an_older_copy_of_the_store_is_given_to_by_nobody_who_has_seen_a_newer_one(self):
        service, depot = self.house.service, self.house.service.state / "depot"
        old = self.house.folder / "old"
        service.stop()
        subprocess.run(["cp", "-a", depot, old], check=True)  # With its owner.
        service.start()
        service.wait_open(tokens_ready=3)
        service.ask("journal", "export", self.house.folder / "signed.export")
        drill = request_in(self.say("ana", "ceremony", "begin", "drill", "--reason", "to be seen")).replace(
            "request-", "ceremony-")
        exercise = self.say("ana", "ceremony", "show", drill, json_answer=True).document
        self.contribute("dan", exercise["words"])

        def put_back():
            shutil.rmtree(depot)
            subprocess.run(["cp", "-a", old, depot], check=True)

        self.lose_tokens(put_back)
        began = self.recover("begin", "--reason", "the database burned too").document
        refused = self.contribute("dan", began["words"], "--in-the-room", code=1)
        self.assertIn("E3489", refused.talk)
        given = self.contribute("dan", began["words"], "--in-the-room", "--older-store", "the only copy left")
        self.contribute("bea", began["words"], "--in-the-room")

        service.wait_open(tokens_ready=3)
        self.assertIn("THE STORE IS NOT THE NEWEST", given.talk)
        self.assertIn("You give all the same: the only copy left", given.talk)
        told = self.say("dan", "custodian", "history", "--file", self.file("dan"), typed=self.words("dan"),
                        json_answer=True).document["history"]
        self.assertEqual((told[-2]["what"], told[-2]["words"]), ("took an older store", "the only copy left"))

    def recover(self, *words):
        return self.house.service.ask("recover", *words, code=pending, json_answer=True, seconds=60)

    def agent(self, name: str, *words) -> Path:
        path = self.house.folder / name
        program = self.house.service.programs / "sealwright-agent"
        with open(path, "xb") as file:
            subprocess.run([program, "recovery-host", *words], stdout=file, timeout=60, check=True)
        return path

    def quote(self, name: str, tpm: SoftwareTpm, binding: str) -> Path:
        return self.agent(name, "quote", "--binding", binding, "--tpm", tpm.tcti)

    def quote_of_another_loader(self, tpm: SoftwareTpm, binding: str) -> Path:
        tpm.extend(7, b"another loader")
        return self.quote("loader", tpm, binding)

    def pin(self, tpm: SoftwareTpm):
        card = self.agent("card", "card", "--name", "vault-dr", "--tpm", tpm.tcti)
        shown = self.say("ana", "recover", "host", card, json_answer=True).document
        roots = self.house.folder / "maker.pem"
        roots.write_text(tpm.root_certificate.read_text() + tpm.issuer_certificate.read_text())
        for name in ("bea", "dan"):
            pinned = self.say(name, "custodian", "host", "add", card, "--file", self.file(name),
                              "--authority", roots, "--words", shown["words"],
                              typed=self.words(name), json_answer=True).document
            self.assertEqual([each["name"] for each in pinned["hosts"]], ["vault-dr"])
            self.assertNotEqual(pinned["hosts"][0]["endorsed_by"], "")

    def shows_what_was_given(self, words: str):
        told = self.say("bea", "custodian", "history", "--file", self.file("bea"),
                        typed=self.words("bea"), json_answer=True).document["history"]
        receipt = self.house.folder / "given"
        self.assertEqual((told[-1]["words"], told[-1]["receipt"]), (words, True))
        self.say("bea", "custodian", "receipt", "--file", self.file("bea"), "--entry", len(told),
                 "--out", receipt, typed=self.words("bea"))
        shown = self.alone("verify", receipt, json_answer=True).document
        self.assertEqual((shown["kind"], shown["in_the_room"]), ("given", True))

    def gives_to_a_liar(self, name: str):
        """Somebody between shows a key of their own; a custodian who compares the words with nobody sends the host
        what it cannot open."""
        liar = LyingFront(self.house.folder, self.house.service.port)
        liar.says = lambda path, carry: with_another_recipient(*carry())
        where = ("--address", f"127.0.0.1:{liar.port}", "--authority", liar.authority)
        try:
            shown = self.contribute(name, "no words", "--in-the-room", code=1, where=where).talk
            words = re.search(r"^words: (.+)$", shown, re.MULTILINE)[1]
            return self.contribute(name, words, "--in-the-room", code=2, where=where)
        finally:
            liar.end()

    def obeys_no_host(self, name: str, words: str):
        """What a host says to do is never this program's own advice, and least of all that one says to be there."""
        advice = "run it again with --in-the-room"
        liar = LyingFront(self.house.folder, self.house.service.port)
        where = ("--address", f"127.0.0.1:{liar.port}", "--authority", liar.authority)
        try:
            for code in (3486, 3485, 9999, 3446):
                for said in (in_an_answer(code, "so it is", advice), problem(409, code, "so it is")):
                    liar.says = lambda *_, said=said: said
                    told = self.contribute(name, words, code=2, where=where).talk
                    self.assertIn("nobody signed it: so it is", told)
                    self.assertNotIn(advice, told)
                    self.assertNotIn("believe me", told)
                    self.assertEqual("by voice, on a number that you knew before" in told, code != 3446)
        finally:
            liar.end()

    def stands_there(self, name: str, types: tuple[str, ...]) -> tuple[int, str]:
        """At a terminal, without --words: asked first whether they do stand there, and only then for the words."""
        service = self.house.service
        screen = Screen([service.programs / "sealwright", "custodian", "contribute", "--file", self.file(name),
                         "--address", f"127.0.0.1:{service.port}", "--authority",
                         service.state / "tls" / "ca.pem", "--in-the-room"],
                        {"PATH": os.defpath, "HOME": str(self.people[name].home)}, self.words(name))
        for prompt, typed in zip(("`here`", "`same`"), types):
            screen.answer(prompt, typed)
        return screen.end()

    def lose_tokens(self, meanwhile=lambda: None):
        service = self.house.service
        service.stop()
        meanwhile()
        for lost in ("tokens", "credentials"):
            shutil.rmtree(self.house.folder / lost)
        service.make_tokens()
        service.write_configuration()
        service.start()

    def contribute(self, name: str, words: str, *more, code: int = 0, where: tuple = ()):
        service = self.house.service
        host = where or ("--address", f"127.0.0.1:{service.port}", "--authority",
                         service.state / "tls" / "ca.pem")
        return self.say(name, "custodian", "contribute", "--file", self.file(name), *host, "--words",
                        words, *more, typed=self.words(name), code=code)

    def refuses_other_words(self):
        refused = self.contribute("eva", "none of these are the words", "--in-the-room", code=1)

        self.assertTrue(re.search("E3312", refused.talk))


if __name__ == "__main__":
    unittest.main()
