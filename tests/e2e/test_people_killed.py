"""kill -9 of keeper and depot at each commit of what people decide: a request is as it was or as it will be,
an act counts once, and whoever sends the very same again goes on.

The keeper dies just before its commit goes out and just after it has heard of it; the depot just after it has
read one and just before it answers.
"""

import os
import unittest

from tests.e2e.asks_by_hand import (Plan, Shown, add_vault, decide_ask, deny, freeze, lift, propose_ask,
                                    request_ask, send, shown_in, text, u64, vault_hold, vault_lift, veto)
from tests.e2e.at_frame import (AtFrame, depot_before_it_answers, depot_before_it_writes, keeper_after,
                                keeper_before)
from tests.e2e.people_house import people_house

from scripts.lab.waiting import wait_until

_commits_max = 8  # Of one step.


class Tale:
    """People at work; in each step something dies at its n-th commit, if it has so many."""

    def __init__(self, case: "KilledCase", name: str, nth: int, victim: tuple[str, bool, int]):
        self.case, self.name, self.nth = case, name, nth
        self.program, self.goes_out, self.frame = victim
        self.house, self.service, self.place = case.house, case.house.service, case.house.place
        self.kills = self.steps = 0

    def proposes(self, who: str, plan: Plan, state: str) -> Shown:
        request, body = self.house.people[who].proposal(self.place, plan)
        return self._step(who, f"/v1/requests/{plan.route}", propose_ask, body, request, None, (state, 1))

    def decides(self, who: str, plan: Plan, request: Shown, after: tuple[str, int], choice: int = 0,
                reason: str = "") -> Shown:
        body = self.house.people[who].decision(self.place, plan, request, choice, reason)
        return self._step(who, "/v1/acts", decide_ask, body, request.id,
                          (request.state, request.decisions), after)

    def _step(self, who, path, kind, body, request, before, after) -> Shown:
        self.steps += 1

        def say() -> Shown | None:
            """The same act in a new question; nothing unless a request is shown."""
            try:
                answer = send(self.service, path, self.house.people[who].ask(self.place, kind, body))
            except OSError:
                return None
            return shown_in(answer) if answer.status == 200 else None

        with AtFrame(self.service.process(self.program), self.goes_out, self.frame, self.nth) as at:
            shown = say()
        if at.fired:
            self.kills += 1
            self.service.wait_open(tokens_ready=3)
            self.case.assertIn(self._seen(request), (before, after), "a request is half decided")
            shown = wait_until(say, "the same act is answered when it is sent again", 20)
        self.case.assertIsNotNone(shown, "an act that nobody disturbed was not answered")
        self.case.assertEqual((shown.state, shown.decisions), after)
        self.case.assertEqual(self._seen(request), after)
        return shown

    def _seen(self, request: bytes) -> tuple[str, int] | None:
        ask = self.house.people["rex"].ask(self.place, request_ask, request)
        answer = send(self.service, "/v1/queries/request", ask)
        self.case.assertIn(answer.status, (200, 404), answer)
        shown = shown_in(answer) if answer.status == 200 else None
        return (shown.state, shown.decisions) if shown else None


class KilledCase:
    """Each tale with a kill at the first commit of each step, at the second, until nothing dies."""

    victim = ("", True, 0)

    @classmethod
    def setUpClass(cls):
        cls.house = people_house()
        cls.house.settled()

    def tell(self, tale) -> None:
        for nth in range(1, _commits_max):
            with self.subTest(nth=nth):
                told = Tale(self, f"{tale.__name__}-{type(self).__name__}-{nth}".lower(), nth, self.victim)
                tale(told)
                if nth == 1:
                    self.assertEqual(told.kills, told.steps, "a step without a commit")
            if not told.kills:
                break
        else:
            self.fail("a step has no end of commits")
        self.assertTrue(self.house.journal_verifies())

    def acts(self, what: str, vault: str) -> int:
        return sum(entry["kind"] == "act" and entry["fields"].get("what") == what
                   and entry["fields"].get("vault", entry["fields"].get("name")) == vault
                   for entry in self.house.entries())

    def test_a_vault_that_two_people_add_is_added_once(self):
        def added(tale: Tale) -> None:
            plan = add_vault(tale.name)
            asked = tale.proposes("ana", plan, "collecting")
            tale.decides("bea", plan, asked, ("committed", 2))
            self.assertEqual(self.acts("vault add", tale.name), 1)
        self.tell(added)

    def test_a_denial_and_a_veto_stand_once(self):
        def refused(tale: Tale) -> None:
            plan = add_vault(tale.name)
            asked = tale.proposes("ana", plan, "collecting")
            denied = tale.decides("bea", plan, asked, ("collecting", 2), deny, "not with my name")
            tale.decides("wil", plan, denied, ("vetoed", 3), veto, "not today")
            self.assertEqual(self.acts("vault add", tale.name), 0)
        self.tell(refused)

    def test_a_hold_its_confirmation_and_its_lift_stand_once(self):
        vault = f"held-{type(self).__name__}".lower()
        self.house.by_two(add_vault(vault))

        def held(tale: Tale) -> None:
            tale.proposes("ana", Plan("vault-hold", vault_hold, text(vault) + text("odd")),
                          "committed")
            both = tale.proposes("bea", Plan("vault-hold", vault_hold,
                                             text(vault) + text("so it is")), "committed")
            self.assertEqual(self.house.vault_info(vault)["held_confirmed_by"], "bea")
            plan = Plan("vault-lift", vault_lift, text(vault) + text("over") + u64(both.entry))
            tale.decides("cem", plan, tale.proposes("bea", plan, "collecting"), ("committed", 2))
            self.assertIsNone(self.house.vault_info(vault)["held_by"])
        self.tell(held)

    def test_a_freeze_its_confirmation_and_its_lift_stand_once(self):
        def frozen(tale: Tale) -> None:
            tale.proposes("bea", Plan("freeze", freeze, text("odd")), "committed")
            both = tale.proposes("ana", Plan("freeze", freeze, text("so it is")), "committed")
            plan = Plan("lift", lift, u64(both.entry) + text("over"))
            tale.decides("cem", plan, tale.proposes("ana", plan, "collecting"), ("committed", 2))
        self.tell(frozen)


_root = unittest.skipIf(os.geteuid() != 0, "only root may look at another user's process")


@_root
class TheKeeperDiesBefore(KilledCase, unittest.TestCase):
    victim = keeper_before


@_root
class TheKeeperDiesAfter(KilledCase, unittest.TestCase):
    victim = keeper_after


@_root
class TheDepotDiesBeforeItWrites(KilledCase, unittest.TestCase):
    victim = depot_before_it_writes


@_root
class TheDepotDiesBeforeItAnswers(KilledCase, unittest.TestCase):
    victim = depot_before_it_answers


if __name__ == "__main__":
    unittest.main()
