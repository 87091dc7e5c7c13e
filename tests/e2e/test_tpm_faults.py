"""A node whose TPM is slow beyond any patience, was cleared or reset, is full, silent, or is not there.

Each is told by a code of its own, and costs the registry and the journal nothing that they had."""

import os
import time
import unittest
from dataclasses import replace

from tests.e2e.test_agent import AttestedCase
from tests.e2e.unchanged import trace

from scripts.lab.attested import agent_uid
from scripts.lab.openbao import OpenBao
from scripts.lab.tpm_relay import TpmRelay
from scripts.lab.waiting import wait_until

_seconds_a_command = 5.0
_here, _denied = 1, 11  # Exit codes of a rehearsal: this machine's trouble, and the service's no.
_what_it_is = ("id", "state", "identity", "endorsed_by", "pcrs", "baselines", "approved", "enrolled")


class KeptCase(AttestedCase):
    """What a trouble has to leave as it was."""

    def registry(self) -> dict:
        shown = self.machine.shown()
        return {name: shown[name] for name in _what_it_is}

    def check_journal_kept(self, before: list[dict]) -> None:
        """Every committed entry is there, as it was; and the whole chain holds."""
        now = {entry["sequence"]: entry for entry in self.house.entries()}
        kept = [entry for entry in before if entry["sequence"] in now]
        self.assertTrue(kept)
        self.assertEqual([now[entry["sequence"]] for entry in kept], kept)
        self.assertTrue(self.house.journal_verifies())


class SlowTpm(KeptCase):
    label = "slow"

    def test_with_five_seconds_a_command_the_vault_waits_and_opens_by_itself(self):
        """No vault waits that long for an answer: it is told no, and asks again when the session is there."""
        path = self.machine.tpm.folder / "slow.sock"
        relay = TpmRelay(self.machine.tpm.socket, path)
        self.addCleanup(relay.close)
        os.chown(path, agent_uid(), -1)
        self.bao.kill_9()
        self.machine.agent.kill_9()
        self.machine.tpm.reset()
        registry, entries = self.registry(), self.house.entries()
        relay.delay = _seconds_a_command
        self.machine.agent.node = replace(self.machine.agent.node, tpm=relay.tcti)
        self.machine.agent.write_configuration()
        begun, refused = time.monotonic(), self.refusals()
        self.machine.agent.start()
        self.bao.start()

        wait_until(lambda: self.refusals() > refused, "the vault runs and was told to wait", 60,
                   why=self.bao.log_tail)
        self.assertEqual(self.bao.health(), OpenBao.sealed)
        self.assertIn("E3106", self.bao.log.read_text())
        self.bao.wait_unsealed("the vault opened by itself, once its slow TPM was through", 200)

        self.assertGreater(len(relay.commands) * _seconds_a_command, 10)
        self.assertGreater(time.monotonic() - begun, 10)
        self.assertEqual(self.registry(), registry)
        self.check_journal_kept(entries)


class TpmInTrouble(KeptCase):
    """A rehearsal does all that a boot does, and asks the vault nothing."""

    label = "trouble"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tpm = cls.machine.tpm
        cls.bao.kill_9()
        cls.machine.agent.kill_9()

    def rehearsed(self, code: int) -> str:
        done = self.machine.agent.command("attest", "--dry-run")
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def check_told_here(self, error: str) -> None:
        """By the machine itself: the service has noted nothing."""
        registry, noted = self.registry(), trace(self.house)

        said = self.rehearsed(_here)

        self.assertIn(f"[{error}", said)
        self.assertEqual(trace(self.house), noted)
        self.assertEqual(self.registry(), registry)

    def test_absent(self):
        self.tpm.stop()
        self.addCleanup(self.rehearsed, 0)
        self.addCleanup(self.tpm.start)

        self.check_told_here("E3001 tpm-absent")

    def test_out_of_handles(self):
        self.tpm.fill()
        self.addCleanup(self.rehearsed, 0)
        self.addCleanup(self.tpm.flush)
        before = self.tpm.handles()

        self.check_told_here("E3010 tpm-no-room")

        self.assertEqual(self.tpm.handles(), before)

    def test_ended_in_the_middle(self):
        agent = self.machine.agent
        relay = TpmRelay(self.tpm.socket, self.tpm.folder / "relay.sock")
        self.addCleanup(relay.close)
        os.chown(self.tpm.folder / "relay.sock", agent_uid(), -1)
        self.addCleanup(agent.write_configuration)
        self.addCleanup(setattr, agent, "node", agent.node)
        agent.node = replace(agent.node, tpm=relay.tcti)
        agent.write_configuration()
        relay.break_at = 4

        self.check_told_here("E3005 tpm-gone")

        self.rehearsed(0)

    def test_reset_under_a_machine_that_goes_on(self):
        """Its registers say no longer what was booted, however often somebody resets it."""
        self.tpm.extend(7, b"the boot loader")
        self.rehearsed(_denied)
        approve = ("node", "baseline", "approve", self.machine.vault, "one", "--id")
        self.service.ask(*approve, "loader")
        self.service.ask("node", "baseline", "drop", self.machine.vault, "one",
                         "--id", "base")
        self.rehearsed(0)
        registry, entries = self.registry(), self.house.entries()

        self.tpm.reset()
        said = self.rehearsed(_denied)

        self.assertRegex(said, r"failed +pcr 7 .*\(E1861\)")
        self.assertEqual(self.registry(), registry)
        self.check_journal_kept(entries)
        self.tpm.extend(7, b"the boot loader")
        self.rehearsed(0)


class ClearedTpm(KeptCase):
    label = "cleared"

    def test_a_machine_whose_tpm_was_cleared_is_refused_with_its_claim_until_it_is_enrolled_anew(self):
        def clear():
            self.bao.kill_9()
            self.machine.agent.kill_9()
            self.machine.tpm.clear()
            self.machine.agent.start()
            self.bao.start()

        registry, entries = self.registry(), self.house.entries()
        self.stays_sealed_after(clear)

        refused = [entry["fields"] for entry in self.house.entries()
                   if entry["kind"] == "attestation" and entry["sequence"] > entries[-1]["sequence"]]
        self.assertEqual((refused[0]["claim"], refused[0]["code"]), ("reset count", 1858))
        self.assertEqual(self.registry(), registry | {"state": "in quarantine"})
        self.assertIn("reset count went down", self.machine.shown()["quarantine"])
        self.check_journal_kept(entries)
        self.enrol_anew()
        self.bao.wait_unsealed("the vault opens by itself, for the new node")
        self.assertEqual(self.machine.shown()["state"], "in force")

    def enrol_anew(self) -> None:
        """As the runbook says: the old record goes, and the machine becomes a new node."""
        before = self.machine.shown()["id"]
        self.service.ask("node", "revoke", self.machine.vault, "one")
        enrolled = self.service.ask("node", "enrol", self.machine.vault, "one",
                                    json_answer=True).document
        self.assertNotEqual(enrolled["node"], before)
        agent = self.machine.agent
        agent.kill_9()
        agent.node = replace(agent.node, identifier=enrolled["node"])
        agent.write_configuration()
        agent.enrol(enrolled["token"])
        self.machine.approve("anew")
        agent.start()


if __name__ == "__main__":
    unittest.main()
