"""A baseline whose review is overdue alarms and refuses nothing; the metrics of nodes and evidence."""

import re
import ssl
import unittest
import urllib.request

from tests.e2e.test_agent import AttestedCase

from scripts.lab.waiting import wait_until

_what = "the review of a baseline is overdue"


class ReviewsAndMetrics(AttestedCase):
    """The cases follow on each other."""

    label = "review"

    def value(self, name: str, **labels: str) -> float:
        trust = ssl.create_default_context(cafile=str(self.service.state / "tls" / "ca.pem"))
        address = f"https://127.0.0.1:{self.service.metrics_port}/metrics"
        with urllib.request.urlopen(address, timeout=10, context=trust) as answer:
            page = answer.read().decode()
        found = [line for line in page.splitlines()
                 if re.match(rf"sealwright_{name}[{{ ]", line)
                 and all(f'{label}="{of}"' in line for label, of in labels.items())]
        return sum(float(line.rpartition(" ")[2]) for line in found)

    def of_vault(self, name: str, **labels: str) -> float:
        return self.value(name, vault=self.machine.vault, **labels)

    def alerts(self) -> list[dict]:
        return [entry["fields"] for entry in self.house.entries()
                if entry["kind"] == "alert" and entry["fields"].get("what") == _what
                and entry["fields"]["vault"] == self.machine.vault]

    def test_1_a_review_that_is_overdue_is_told_once_and_shown_everywhere(self):
        self.assertEqual(self.of_vault("vault_baselines_overdue"), 0)

        self.service.ask("node", "baseline", "approve", self.machine.vault, "one", "--id", "late",
                         "--review", "2026-01-01")

        wait_until(self.alerts, "the overdue review is told", 30, why=self.service.log_tail)
        alert = self.alerts()[0]
        self.assertEqual((alert["node"], alert["baseline"]), ("one", "late"))
        self.assertIn(f"{_what}; nothing is refused for it node={self.machine.shown()['id']}",
                      self.service.log.read_text())
        self.assertEqual(self.of_vault("vault_baselines_overdue"), 1)
        self.assertRegex(self.service.ask("status").text, r"reviews: +1 baseline is overdue")
        self.assertEqual(self.service.status()["baselines_overdue"], 1)
        shown = {each["id"]: each["overdue"] for each in self.machine.shown()["baselines"]}
        self.assertEqual(shown, {"base": False, "late": True})
        said = self.service.ask("node", "show", self.machine.vault, "one").text
        self.assertRegex(said, r"late .*2026-01-01.*, overdue")

    def test_2_it_refuses_nothing_and_is_not_told_again(self):
        self.service.ask("node", "baseline", "drop", self.machine.vault, "one", "--id", "base")

        self.machine.reboot()

        self.bao.wait_unsealed("the vault is unsealed by a baseline whose review is overdue")
        self.assertEqual(self.machine.shown()["result"]["status"], "warning")
        self.assertEqual(len(self.alerts()), 1)
        self.service.process("sealwright-keeper").kill_9()
        self.service.wait_open(tokens_ready=3)
        wait_until(lambda: self.value("journal_entries") > 0, "the new keeper answers", 20)
        self.bao.restart_after_kill()
        self.bao.wait_unsealed("the vault is unsealed by the new keeper")
        self.assertEqual(len(self.alerts()), 1)

    def test_3_evidence_is_counted_by_what_came_of_it_and_nodes_by_their_state(self):
        accepted = dict(purpose="open", outcome="accepted")
        before = self.of_vault("attestations_total", **accepted)
        self.machine.reboot()
        self.bao.wait_unsealed("the vault is unsealed")

        self.assertGreater(self.of_vault("attestations_total", **accepted), before)
        self.assertGreater(self.value("sessions_open"), 0)
        self.assertEqual(self.of_vault("vault_nodes", state="in force"), 1)
        self.assertEqual(self.of_vault("node_certificate_not_after_timestamp_seconds"), 0)

        self.stays_sealed_after(lambda: self.machine.reboot("another loader"))
        self.assertGreater(self.of_vault("attestations_total", outcome="refused", reason="pcr 7",
                                         code="E1861"), 0)
        self.service.ask("node", "quarantine", self.machine.vault, "one", "--reason", "a test")
        self.assertEqual(self.of_vault("vault_nodes", state="in quarantine"), 1)
        self.assertEqual(self.of_vault("vault_nodes", state="in force"), 0)

    def test_4_what_a_verifier_was_asked_for_is_counted(self):
        parsed = self.value("verifications_total", outcome="parsed")
        tpm = self.house.further_machine(self.machine.vault, "two")
        self.addCleanup(tpm.end)

        self.assertEqual(self.value("verifications_total", outcome="parsed"), parsed + 1)
        self.assertEqual(self.value("verifications_under_way"), 0)
        self.assertEqual(self.of_vault("vault_nodes", state="waits for approval"), 1)


if __name__ == "__main__":
    unittest.main()
