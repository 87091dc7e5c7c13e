"""A machine whose platform's provider certifies its attestation key: enrolled, unsealed, refused."""

import dataclasses
import unittest
from pathlib import Path

from scripts.lab.provider import Provider
from tests.e2e.attested_house import attested_house

_exit_denied = 11
_not_believed = "code=1803"


class ByItsProvidersWord(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = attested_house()
        cls.service = cls.house.service

    def invited(self, label: str, provider: Provider | None):
        """Its TPM is equipped, and its agent configured by what `node agent-config` writes."""
        machine = self.house.new_machine(label, True, "--endorsement", "provider", enrols=False)
        if provider:
            provider.equip(machine.tpm)
        file = machine.agent.folder / "written.toml"
        self.service.ask("node", "agent-config", machine.vault, "one", "--out", file,
                         "--address", f"127.0.0.1:{self.service.port}")
        self.assertIn('endorsement = "provider"\n', Path(file).read_text())
        machine.agent.node = dataclasses.replace(machine.agent.node, endorsement="provider")
        machine.agent.write_configuration()
        return machine

    def test_it_enrols_by_its_providers_certificate_and_opens_its_vault_by_that_key(self):
        machine = self.invited("provided", self.house.provider)

        machine.enrol()
        machine.approve()
        machine.agent.start()
        machine.bao.start()
        machine.bao.initialise()

        machine.bao.wait_unsealed("the vault of a provider's machine is unsealed")
        shown = machine.shown()
        self.assertEqual((shown["provenance"], shown["result"]["status"]), ("provider-ak", "affirming"))
        self.assertEqual(shown["endorsed_by"], "CN=Lab Provider")
        known = machine.agent.command("identity", "--format", "json")
        self.assertIn("CN=Lab Provider", known.stdout)
        self.assertIn('"endorsement_key":"' + shown["identity"], known.stdout)

    def test_a_provider_that_nobody_configured_vouches_for_nobody(self):
        machine = self.invited("unprovided", Provider(self.house.folder / "other-provider"))

        refused = machine.agent.command("enrol", token=machine.token)

        self.assertNotEqual(refused.returncode, 0)
        self.assertIn(_not_believed, refused.stderr)
        self.assertEqual(machine.shown()["state"], "waits for its agent")

    def test_a_machine_that_its_provider_left_no_key_in_says_so(self):
        machine = self.invited("bare", None)

        refused = machine.agent.command("enrol", token=machine.token)

        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("E3020", refused.stderr)
        self.assertEqual(machine.shown()["state"], "waits for its agent")


if __name__ == "__main__":
    unittest.main()
