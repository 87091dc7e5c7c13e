"""tests/model/session.pml, model-checked by spin: the protocol of docs/protocol/session.md holds
against everything between agent and keeper, and no rule of it can be left out."""

import re
import subprocess
import tempfile
import unittest
from dataclasses import dataclass
from pathlib import Path

from scripts.habits import soak
from scripts.habits.tree import ROOT

MODEL = ROOT / "tests/model/session.pml"
SECONDS_MAX = 240
SWITCH = re.compile(r"^#if(?:n?def) ((?:NO|KEEP)_\w+|REACHABLE)$", re.MULTILINE)

# What each mutant leaves out, and the claim that breaks, as spin prints it without its blanks.
MUTANTS = {
    "NO_SIGNATURE_OF_CHALLENGE": "0",
    "NO_NODE_CHECK": "(challenge_node[session_challenge[s]]==1)",
    "NO_PURPOSE_CHECK": "(run_purpose[b]==challenge_purpose[n])",
    "NO_SIGNATURE_OF_EVIDENCE": "(b<2)",
    "NO_CHALLENGE_IN_BINDING": "(b<2)",
    "NO_KEY_IN_BINDING": "(b<2)",
    "NO_USED_CHECK": "(times_accepted[n]==1)",
    "NO_FIRST_KEY": "0",
    "NO_SECOND_KEY": "!(((challenge_age[session_challenge[s]]<2)&&1))",
    "NO_DIRECTION": "(d==0)",
    "NO_SEQUENCE": "(i==agent_next)",
    "NO_SESSION_IN_RECORD": "(r==s)",
    "KEEP_EPOCHS": "!(is_of_other_life[n])",
    "KEEP_OLD_EPOCHS": "!(is_of_other_life[n])",
    "KEEP_SESSIONS": "!(session_is_of_other_life[s])",
    "KEEP_SECOND_KEY": "!(((challenge_age[session_challenge[s]]<2)&&session_lives[s]))",
    "KEEP_AGENTS_KEY": "!(1)",
    "KEEP_CHAIN": "(!(session_lives[s])||(0>0))",
}


@dataclass(frozen=True)
class Verdict:
    errors: int
    broken: str  # The assertion, without blanks; empty if none.
    is_whole: bool  # Every state that can be reached was.


def command(folder: Path, *words: str) -> str:
    ran = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=SECONDS_MAX,
                         check=False)
    if ran.returncode != 0:
        raise AssertionError(f"{' '.join(words)}: {ran.stdout}{ran.stderr}")
    return ran.stdout


def verdict(text: str, *defines: str) -> Verdict:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "model.pml").write_text(text)
        command(folder, "spin", *(f"-D{define}" for define in defines), "-a", "model.pml")
        command(folder, "gcc", "-w", "-O0", "-DSAFETY", "-DMEMLIM=2000", "-o", "pan", "pan.c")
        said = command(folder, "./pan", "-m10000", "-w22")
    errors = re.search(r"errors: (\d+)", said)
    if errors is None:
        raise AssertionError(f"spin says nothing: {said}")
    broken = re.search(r"assertion violated (.*) \(at depth", said)
    claim = re.sub(r"\s", "", broken[1]) if broken else ""
    return Verdict(int(errors[1]), claim, "max search depth too small" not in said)


class SessionModel(unittest.TestCase):
    def setUp(self):
        self.model = MODEL.read_text()

    def test_no_claim_breaks_whatever_stands_between_agent_and_keeper(self):
        # One more challenge makes seventeen times as many states.
        found = verdict(self.model, f"CHALLENGES={3 if soak.is_long() else 2}")
        self.assertEqual(found, Verdict(0, "", True))

    def test_an_honest_run_can_finish(self):
        found = verdict(self.model, "CHALLENGES=2", "REACHABLE")
        self.assertEqual((found.errors, found.broken), (1, "(agent_next<=2)"))

    def test_each_rule_that_is_left_out_breaks_its_claim(self):
        for mutant, claim in MUTANTS.items():
            with self.subTest(mutant):
                found = verdict(self.model, "CHALLENGES=2", mutant)
                self.assertEqual((found.errors, found.broken), (1, claim))

    def test_every_mutant_of_the_model_is_tried(self):
        self.assertEqual(set(SWITCH.findall(self.model)), MUTANTS.keys() | {"REACHABLE"})


class ModelControl(unittest.TestCase):
    def test_control_a_claim_that_breaks_is_found(self):
        self.assertEqual(verdict("active proctype p() { assert(1 == 2) }").errors, 1)

    def test_control_a_model_that_is_none_is_no_verdict(self):
        with self.assertRaises(AssertionError):
            verdict("active proctype p() { nonsense }")

    def test_control_a_search_that_was_cut_off_is_not_whole(self):
        endless = "int n; active proctype p() { do :: n < 20000 -> n++ :: else -> break od }"
        self.assertFalse(verdict(endless).is_whole)


if __name__ == "__main__":
    unittest.main()
