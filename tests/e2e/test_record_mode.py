"""A node that learns: record mode, the step to an enforced node, and an upgrade approved in advance."""

import dataclasses
import hashlib
import unittest

from tests.e2e.test_agent import AttestedCase

_nothing_released = 11


class LearnsThenEnforces(AttestedCase):
    """The machine of an initialised vault is made known anew, in record mode; the cases follow on."""

    label = "learns"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service.ask("node", "revoke", cls.machine.vault, "one")
        enrolled = cls.service.ask("node", "enrol", cls.machine.vault, "two", "--learn",
                                   json_answer=True).document
        agent = cls.machine.agent
        agent.stop()
        agent.node = dataclasses.replace(agent.node, identifier=enrolled["node"])
        agent.write_configuration()
        cls.machine.name, cls.machine.token = "two", enrolled["token"]
        cls.machine.enrol()
        cls.opened = cls.intents_of_vault()

    @classmethod
    def intents_of_vault(cls) -> int:
        return sum(entry["fields"].get("vault") == cls.machine.vault
                   for entry in cls.house.intents())

    def attested(self) -> list[dict]:
        return [entry["fields"] for entry in self.house.entries()
                if entry["kind"] == "attestation"
                and entry["fields"].get("node id") == self.machine.shown()["id"]]

    def test_1_it_shows_its_values_and_gets_no_session_and_no_key(self):
        said = len(self.machine.agent.log.read_text())

        self.is_refused_after(self.machine.reboot)

        rehearsed = self.machine.agent.command("attest", "--dry-run")
        self.assertEqual(rehearsed.returncode, _nothing_released)
        self.assertRegex(rehearsed.stdout, "(?m)^status +none")

        shown = self.machine.shown()
        self.assertEqual(shown["state"], "record mode")
        self.assertEqual({each["code"] for each in self.machine.failed_claims()}, {"E1860"})
        self.assertEqual(set(shown["values"]), {"0", "2", "4", "7"})
        self.assertNotIn("this node is attested", self.machine.agent.log.read_text()[said:])
        self.assertEqual(self.intents_of_vault(), self.opened)

    def test_2_a_difference_to_its_baseline_is_noted_and_still_nothing_is_released(self):
        self.service.ask("node", "baseline", "approve", self.machine.vault, "two", "--id", "learnt")

        self.stays_sealed_after(lambda: self.machine.reboot("a loader it learns"))

        claims = self.machine.failed_claims()
        self.assertEqual([(each["claim"], each["status"]) for each in claims], [("pcr 7", "differs")])
        self.assertNotEqual(claims[0]["expected"], claims[0]["got"])
        self.assertIn("pcr 7: differs, expected", self.attested()[-1]["checks"])
        self.assertEqual(self.attested()[-1]["status"], "none")
        self.assertEqual(self.intents_of_vault(), self.opened)

    def test_3_approved_it_is_an_enforced_node_and_its_vault_opens(self):
        self.service.ask("node", "approve", self.machine.vault, "two", "--baseline", "next")

        self.bao.wait_unsealed("the vault is unsealed once its node is approved")
        shown = self.machine.shown()
        self.assertEqual(shown["state"], "in force")
        self.assertEqual([each["id"] for each in shown["baselines"]], ["learnt", "next"])

    def test_4_then_a_difference_refuses(self):
        self.stays_sealed_after(lambda: self.machine.reboot("a loader nobody approved"))

        claims = self.machine.failed_claims()
        self.assertEqual([(each["claim"], each["status"]) for each in claims], [("pcr 7", "failed")])

    def test_5_an_upgrade_approved_before_it_is_deployed_boots_and_so_does_the_version_before(self):
        now = self.machine.shown()["values"]
        event = hashlib.sha256(b"the loader of next week").digest()
        after = hashlib.sha256(bytes(32) + event).hexdigest()  # A register begins at zeros.
        values = [f"--value={pcr}={after if pcr == '7' else value}" for pcr, value in now.items()]
        self.service.ask("node", "baseline", "approve", self.machine.vault, "two", "--id", "upgrade",
                         *values)

        self.machine.reboot("the loader of next week")
        self.bao.wait_unsealed("the vault is unsealed at the first boot of its upgrade")
        self.assertEqual(self.machine.shown()["result"]["baseline"], "upgrade")
        self.machine.reboot("a loader it learns")
        self.bao.wait_unsealed("the vault is unsealed by the version before as well")
        self.assertEqual(self.machine.shown()["result"]["baseline"], "next")

    def test_6_a_baseline_that_was_dropped_boots_no_more(self):
        self.service.ask("node", "baseline", "drop", self.machine.vault, "two", "--id", "next")

        self.is_refused_after(lambda: self.machine.reboot("a loader it learns"))


if __name__ == "__main__":
    unittest.main()
