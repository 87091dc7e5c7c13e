"""Event logs and identities at an enrolment, with a TPM in software and the real verifier."""

import json
import unittest

from tests.e2e.attested_house import attested_house
from tests.e2e.shared import repository

from scripts.lab.attested import Machine, new_machine
from scripts.lab.commands import run
from scripts.lab.event_log import ACTION, EventLog, booted
from scripts.lab.openbao import OpenBao, binary

_form, _replay, _grammar, _missing, _boot_off = "E1830", "E1831", "E1832", "E1846", "E1847"
_not_pinned, _too_large, _exit_denied = "code=1814", "code=3024", 11
_log_max = 48 * 1024
_block_max = 512  # What the agent reads of a TPM's storage at once.


class EnrolmentCase(unittest.TestCase):
    """One vault for all machines of a class; each has a TPM of its own and no OpenBao that runs."""

    @classmethod
    def setUpClass(cls):
        cls.house = attested_house()
        cls.service = cls.house.settled()
        cls.vault = f"enrols-{cls.__name__.lower()}"
        cls.service.ask("vault", "add", cls.vault)
        cls.number = 0

    def machine(self, *words: str, log: bytes | None = None,
                measured: EventLog | None = None) -> Machine:
        """Invited and not enrolled; `log` is what its firmware says it `measured`."""
        type(self).number += 1
        name = f"n{self.number}"
        tpm = self.house.new_tpm(f"{self.vault}-{name}")
        tpm.start()
        self.addCleanup(tpm.kill)
        if measured:
            measured.measure(tpm)
        folder = self.house.folder / "machines" / f"{self.vault}-{name}"
        folder.mkdir(parents=True)
        file = folder / "log"
        if log is not None:
            file.write_bytes(log)
        return new_machine(self.service, folder / "agent", self.vault, name,
                           OpenBao(folder / "vault", binary(repository)), tpm, *words,
                           event_log=str(file) if log is not None else "")

    def refused(self, machine: Machine) -> dict:
        """Enrolling is refused, the node has no identity, and its token is good as before."""
        answer = machine.agent.command("enrol", token=machine.token)
        self.assertEqual(answer.returncode, _exit_denied, answer.stdout + answer.stderr)
        shown = machine.shown()
        self.assertEqual(shown["state"], "waits for its agent")
        return {check["claim"]: check for check in shown["result"]["checks"]}


