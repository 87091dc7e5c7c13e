"""docs/howto/tpm-nodes.md, followed from a service that knows no maker of TPMs to a machine that is taken out.

The cases follow on each other, as the steps of the page do."""

import hashlib
import os
import re
import unittest

from tests.e2e.shared import House, repository
from tests.support import console

from scripts.lab import openbao
from scripts.lab.agent import Agent, Node
from scripts.lab.attested import agent_uid
from scripts.lab.openbao import OpenBao
from scripts.lab.tpm import SoftwareTpm

_page = "docs/howto/tpm-nodes.md"


def shown_on_page(language: str) -> str:
    """The one block of the page in this language."""
    found = [block for block in console.blocks(repository, _page) if block.language == language]
    if len(found) != 1:
        raise LookupError(f"{_page} has {len(found)} blocks of {language}")
    return "\n".join(found[0].lines) + "\n"


def extended(register: str, data: bytes) -> str:
    """What the register will say when this was measured into it."""
    return hashlib.sha256(bytes.fromhex(register) + hashlib.sha256(data).digest()).hexdigest()


@unittest.skipIf(os.geteuid() != 0, "the page's commands are root's")
class TpmNodesPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.end)
        cls.service = cls.house.service
        cls.desk = cls.house.folder / "page"
        cls.desk.mkdir(mode=0o711)
        cls.tpm = SoftwareTpm.make(cls.house.folder / "tpms" / "machine", agent_uid())
        cls.tpm.folder.parent.chmod(0o711)
        cls.tpm.folder.chmod(0o711)
        cls.tpm.start()
        cls.addClassCleanup(cls.tpm.kill)
        (cls.desk / "maker-root.pem").write_bytes(cls.tpm.root_certificate.read_bytes())
        (cls.desk / "maker-intermediate.pem").write_bytes(cls.tpm.issuer_certificate.read_bytes())
        cls.places = {
            "/etc/sealwright/agent.conf": str(cls.desk / "agent" / "agent.conf"),
            "/etc/sealwright": str(cls.service.folder),
            "sealwright-agent identity": f"sealwright-agent identity --tpm {cls.tpm.tcti}",
            "--agent-config node-1.toml":
                f"--agent-config node-1.toml --config {cls.service.folder / 'sealwright.toml'}",
            "unix:///run/sealwright/transit.sock": f"unix://{cls.desk / 'agent' / 'transit.sock'}",
        }
        cls.here = {"folder": cls.desk, "places": cls.places, "environment": {
            "SEALWRIGHT_SOCKET": str(cls.service.socket),
            "PATH": os.pathsep.join([str(cls.service.programs), os.environ.get("PATH", os.defpath)])}}

    def shown(self) -> dict:
        return self.service.ask("node", "show", "prod-eu", "node-1", json_answer=True).document

    def test_1_the_page_makes_a_maker_believed(self):
        console.run("docs/howto/tpm-nodes.md", "makers", **self.here)
        with open(self.service.folder / "sealwright.toml", "a") as configuration:
            configuration.write("\n" + console.elsewhere(shown_on_page("toml"), self.places))
        console.run("docs/howto/tpm-nodes.md", "compile", **self.here)

        self.service.kill_everything()
        self.service.start()

        self.service.wait_open(tokens_ready=3)

    def test_2_the_page_makes_a_machine_known(self):
        said = console.run("docs/howto/tpm-nodes.md", "identity", **self.here)
        type(self).key = re.search(r"^endorsement key: +(\w{64})$", said, re.MULTILINE)[1]
        said = console.run("docs/howto/tpm-nodes.md", "token", **self.here)
        token = re.search(r"^(enrol-\w+)$", said, re.MULTILINE)[1]
        self.places["node-..."] = re.search(r"Node id: (node-\w+)", said)[1]
        self.fit_the_file()

        console.run("docs/howto/tpm-nodes.md", "enrol", **self.here, typed=(token,),
                    prompt="Enrolment token: ")

        self.assertEqual(self.shown()["identity"], self.key)

    def fit_the_file(self) -> None:
        """What a person edits: the vault's user, its socket, and here the TPM and the state's folder."""
        folder = self.desk / "agent"
        state = folder / "state"
        state.mkdir(mode=0o711, parents=True)
        file = self.desk / "node-1.toml"
        text = file.read_text()
        for line, other in (('socket = "/run/sealwright/transit.sock"',
                             f'socket = "{folder / "transit.sock"}"'),
                            ('user = "openbao"', f"user = {os.geteuid()}"),
                            ('evidence = "tpm2"', f'evidence = "tpm2"\ntpm = "{self.tpm.tcti}"'),
                            ('state = "/var/lib/sealwright-agent"', f'state = "{state}"')):
            self.assertIn(line, text)
            text = text.replace(line, other)
        file.write_text(text)
        for path in (folder, state):
            os.chown(path, agent_uid(), -1)

    def test_3_the_page_approves_it(self):
        said = console.run("docs/howto/tpm-nodes.md", "look", **self.here)
        self.assertIn(self.key, said)

        said = console.run("docs/howto/tpm-nodes.md", "approve", **self.here)

        self.assertRegex(said, r"2026-11 +0 .*2027-05-01")

    def test_4_the_page_leads_to_a_vault_that_unseals_itself(self):
        console.run("docs/howto/tpm-nodes.md", "rehearse", **self.here)
        cls = type(self)
        node = Node(self.shown()["id"], "", "", (), "transit", "prod-eu", "tpm2", self.tpm.tcti)
        cls.agent = Agent(self.desk / "agent", self.service.programs, node, os.geteuid(), agent_uid())
        cls.addClassCleanup(cls.agent.kill_9)
        cls.agent.start()
        cls.bao = OpenBao(self.desk / "vault", openbao.binary(repository))
        cls.addClassCleanup(cls.bao.kill_9)
        self.bao.write_configuration(console.elsewhere(shown_on_page("hcl"), self.places))
        console.run("docs/howto/tpm-nodes.md", "allow", **self.here)
        self.bao.start()
        self.bao.initialise()
        self.bao.wait_unsealed("the vault of the page is unsealed after its init")

    def test_5_it_reboots_and_an_upgrade_is_approved_before(self):
        self.boot()
        said = console.run("docs/howto/tpm-nodes.md", "reboots", **self.here)
        self.assertRegex(said, r"prod-eu +node-1 +")
        now = self.tpm.registers(0, 2, 4, 7)
        values = now | {4: extended(now[4], b"the next boot loader")}
        console.run("docs/howto/tpm-nodes.md", "upgrade", folder=self.desk,
                    environment=self.here["environment"],
                    places=self.places | {f"{number}=HEX": f"{number}={value}"
                                          for number, value in values.items()})

        self.boot(b"the next boot loader")

        self.assertEqual(self.shown()["state"], "in force")

    def boot(self, loader: bytes = b"") -> None:
        self.bao.kill_9()
        self.agent.kill_9()
        self.tpm.reset()
        if loader:
            self.tpm.extend(4, loader)
        self.agent.start()
        self.bao.start()
        self.bao.wait_unsealed("the machine of the page boots unsealed")

    def test_6_the_page_takes_it_out(self):
        console.run("docs/howto/tpm-nodes.md", "revoke", **self.here)

        self.assertEqual(self.shown()["state"], "revoked")
        self.assertEqual(self.agent.command("attest", "--dry-run").returncode, 11)


if __name__ == "__main__":
    unittest.main()
