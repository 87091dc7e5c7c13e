"""A freeze, beside a real vault: it stops what loosens, wherever that is on its way, and no unseal."""

import os
import time
import unittest

from tests.e2e.shared import repository
from tests.e2e.founded_house import FoundedHouse

from scripts.lab import openbao
from scripts.lab.attested import Machine, new_machine
from scripts.lab.openbao import OpenBao
from scripts.lab.people import pending, request_in
from scripts.lab.waiting import wait_until

_veto_seconds = 12


class Freeze(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = FoundedHouse()
        cls.addClassCleanup(cls.house.end)
        cls.people = cls.house.people
        cls.machine = cls.house.running("frozen")

    def setUp(self):
        self.addCleanup(self.lift)

    def freeze(self, by: str) -> None:
        """Each case by another person: whoever is overruled freezes nothing for a day."""
        self.people[by].say("freeze", "--reason", "who is cem?")

    def lift(self) -> None:
        if self.house.alone.status()["frozen"]:
            self.house.service.ask("lift", "--reason", "it was a drill")

    def rules(self, veto_seconds: int) -> None:
        """Carried out at once, or after the veto that the older rules leave time for."""
        asked = self.people["ana"].say("rules", "set", "--needed", "2", "--overrule", "2", "--veto",
                                       f"{veto_seconds}s", code=pending)
        request = request_in(asked)
        self.people["bea"].approve(request, code=None)
        wait_until(lambda: self.state(request) == "committed", "the rules are set",
                   _veto_seconds + 20, every=1)

    def invited(self) -> Machine:
        folder = self.house.folder / "invited"
        bao = OpenBao(folder / "vault", openbao.binary(repository))
        machine = new_machine(self.house.service, folder / "agent", self.machine.vault, "invited",
                              bao, None)
        self.addCleanup(machine.end)
        return machine

    def vault(self) -> dict:
        shown = self.people["wil"].say("vault", "status", self.machine.vault, json_answer=True)
        return shown.document["vaults"][0]

    def test_a_frozen_service_unseals_a_vault_that_reboots(self):
        self.freeze("rob")

        self.machine.reboot()

        self.machine.bao.wait_unsealed("the vault is back after a reboot under a freeze", 30)
        self.assertEqual(self.house.alone.status()["frozen"]["by"], "rob")

    def test_under_a_freeze_no_window_opens_and_no_request_is_made_or_approved(self):
        vault = self.machine.vault
        words = ("vault", "allow-restore", vault, "--for", "10m")
        waits = request_in(self.people["ana"].say(*words, code=pending))
        self.freeze("cem")

        approved = self.people["bea"].approve(waits, code=None)
        proposed = self.people["ana"].say("vault", "allow-init", vault, "--for", "10m", code=None)

        for answer in (approved, proposed):
            self.assertNotIn(answer.code, (0, pending), answer.talk)
            self.assertIn("E3231", answer.talk)
        self.assertIsNone(self.vault()["restore_until"])
        self.assertIsNone(self.vault()["init_until"])
        self.lift()
        self.people["bea"].approve(waits)
        self.assertIsNotNone(self.vault()["restore_until"])

    def test_under_a_freeze_an_invited_node_does_not_enrol_and_after_it_the_same_one_does(self):
        invited = self.invited()
        self.freeze("ana")

        refused = invited.agent.command("enrol", token=invited.token)

        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("code=3231", refused.stdout + refused.stderr)
        self.assertIsNone(invited.shown()["enrolled"])
        self.lift()
        invited.enrol()
        self.assertIsNotNone(invited.shown()["enrolled"])

    def test_what_waits_for_its_veto_waits_on_under_a_freeze_until_it_is_lifted(self):
        self.rules(_veto_seconds)
        request = request_in(self.people["ana"].say("vault", "add", "later", code=pending))
        self.people["bea"].approve(request, code=pending)
        self.freeze("bea")
        self.assertEqual(self.state(request), "armed")

        ends = time.monotonic() + _veto_seconds + 2
        wait_until(lambda: time.monotonic() > ends, "the time for a veto is over", _veto_seconds + 5)

        self.assertEqual(self.state(request), "armed")
        self.assertEqual(self.people["wil"].say("vault", "status", "later", code=None).code, 2)
        self.lift()
        wait_until(lambda: self.state(request) == "committed", "it is carried out then", 15, every=1)
        self.people["wil"].say("vault", "status", "later")

    def state(self, request: str) -> str:
        shown = self.people["wil"].say("request", "show", request, code=None, json_answer=True)
        return shown.document["state"]


if os.geteuid() != 0:
    Freeze = unittest.skip("people and agents need users of their own: run as root")(Freeze)


if __name__ == "__main__":
    unittest.main()
