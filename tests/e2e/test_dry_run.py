"""`sealwright-agent attest --dry-run` prints the claims of docs/reference/claims.md: all, in that order."""

import re
import unittest

from tests.e2e.attested_house import attested_house
from tests.e2e.shared import repository

_row = re.compile(r"^\| ([a-zN ]+) \| ([^|]+) \| [^|]+ \| [^|]+ \|$", re.MULTILINE)
_line = re.compile(r"^(passed|failed|differs|not reached) +(.*?)(?:  +.*)?$", re.MULTILINE)
_exit_denied = 11


def claims_of_page(kind: str, pcrs: list[int]) -> list[str]:
    """What the page says that evidence of this kind is judged by after its enrolment."""
    page = (repository / "docs/reference/claims.md").read_text().split("\n## ")[0]
    rows = [(claim, when) for claim, when in _row.findall(page) if claim != "claim"]
    others = {"tpm2": {"uid"}, "pinned-key": {"uid", "attested", "binding", "pcr set", "pcr digest",
                                              "reset count", "restart count", "pcr N", "firmware"}}
    named = [claim for claim, when in rows
             if "enrolment only" not in when and "only when" not in when and claim not in others[kind]]
    place = named.index("pcr N") if "pcr N" in named else 0
    return named[:place] + [f"pcr {each}" for each in pcrs] + named[place + 1:] if pcrs else named


class AWholeList(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = attested_house()
        cls.machine = cls.house.new_machine("dry")
        cls.machine.approve()
        cls.claims = claims_of_page("tpm2", [0, 2, 4, 7])

    def rehearsed(self, machine=None, code: int = 0) -> list[tuple[str, str]]:
        said = (machine or self.machine).agent.command("attest", "--dry-run")
        self.assertEqual(said.returncode, code, said.stderr)
        claims, status, _ = said.stdout.rpartition("\nstatus ")
        self.assertTrue(status, said.stdout)
        lines = _line.findall(claims)
        self.assertEqual(len(lines), len(claims.splitlines()), said.stdout)
        return lines

    def test_1_an_accepted_node_is_shown_each_claim_of_the_page_as_passed(self):
        self.assertEqual(self.rehearsed(), [("passed", claim) for claim in self.claims])

    def test_2_a_node_with_a_pinned_key_is_shown_its_own(self):
        machine = self.house.new_machine("dry-pinned", False)
        machine.approve()
        self.assertEqual(self.rehearsed(machine),
                         [("passed", claim) for claim in claims_of_page("pinned-key", [])])

    def test_3_behind_a_claim_that_failed_each_other_one_is_shown_as_not_reached(self):
        self.machine.tpm.extend(4, b"another loader")
        expected = {claim: "passed" for claim in self.claims}
        expected |= {"pcr 4": "failed", "firmware": "not reached", "policy": "not reached"}
        self.assertEqual(self.rehearsed(code=_exit_denied),
                         [(expected[claim], claim) for claim in self.claims])

    def test_4_who_is_not_served_hears_nothing_and_its_page_has_every_claim(self):
        self.house.service.ask("node", "quarantine", self.machine.vault, "one", "--reason", "a test")
        said = self.machine.agent.command("attest", "--dry-run")
        self.assertEqual((said.returncode, said.stdout), (_exit_denied, ""))
        entry, result = self.machine.newest()
        shown = [(check["status"], check["claim"]) for check in result["checks"]]
        self.assertEqual([claim for _, claim in shown], self.claims)
        self.assertEqual([status for status, _ in shown[:3]], ["passed", "failed", "skipped"])
        self.assertEqual({status for status, _ in shown[3:]}, {"skipped"})
        self.assertIn("policy: skipped", self.house.service.ask("explain", entry).text)


if __name__ == "__main__":
    unittest.main()