class AnEventLog(EnrolmentCase):
    def test_a_nodes_page_says_what_its_log_explains_and_that_secure_boot_is_on(self):
        log = booted(secure_boot=True)
        machine = self.machine(log=log.bytes, measured=log)

        machine.enrol()

        shown = machine.shown()
        self.assertEqual(shown["event_log"], {
            "events": len(log.events), "explained": "0,2,4,7", "differing": "",
            "secure_boot": "on", "code": "", "why": ""})
        page = self.service.ask("node", "show", self.vault, machine.name).text
        self.assertIn("secure boot on", page)
        self.assertIn("secure boot: passed, got on",
                      self.service.ask("explain", shown["entry"]).text)

    def test_a_log_that_does_not_lead_to_a_register_is_a_finding_and_a_person_decides(self):
        log = booted(secure_boot=True)
        machine = self.machine(log=log.bytes, measured=log)
        machine.tpm.extend(4, b"something that nobody wrote down")

        machine.enrol()

        self.assertEqual(machine.shown()["event_log"]["differing"], "4")
        codes = {check["claim"]: check["code"] for check in machine.failed_claims()}
        self.assertEqual((codes["event log"], codes["log of pcr 4"]), (_replay, _replay))
        machine.approve()

    def test_where_the_log_has_to_explain_that_register_the_node_is_refused_until_it_does(self):
        log = booted(secure_boot=True)
        machine = self.machine("--log-pcrs", "4,7", log=log.bytes, measured=log)
        machine.tpm.extend(4, b"something that nobody wrote down")
        self.assertEqual(self.refused(machine)["log of pcr 4"]["code"], _replay)

        machine.tpm.reset()
        log.measure(machine.tpm)
        machine.enrol()

        self.assertEqual(machine.shown()["event_log"]["explained"], "0,2,4,7")

    def test_an_event_relabelled_so_that_secure_boot_looks_on_is_refused(self):
        genuine = booted(secure_boot=False)
        lie = booted(secure_boot=False)
        lie.events[1] = (7, ACTION, lie.events[1][2])
        for log in (genuine, lie):
            log.add(7, *booted(secure_boot=True).events[1][1:])
        machine = self.machine("--log-pcrs", "7", log=lie.bytes, measured=genuine)

        check = self.refused(machine)["secure boot"]

        self.assertEqual(check["code"], _grammar)
        self.assertIn("pcr=7", check["got"])

    def test_secure_boot_that_has_to_be_on_and_is_off_is_refused(self):
        log = booted(secure_boot=False)
        machine = self.machine("--log-pcrs", "7", "--secure-boot", log=log.bytes, measured=log)

        self.assertEqual(self.refused(machine)["secure boot"]["code"], _boot_off)

    def test_a_node_that_has_to_explain_registers_and_has_no_log_is_refused(self):
        self.assertEqual(self.refused(self.machine("--log-pcrs", "0"))["event log"]["code"],
                         _missing)

    def test_a_log_that_is_cut_short_is_named_and_refused_only_where_it_is_needed(self):
        log = booted(secure_boot=True)
        machine = self.machine(log=log.bytes[:-1], measured=log)
        machine.enrol()
        self.assertEqual(machine.shown()["event_log"]["code"], _form)
        self.assertIn("bytes_left", machine.shown()["event_log"]["why"])

        needed = self.machine("--log-pcrs", "0", log=log.bytes[:-1], measured=log)
        self.assertEqual(self.refused(needed)["event log"]["code"], _form)

    def test_the_largest_log_is_carried_and_a_larger_one_is_refused_at_the_agent(self):
        log = booted(secure_boot=True)
        log.add(5, ACTION, b"")
        log.events[-1] = (5, ACTION, bytes(_log_max - len(log.bytes)))
        self.assertEqual(len(log.bytes), _log_max)
        machine = self.machine("--log-pcrs", "7", log=log.bytes, measured=log)
        machine.enrol()
        self.assertEqual(machine.shown()["event_log"]["events"], len(log.events))

        too_large = self.machine(log=log.bytes + b"\0")
        answer = too_large.agent.command("enrol", token=too_large.token)
        self.assertNotEqual(answer.returncode, 0)
        self.assertIn(_too_large, answer.stderr)
        self.assertEqual(too_large.shown()["state"], "waits for its agent")


class WhoAMachineIs(EnrolmentCase):
    def identity(self, machine: Machine, *words: str) -> str:
        """As somebody does on a machine that has no configuration of an agent yet."""
        return run([self.service.programs / "sealwright-agent", "identity", "--tpm",
                    machine.tpm.tcti, *words], "asking a machine who it is").stdout

    def test_a_key_that_identity_prints_can_be_pinned_and_no_other_machine_enrols_with_it(self):
        one = self.machine()
        pinned = json.loads(self.identity(one, "--format", "json"))["endorsement_key"]

        thief = self.machine("--endorsement", pinned)
        self.assertIn(_not_pinned, thief.agent.command("enrol", token=thief.token).stderr)
        self.assertEqual(thief.shown()["state"], "waits for its agent")

        one.enrol()
        self.assertEqual(one.shown()["identity"], pinned)

    def test_a_certificate_that_takes_several_reads_of_the_tpms_storage_comes_whole(self):
        machine = self.machine()
        stored = machine.tpm.certificate("rsa")
        machine.tpm.forget_certificate("p384")

        self.assertGreater(len(stored), _block_max)
        machine.enrol()  # Its maker's signature is over all of it.
        self.assertEqual(machine.shown()["result"]["provenance"], "ek-chain")

    def test_identity_shows_the_certificate_that_its_maker_gave_it(self):
        machine = self.machine()

        with_one = self.identity(machine)
        machine.tpm.forget_certificate("p384")
        machine.tpm.forget_certificate("rsa")
        without = json.loads(self.identity(machine, "--format", "json"))

        self.assertRegex(with_one, r"certificate issuer: +CN=swtpm-localca")
        self.assertRegex(with_one, r"certificate serial: +[0-9A-F]+\n")
        self.assertEqual(without["certificate"], "none")
        self.assertRegex(without["attestation_key"], r"^000b[0-9a-f]{64}$")
        self.assertEqual(machine.tpm.handles(), [])


if __name__ == "__main__":
    unittest.main()
