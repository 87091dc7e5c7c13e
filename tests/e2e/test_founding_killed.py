"""kill -9 of keeper and depot at each commit of a founding: it is not begun or begun, signed by as many as
before or by one more, founded or not; and its founders go on with what they have signed.

The service starts on an empty store for each run: a copy of what it was before anybody founded anything.
"""

import os
import subprocess
import unittest

from tests.e2e.asks_by_hand import HandPerson, answered, send
from tests.e2e.at_frame import (AtFrame, depot_before_it_answers, depot_before_it_writes, keeper_after,
                                keeper_before)
from tests.e2e.people_house import Begun, PeopleHouse, founding_ask, nowhere

from scripts.lab.people import pending
from scripts.lab.ports import answers
from scripts.lab.waiting import wait_until

_commits_max = 8  # Of one step.
_founded_already, _not_now = 409, 503


class UnfoundedHouse(PeopleHouse):
    roles = {"ana": "operator", "bea": "operator", "wil": "witness"}

    def initialise(self) -> str:
        self.gather()
        self.service.kill_everything()
        self._copy(self.folder, self.folder / "before")
        self.service.start()
        return ""

    def start_anew(self) -> None:
        self.service.kill_everything()
        self._copy(self.folder / "before", self.folder)
        self.service.start()
        self.back()

    def back(self) -> None:
        """Whatever there is: all answer, and nothing is waited for."""
        def is_up() -> bool:
            return (self.service.status().get("phase") in ("empty", "open")
                    and answers(self.service.port))
        wait_until(is_up, "the service is back", 20, why=self.service.log_tail)

    @staticmethod
    def _copy(source, target) -> None:
        target.mkdir(exist_ok=True)
        for name in ("state", "tokens"):
            subprocess.run(["rm", "-rf", target / name], check=True)
            subprocess.run(["cp", "-a", source / name, target / name], check=True)


class Founding:
    """One founding, in which something dies at the n-th commit of each step, if it has so many."""

    def __init__(self, case: "FoundingKilled", nth: int, victim: tuple[str, bool, int]):
        self.case, self.house, self.nth = case, case.house, nth
        self.program, self.goes_out, self.frame = victim
        self.kills = 0

    def dies_in(self, step) -> bool:
        with AtFrame(self.house.service.process(self.program), self.goes_out, self.frame,
                     self.nth) as at:
            step()
        if at.fired:
            self.kills += 1
            self.house.back()
        return at.fired

    def shown(self, person: HandPerson) -> tuple[int, bytes]:
        """What a founder sees: 401 and nothing, or what has been signed."""
        def is_now():
            answer = send(self.house.service, "/v1/founding/show",
                          person.ask(nowhere, founding_ask, b""))
            return None if answer.status == _not_now else answer
        answer = wait_until(is_now, "a founder is told what there is", 20)
        return answer.status, answered(answer)[1] if answer.status == 200 else b""

    def begin(self) -> Begun:
        ana = self.house.people["ana"]
        answered_with = []
        if not self.dies_in(lambda: answered_with.append(self.house.begin(code=None))):
            return self.house.begun_in(answered_with[0])
        if self.shown(ana)[0] == 401:
            return self.house.begun_in(self.house.begin())
        self.case.assertIn("E3226", self.house.begin(code=None).talk)
        shown = self.house.service.ask("founding", "show", code=pending, json_answer=True)
        return self.house.begun_in(shown)

    def sign(self, person: HandPerson, begun: Begun, is_last: bool) -> None:
        act = self.house.founding_act(person, begun)
        before = self.shown(person)

        def say() -> int:
            try:
                return self.house.sign(person, act).status
            except OSError:
                return 0
        statuses: list[int] = []
        if not self.dies_in(lambda: statuses.append(say())):
            self.case.assertEqual(statuses, [200])
            return
        status = self.answered(say)
        self.case.assertIn(status, (200, _founded_already) if is_last else (200,))
        self.case.assertEqual(self.house.service.status()["phase"], "open" if is_last else "empty")
        if not is_last:
            self.case.assertNotEqual(self.shown(person), before)

    @staticmethod
    def answered(say) -> int:
        """The first status that is not `not now`."""
        def is_now() -> int:
            status = say()
            return 0 if status == _not_now else status
        return wait_until(is_now, "the founder's act is answered when it is sent again", 20)

    def tell(self) -> None:
        begun = self.begin()
        *first, last = self.house.people.values()
        for person in first:
            self.sign(person, begun, False)
            self.case.assertEqual(self.house.service.status()["phase"], "empty")
        self.sign(last, begun, True)
        self.check_founded(begun)

    def check_founded(self, begun: Begun) -> None:
        self.house.service.wait_open(tokens_ready=3)
        status = self.house.service.status()
        self.case.assertEqual((status["founded_entry"], status["solo"], status["persons"]),
                              (1, False, 3))
        self.house.place, self.house.verifier_key = begun.place, status["verifier_key"]
        self.case.assertTrue(self.house.journal_verifies())


class FoundingKilled:
    victim = ("", True, 0)

    @classmethod
    def setUpClass(cls):
        cls.house = unfounded_house()

    def test_a_founding_is_as_it_was_or_one_signature_further_and_goes_on(self):
        for nth in range(1, _commits_max):
            with self.subTest(nth=nth):
                self.house.start_anew()
                founding = Founding(self, nth, self.victim)
                founding.tell()
                if nth == 1:
                    self.assertEqual(founding.kills, 1 + len(self.house.people))
            if not founding.kills:
                break
        else:
            self.fail("a step has no end of commits")


_house: UnfoundedHouse | None = None


def unfounded_house() -> UnfoundedHouse:
    global _house
    if _house is None:
        _house = UnfoundedHouse()
    return _house


_root = unittest.skipIf(os.geteuid() != 0, "only root may look at another user's process")


@_root
class TheKeeperDiesBefore(FoundingKilled, unittest.TestCase):
    victim = keeper_before


@_root
class TheKeeperDiesAfter(FoundingKilled, unittest.TestCase):
    victim = keeper_after


@_root
class TheDepotDiesBeforeItWrites(FoundingKilled, unittest.TestCase):
    victim = depot_before_it_writes


@_root
class TheDepotDiesBeforeItAnswers(FoundingKilled, unittest.TestCase):
    victim = depot_before_it_answers


if __name__ == "__main__":
    unittest.main()
