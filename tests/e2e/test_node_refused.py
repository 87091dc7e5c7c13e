"""docs/runbooks/node-is-refused.md: each command in the trouble it is shown for."""

import os
import re
import unittest

from tests.e2e.attested_house import attested_house
from tests.e2e.test_agent import AttestedCase
from tests.support import console

from scripts.lab.openbao import OpenBao


class NodeIsRefused(AttestedCase):
    """The page's vault is demo and its node is node-1; the cases follow on each other."""

    @classmethod
    def setUpClass(cls):
        cls.house = attested_house()
        cls.service = cls.house.settled()
        cls.service.ask("vault", "add", "refused")
        cls.machine = cls.house.further_machine("refused", "node-1")
        cls.bao = cls.machine.bao
        cls.machine.approve()
        cls.service.ask("vault", "allow-init", "refused", "--for", "10m", seconds=60)
        cls.machine.agent.start()
        cls.bao.start()
        cls.bao.initialise()
        cls.bao.wait_unsealed("vault refused is unsealed after its init")

    def setUp(self):
        agent = self.machine.agent
        self.places = {
            "/etc/sealwright/sealwright.toml": str(self.service.folder / "sealwright.toml"),
            "/etc/sealwright/agent.toml": str(agent.folder / "agent.toml"),
            "/etc/sealwright/agent.conf": str(agent.configuration),
            "/etc/sealwright/": f"{self.house.folder}/",
            "demo": self.machine.vault,
        }
        self.here = {
            "folder": self.house.folder,
            "places": self.places,
            "environment": {
                "SEALWRIGHT_SOCKET": str(self.service.socket),
                "PATH": os.pathsep.join([str(self.service.programs),
                                         os.environ.get("PATH", os.defpath)]),
            },
        }

    def test_1_a_change_that_was_meant(self):
        self.stays_sealed_after(lambda: self.machine.reboot("the boot loader of December"))

        said = console.run("docs/runbooks/node-is-refused.md", "which", **self.here)
        self.assertRegex(said, rf"{self.machine.vault} +node-1 +refused +what it showed last")
        self.assertRegex(said, r"pcr 7 +failed .*E1861")
        self.places["entry-14"] = re.search(r"entry-\d+", said)[0]
        console.run("docs/runbooks/node-is-refused.md", "explain", **self.here)
        said = console.run("docs/runbooks/node-is-refused.md", "rehearse", **self.here)
        self.assertRegex(said, r"failed +pcr 7 .*\(E1861\)")
        self.assertEqual(self.bao.health(), OpenBao.sealed)
        console.run("docs/runbooks/node-is-refused.md", "meant", **self.here)

        self.bao.wait_unsealed("the vault opens by itself")

    def test_2_a_change_that_nobody_meant(self):
        self.stays_sealed_after(lambda: self.machine.reboot("whose boot loader is this"))

        console.run("docs/runbooks/node-is-refused.md", "not-meant", **self.here)
        self.stays_sealed_after(lambda: self.machine.reboot("the boot loader of December"))
        self.assertEqual([each["code"] for each in self.machine.failed_claims()], ["E2467"])

        said = console.run("docs/runbooks/node-is-refused.md", "anew", **self.here)
        self.places["node-" + 32 * "0"] = re.search(r"Node id: (node-\w+)", said)[1]
        token = re.search(r"^(\S+)\nThe line above", said, re.MULTILINE)[1]
        console.run("docs/runbooks/node-is-refused.md", "machine", **self.here, typed=(token,))
        self.machine.agent.kill_9()
        self.machine.agent.start()
        self.assertEqual(self.bao.health(), OpenBao.sealed)
        console.run("docs/runbooks/node-is-refused.md", "approve", **self.here)

        self.bao.wait_unsealed("the vault opens by itself, for the new node")

    def test_3_a_policy_that_says_no(self):
        before = self.service.ask("policy", "show", json_answer=True).document["policy"]
        back = self.house.folder / "before.toml"
        back.write_text(before)
        elsewhere = self.house.folder / "elsewhere.toml"
        elsewhere.write_text('version = 1\n\n[[rule]]\nname = "elsewhere"\nevidence = ["tpm2"]\n'
                             'evidence_age_max_s = 60\n'
                             'source = ["192.0.2.0/24"]\n')
        self.service.ask("policy", "set", elsewhere)
        try:
            self.stays_sealed_after(lambda: self.machine.reboot("the boot loader of December"))
            self.assertEqual([each["claim"] for each in self.machine.failed_claims()], ["policy"])

            said = console.run("docs/runbooks/node-is-refused.md", "policy", **self.here)
            self.assertIn("elsewhere", said)
            self.assertIn("192.0.2.0/24", said)
        finally:
            self.service.ask("policy", "set", back, "--looser")
        self.bao.wait_unsealed("the vault opens by itself")


if __name__ == "__main__":
    unittest.main()
