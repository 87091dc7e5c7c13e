"""A real OpenBao whose configuration holds no secret, beside an agent and a TPM (swtpm)."""

import os
import re
import unittest
from dataclasses import replace

from tests.e2e.attested_house import attested_house

from scripts.lab.attested import agent_uid
from scripts.lab.openbao import OpenBao
from scripts.lab.tpm_relay import TpmRelay
from scripts.lab.waiting import wait_until


def _brief(digest: str) -> str:
    """As it is shown to people."""
    return f"{digest[:12]}..{digest[-8:]}"


class AttestedCase(unittest.TestCase):
    """One initialised vault on a machine with a TPM, for all cases of a class."""

    label = "attested"

    @classmethod
    def setUpClass(cls):
        cls.house = attested_house()
        cls.service = cls.house.settled()
        cls.machine = cls.house.running(cls.label)
        cls.bao = cls.machine.bao

    @classmethod
    def tearDownClass(cls):
        cls.machine.end()

    def stays_sealed_after(self, act) -> None:
        """Through what the agent shows, and through two further asks of the vault."""
        before, _ = self.machine.newest()
        act()
        wait_until(lambda: self.machine.newest()[0] != before,
                   "the agent showed its evidence, and it was judged", 30)
        refused = self.refusals()
        wait_until(lambda: self.refusals() >= refused + 2, "the vault asks again, in vain", 30,
                   why=self.bao.log_tail)
        self.assertEqual(self.bao.health(), OpenBao.sealed)

    def explained(self, claim: str) -> tuple[str, str, str]:
        """What `explain` tells a person of a claim that does not hold: what was expected, what came, and why."""
        said = self.service.ask("explain", self.machine.shown()["id"]).text
        row = re.search(rf"^{re.escape(claim)} +failed  +(\S.*?)  +(\S.*?)  +(E\d+)$", said, re.MULTILINE)
        self.assertIsNotNone(row, f"`explain` does not say that the claim {claim} failed:\n{said}")
        return row.groups()

    def is_refused_after(self, act) -> None:
        """Through two asks of the vault; a refusal like the last is counted, not journalled again."""
        act()
        refused = self.refusals()
        wait_until(lambda: self.refusals() >= refused + 2, "the vault asks twice, in vain", 30,
                   why=self.bao.log_tail)
        self.assertEqual(self.bao.health(), OpenBao.sealed)

    def refusals(self) -> int:
        return self.bao.log.read_text().count("failed to unseal core")

    def restart_vault(self) -> None:
        self.bao.kill_9()
        self.bao.start()


class ProvesWhatItIs(AttestedCase):
    """Promise 1 in the sealed tier, and what the vault's host has to be for it."""

    label = "proves"

    def test_1_an_attested_vaults_configuration_names_a_socket_and_nothing_secret(self):
        text = self.bao.configuration.read_text()

        stanza = text[text.index('seal "transit"'):]
        self.assertIn("unix://", stanza)
        for word in ("token", "tls_", "cert", "key_file", "BEGIN"):
            self.assertNotIn(word, stanza)
        on_disk = [path for path in self.machine.agent.folder.rglob("*") if path.is_file()]
        names = {path.name for path in on_disk}
        self.assertLessEqual(names, {"agent.toml", "agent.conf", "agent.log", "key-version"})

    def test_2_a_machine_reboots_and_its_vault_unseals(self):
        before = self.machine.shown()["result"]["reset_count"]

        self.machine.reboot()

        self.bao.wait_unsealed("the vault is unsealed after a reboot of its machine")
        self.assertGreater(self.machine.shown()["result"]["reset_count"], before)

    def test_3_every_release_names_the_evidence_it_was_made_by(self):
        intents = [entry for entry in self.house.intents()
                   if entry["fields"].get("vault") == self.machine.vault]

        self.assertTrue(intents)
        for intent in intents:
            self.assertEqual(intent["fields"]["tier"], "sealed")
            self.assertIn("attestation", intent["fields"])
        self.assertTrue(self.house.journal_verifies())

    def test_4_a_changed_pcr_keeps_a_vault_sealed_until_somebody_approves(self):
        self.stays_sealed_after(lambda: self.machine.reboot("another boot loader's key"))

        claims = self.machine.failed_claims()
        self.assertEqual([each["claim"] for each in claims], ["pcr 7"])
        self.assertNotEqual(claims[0]["expected"], claims[0]["got"])
        expected, got, why = self.explained("pcr 7")
        self.assertEqual(expected, _brief(claims[0]["expected"]))
        self.assertEqual(got, _brief(self.machine.tpm.registers(7)[7]))
        self.assertEqual(why, "E1861")
        reboots = self.service.ask("status", "--if-rebooted-now", code=2).text
        self.assertIn(self.machine.vault, reboots)

        self.service.ask("node", "baseline", "approve", self.machine.vault, "one", "--id", "next")
        self.bao.wait_unsealed("the vault is unsealed after its new baseline was approved")

    def test_5_out_of_the_registry_a_vault_stays_sealed(self):
        self.service.ask("node", "revoke", self.machine.vault, "one")

        self.stays_sealed_after(self.machine.reboot)

        self.assertEqual([each["claim"] for each in self.machine.failed_claims()], ["node"])
        self.assertEqual(self.explained("node"), ("in force, approved", "revoked", "E2405"))


class OnAnotherMachine(AttestedCase):
    """Who has recorded what the TPM said, or has the disk; between agent and TPM stands a relay."""

    label = "stolen"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = cls.machine.tpm.folder / "relay.sock"
        cls.relay = TpmRelay(cls.machine.tpm.socket, path)
        cls.addClassCleanup(cls.relay.close)
        os.chown(path, agent_uid(), -1)
        cls.quote_from(cls.relay.tcti)

    @classmethod
    def quote_from(cls, tpm: str) -> None:
        """The agent starts anew, by another TPM."""
        cls.bao.kill_9()
        cls.machine.agent.stop()
        cls.machine.agent.node = replace(cls.machine.agent.node, tpm=tpm)
        cls.machine.agent.write_configuration()
        cls.machine.agent.start()

    def test_evidence_of_yesterday_opens_nothing(self):
        self.bao.start()
        self.bao.wait_unsealed("the vault is unsealed by fresh evidence")
        self.relay.replays = True
        self.bao.kill_9()
        self.machine.agent.kill_9()
        self.machine.agent.start()

        self.stays_sealed_after(self.bao.start)

        claims = self.machine.failed_claims()
        self.assertEqual([each["claim"] for each in claims], ["binding"])
        expected, got, why = self.explained("binding")
        self.assertEqual((expected, got), (_brief(claims[0]["expected"]), _brief(claims[0]["got"])))
        self.assertNotEqual(expected, got)
        self.assertEqual(why, "E1855")
        self.relay.replays = False
        self.bao.wait_unsealed("the vault is unsealed by fresh evidence again")

    def test_the_disk_in_another_machine_opens_nothing(self):
        thief = self.house.new_tpm("thief")
        thief.start()
        self.addCleanup(thief.kill)
        self.quote_from(thief.tcti)

        self.stays_sealed_after(self.bao.start)

        self.assertEqual([each["claim"] for each in self.machine.failed_claims()], ["signature"])
        expected, got, why = self.explained("signature")
        self.assertRegex(expected, "^key [0-9a-f]{16}$")
        self.assertEqual((got, why), ("not by it", "E1850"))


if __name__ == "__main__":
    unittest.main()
