"""kill -9 of keeper and depot in a genesis, a reshare and a recovery of the real processes: the group in force is the
old one or the new one, each key is sealed to it, and its people go on by running the same command again.

In a genesis the keeper dies before and behind commits of what a custodian says; in a
reshare the depot, before it writes and before it answers. Every commit is tried over the keeper's rooms, in
keeper/custody-kill, and with `scripts/test --long` here too. The cases follow on each other."""

import os
import shutil
import unittest
from itertools import cycle, islice

from tests.e2e.at_frame import (AtFrame, depot_before_it_answers, depot_before_it_writes, keeper_after,
                                keeper_before)
from tests.e2e.shared import House, token_names

from scripts.habits import soak
from scripts.lab.custodians import Custodians
from scripts.lab.people import People, pending
from scripts.lab.settings import token_user
from scripts.lab.softhsm import make_token
from scripts.lab.waiting import wait_until

_roles = {"ana": ("operator",), "bea": ("operator",), "dan": ("custodian",), "eva": ("custodian",)}
_custodians = ("dan", "eva")
_turns_max = 40
_kills_max = 4
_every = soak.is_long()
# Before anything is durable, by each; and behind it, by one of them.
_early = (keeper_before, depot_before_it_writes)
_commits_max = 4  # Of one act, or one gift.


class KilledHouse(House):
    def initialise(self) -> str:
        self.people = People(self.service, self.folder / "people", _roles)
        return self.people.found()


@unittest.skipIf(os.geteuid() != 0, "only root may look at another user's process")
class CustodyKilled(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = KilledHouse()
        cls.addClassCleanup(cls.house.end)
        cls.service, cls.people = cls.house.service, cls.house.people
        cls.custodians = Custodians(cls.people, _custodians, 2)
        cls.custodians.make_files()

    def struck(self, victim: tuple[str, bool, int], do, nth: int = 1) -> bool:
        """Whether something died at the n-th commit of what is done; it has come back then."""
        program, goes_out, frame = victim
        with AtFrame(self.service.process(program), goes_out, frame, nth) as at:
            do()
        return at.fired

    def epoch(self) -> int:
        """Of the group in force, to which each key is sealed; 0: there is none."""
        group = self.people["ana"].say("ceremony", "list", json_answer=True).document["group"]
        if group:
            self.assertEqual(group["keys"], 1)
        return group["epoch"] if group else 0

    def plays(self, kind: str, *victims) -> None:
        """Both speak in turn; whoever is disturbed has the same said again. In a run of the suite one of them, by one
        of the victims at a time."""
        strikes = islice(cycle(victims), _kills_max)
        late = {_custodians[0]: depot_before_it_answers, _custodians[1]: keeper_after}
        if _every:
            acts = 2 * 5  # Join, commit, reveal, deal and confirm.
            self.plays_over(kind, lambda name: (*_early, late[name]), 3 * acts)
        else:
            self.plays_over(kind, lambda name: tuple(islice(strikes, 1)) if name == "eva" else (), _kills_max - 1)

    def plays_over(self, kind: str, victims_of, kills_min: int) -> None:
        before = self.epoch()
        ceremony = self.custodians.begin(kind, self.house.folder, "ana", "bea")
        words: list = []
        kills, state = 0, ""
        for turn in range(_turns_max):
            name = _custodians[turn % 2]
            said: list = []
            play = lambda: said.append(self.custodians._join(name, ceremony, words))
            victims = victims_of(name)
            if not victims:
                play()
            is_struck = False
            for victim in victims:
                is_struck = self.struck(victim, play)
                if not is_struck:
                    break
                kills += 1
                self.service.wait_open(tokens_ready=3)
                self.assertIn(self.epoch(), (before, before + 1), "neither old nor new")
            words = words or self.words_of(ceremony)
            if is_struck:
                continue
            self.assertIn(said[-1].code, (0, 1, pending), said[-1].talk)
            state = said[-1].document["state"] if said[-1].code in (0, pending) else ""
            if state == "committed":
                break
        self.assertEqual((state, self.epoch()), ("committed", before + 1))
        self.assertGreaterEqual(kills, kills_min)
        self.assertTrue(self.house.journal_verifies())

    def words_of(self, ceremony: str) -> list:
        shown = self.people["ana"].say("ceremony", "show", ceremony, json_answer=True).document
        return ["--words", shown["words"]] if shown.get("words") else []

    def test_1_a_genesis_over_which_the_keeper_dies_makes_its_group(self):
        self.plays("genesis", keeper_before, keeper_after)

    def test_2_a_reshare_over_which_the_depot_dies_makes_the_new_group(self):
        self.plays("reshare", depot_before_it_writes, depot_before_it_answers)

    def test_3_a_recovery_over_whose_commits_they_die_is_begun_again_and_ends(self):
        self.service.stop()
        for name in token_names:
            for lost in ("tokens", "credentials"):
                shutil.rmtree(self.house.folder / lost / name)
            make_token(self.house.folder / "tokens", self.house.folder / "credentials", name,
                       token_user(token_names.index(name)))
        self.service.start()
        commits = range(1, _commits_max + 1) if _every else (1,)
        strikes = [(victim, nth) for nth in commits for victim in _early]
        kills = 0
        for victim, nth in strikes:
            if not self.struck(victim, self.give_all, nth):
                break
            kills += 1
            wait_until(lambda: self.service.status().get("phase") == "locked", "it is locked again", 20)
        else:
            self.give_all()
        # That the store was opened, and that every key is on the fresh tokens.
        self.assertGreaterEqual(kills, 4 if _every else 2)

        self.service.wait_open(tokens_ready=3)
        self.assertEqual(self.epoch(), 2)
        self.assertTrue(self.house.journal_verifies())

    def give_all(self) -> None:
        begun = self.service.ask("recover", "begin", "--reason", "the rack burned", code=pending,
                                 json_answer=True, seconds=60).document
        for name in _custodians:
            self.custodians.give(name, begun["words"], "--in-the-room", code=None)


if __name__ == "__main__":
    unittest.main()
