"""deploy/prometheus: promtool takes the rules, each has its tests and its section of the runbook."""

import re
import subprocess
import unittest
from pathlib import Path

from scripts.habits.tree import ROOT
from tests.support.tree import tree_of

FOLDER = "deploy/prometheus"
RUNBOOK = "docs/runbooks/alerts.md"
ALERT = re.compile(r"^ +- alert: (\w+)$", re.MULTILINE)
URL = re.compile(r"^ +runbook_url: /usr/share/doc/sealwright/(runbooks/alerts\.md)#(\w+)$", re.MULTILINE)
TEST = re.compile(r"alertname: (\w+)\n +exp_alerts:( \[\])?")
METRIC = re.compile(r"\bsealwright_\w+")


def promtool(*words: str, folder: Path = ROOT / FOLDER) -> subprocess.CompletedProcess:
    return subprocess.run([str(ROOT / ".tools/bin/promtool"), *words], cwd=folder,
                          capture_output=True, text=True, timeout=300)


def faults(root: Path) -> list[str]:
    rules = (root / FOLDER / "alerts.yml").read_text()
    tests = (root / FOLDER / "alerts_test.yml").read_text()
    alerts = ALERT.findall(rules)
    tested = {(name, quiet != "") for name, quiet in TEST.findall(tests)}
    found = [f"{name} is never seen to come" for name in alerts if (name, False) not in tested]
    found += [f"{name} is never seen to stay quiet" for name in alerts if (name, True) not in tested]
    sections = re.findall(r"^## (\w+)$", (root / RUNBOOK).read_text(), re.MULTILINE)
    found += [f"{name} has no section in the runbook" for name in alerts if name not in sections]
    found += [f"the runbook's {name} is no alert" for name in sections if name not in alerts]
    links = [anchor for _, anchor in URL.findall(rules)]
    if links != [name.lower() for name in alerts]:
        found.append("an alert does not link to its own section")
    page = (root / "docs/reference/metrics.md").read_text()
    for metric in sorted(set(METRIC.findall(rules))):
        if f"`{metric.removesuffix('_bucket')}`" not in page:
            found.append(f"{metric} is in no row of the page")
    return found


class AlertsTest(unittest.TestCase):
    def test_promtool_takes_the_rules_and_each_alert_comes_and_stays_quiet_as_its_tests_say(self):
        checked = promtool("check", "rules", "alerts.yml")
        tested = promtool("test", "rules", "alerts_test.yml")

        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        self.assertEqual(tested.returncode, 0, tested.stdout + tested.stderr)

    def test_each_alert_has_both_tests_a_section_of_the_runbook_and_known_metrics(self):
        self.assertEqual(faults(ROOT), [])


class AlertsControl(unittest.TestCase):
    RULES = ("groups:\n  - name: a\n    rules:\n      - alert: Away\n        expr: sealwright_up == 0\n"
             "        annotations:\n"
             "          runbook_url: /usr/share/doc/sealwright/runbooks/alerts.md#away\n")
    TESTS = ("rule_files: [alerts.yml]\ntests:\n" + "".join(
        f"  - interval: 1m\n    input_series:\n      - series: 'sealwright_up'\n        values: '{value}x9'\n"
        f"    alert_rule_test:\n      - eval_time: 2m\n        alertname: Away\n        exp_alerts:{wanted}\n"
        for value, wanted in ((1, " []"), (0, "\n          - exp_annotations:\n              runbook_url: "
                                          "/usr/share/doc/sealwright/runbooks/alerts.md#away"))))
    PAGE = "| `sealwright_up` | gauge | - | Up. |\n"

    def tree(self, rules: str = RULES, tests: str = TESTS, page: str = PAGE, runbook="## Away\n"):
        return tree_of({f"{FOLDER}/alerts.yml": rules, f"{FOLDER}/alerts_test.yml": tests,
                        "docs/reference/metrics.md": page, RUNBOOK: runbook})

    def faults(self, **other: str) -> str:
        with self.tree(**other) as root:
            return "\n".join(faults(root))

    def test_control_rules_that_are_whole_are_not_found(self):
        self.assertEqual(self.faults(), "")
        with self.tree() as root:
            self.assertEqual(promtool("test", "rules", "alerts_test.yml",
                                      folder=root / FOLDER).returncode, 0)

    def test_control_a_rule_that_does_not_come_is_found_by_promtool(self):
        with self.tree(rules=self.RULES.replace("== 0", "== 2")) as root:
            self.assertNotEqual(promtool("test", "rules", "alerts_test.yml",
                                         folder=root / FOLDER).returncode, 0)

    def test_control_an_alert_without_a_test_is_found(self):
        self.assertIn("never seen to come", self.faults(tests="tests:\n"))
        self.assertIn("never seen to stay quiet", self.faults(tests="tests:\n"))

    def test_control_a_runbook_that_differs_is_found(self):
        self.assertIn("has no section", self.faults(runbook=""))
        self.assertIn("is no alert", self.faults(runbook="## Away\n## Gone\n"))
        self.assertIn("does not link", self.faults(rules=self.RULES.replace("#away", "#gone")))

    def test_control_a_metric_that_nobody_exposes_is_found(self):
        self.assertIn("in no row", self.faults(page=""))
