"""What is done in a vault with nobody asking: it is looked at, and what is found is ended and answered; and what a
rotation would end is told before."""

import unittest

from tests.e2e.attested_house import attested_house
from tests.e2e.managed_vault import ManagedVault

from scripts.lab.waiting import wait_until


class RootBySchedule(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = attested_house()
        cls.service = cls.house.settled()
        cls.vault = ManagedVault(cls.house, "schedule")
        cls.addClassCleanup(cls.vault.end)

    def schedule(self, *words: str, code: int | None = 0) -> dict:
        answer = self.service.ask("root", "schedule", self.vault.name, *words, json_answer=code == 0, code=code)
        return answer.document["schedule"] if code == 0 else answer

    def planted(self) -> tuple[str, dict, dict]:
        """A granted root token; one that it made and nobody granted; and that one's child."""
        mine = self.vault.root_token()
        orphan = self.vault.made("auth/token/create", mine, policies=["root"], no_parent=True, ttl="1h")
        child = self.vault.made("auth/token/create", orphan["client_token"], policies=["default"], ttl="30m")
        return mine, orphan, child

    def test_1_a_vault_that_is_ours_is_looked_at_each_hour(self):
        shown = self.schedule()
        self.assertEqual(shown["look_every_seconds"], 3600)
        self.assertEqual(shown["rotate_every_seconds"], 0)
        self.assertIsNone(shown["next_rotation"])
        self.assertTrue(shown["next_look"])
        self.assertIn("every 1h, next at", self.service.ask("root", "show", self.vault.name).text)

    def test_2_a_preview_tells_what_a_rotation_would_end_and_ends_nothing(self):
        mine, orphan, child = self.planted()
        said = self.service.ask("root", "rotate", "--preview", "--vault", self.vault.name, "--reason", "INC-412",
                                seconds=130)
        task = self.vault.page()["task"]
        self.assertEqual((task["kind"], task["roots"], task["revoked"]), ("preview", 2, 0))
        granted = [each["accessor"] for each in self.vault.page()["grants"]]
        self.assertEqual({each["accessor"] for each in task["found"]}, {orphan["accessor"], *granted})
        self.assertGreaterEqual(task["children_at_most"], 1)
        self.assertIn("at most", said.text)
        for token in (mine, orphan["client_token"], child["client_token"]):
            self.assertTrue(self.vault.lives(token))
        statement = self.service.ask("root", "statement", self.vault.name, code=None).text
        self.vault.made("auth/token/revoke-accessor", mine, accessor=orphan["accessor"])
        self.vault.made("auth/token/revoke-self", mine)
        self.assertRegex(statement, "(?m)^root-tokens-nobody-granted 1$")

    def test_3_a_look_ends_what_nobody_granted_with_its_children_and_a_rotation_answers_it(self):
        mine, orphan, child = self.planted()
        self.service.ask("root", "look", self.vault.name, "--reason", "INC-413", seconds=130)
        self.assertFalse(self.vault.lives(orphan["client_token"]))
        self.assertFalse(self.vault.lives(child["client_token"]))
        self.is_answered()
        self.assertFalse(self.vault.lives(mine), "a rotation ends what was granted too")
        self.vault.no_stranger_lives()

    def is_answered(self) -> None:
        wait_until(lambda: self.vault.page()["task"]["kind"] == "rotate", "a rotation begins by itself", 30)
        task = self.vault.settle("the rotation that nobody asked for is done")
        self.assertEqual((task["by"], task["reason"]),
                         ("the service", "root tokens that nobody granted were found"))
        self.assertTrue(task["rotated_root"] and task["changed_recovery"], task)

    def test_4_a_planted_root_token_is_found_by_itself(self):
        self.schedule("--look-every", "1m")
        _, orphan, _ = self.planted()
        wait_until(lambda: not self.vault.lives(orphan["client_token"]), "it is found with nobody asking", 90, 0.5,
                   why=lambda: str(self.vault.page()))
        self.assertEqual(self.vault.settle("the look is over")["kind"], "look")
        looked = [each["fields"] for each in self.house.entries() if each["kind"] == "task"
                  and each["fields"]["vault"] == self.vault.name and each["fields"]["task kind"] == "look"]
        self.assertEqual(looked[-1]["step"], "done", looked[-3:])
        # One rotation an hour begins by itself, and the last case had it: this one is due, and waits.
        self.assertTrue(self.schedule()["next_rotation"])
        self.vault.rotate("INC-414")
        self.assertIsNone(self.schedule()["next_rotation"])

    def test_5_quiet_hours_and_intervals_are_shown_as_they_were_said(self):
        shown = self.schedule("--rotate-every", "30d", "--not-between", "08:00-20:00")
        self.assertEqual(shown["rotate_every_seconds"], 30 * 24 * 3600)
        self.assertEqual(shown["not_between"], "08:00-20:00")
        text = self.service.ask("root", "show", self.vault.name).text
        self.assertIn("every 30d, next at", text)
        self.assertIn("08:00-20:00 UTC", text)
        shown = self.schedule("--rotate-every", "never", "--not-between", "never", "--look-every", "1h")
        self.assertIsNone(shown["next_rotation"])
        self.assertIsNone(shown["not_between"])

    def test_6_a_schedule_that_cannot_be_is_refused_with_what_can(self):
        before = self.schedule()
        for words, said in ((("--rotate-every", "30"), "30d"), (("--rotate-every", "367d"), "366d"),
                            (("--rotate-every", "59m"), "E2443"), (("--look-every", "8d"), "E2443"),
                            (("--look-every", "-1h"), "allowed"), (("--not-between", "8-20"), "00:00 to 23:59"),
                            (("--not-between", "08:00"), "08:00-20:00"),
                            (("--not-between", "24:00-06:00"), "00:00 to 23:59"),
                            (("--not-between", "06:00-06:00"), "two times")):
            with self.subTest(words=words):
                answer = self.schedule(*words, code=None)
                self.assertNotEqual(answer.code, 0)
                self.assertIn(said, answer.text + answer.talk)
        self.assertEqual(self.schedule(), before)


if __name__ == "__main__":
    unittest.main()
