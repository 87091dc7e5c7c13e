"""docs/runbooks/rotate-root.md, request-root.md and agent-is-lost.md: each command in the trouble it is shown for."""

import os
import re
import subprocess
import unittest

from tests.e2e.attested_house import attested_house
from tests.e2e.managed_vault import ManagedVault
from tests.support import console

from scripts.habits.tree import ROOT
from scripts.lab.openbao import OpenBao
from scripts.lab.waiting import wait_until


_inline = re.compile(r"`((?:sealwright|bao) [^`]+)`")
# Said of another moment than the page's: what made a token, what another page is for, what people who decide do.
_mentioned = {"bao operator init", "bao login", "sealwright vault adopt",
              "sealwright node agent-config demo node-2 --out node-2.toml"}


class PagesAreFollowed(unittest.TestCase):
    def test_each_command_of_the_pages_stands_in_a_block_that_a_test_runs(self):
        for name in ("rotate-root", "request-root", "agent-is-lost"):
            page = f"docs/runbooks/{name}.md"
            blocks = console.blocks(ROOT, page)
            self.assertTrue(all(each.label for each in blocks), page)
            run = {command for each in blocks for command in each.commands}
            for command in set(_inline.findall((ROOT / page).read_text())) - _mentioned:
                with self.subTest(page=page, command=command):
                    self.assertIn(command, run)
            for each in blocks:
                self.assert_runs(each.label["test"], each.label["name"])

    def assert_runs(self, test: str, block: str) -> None:
        owner, _, method = test.partition(".")
        names = getattr(globals()[owner], method).__code__.co_consts
        self.assertIn(block, names, f"{test} does not run it")


class OnCall(unittest.TestCase):
    """The pages' vault is demo; here it has a name of its own."""

    label = "oncall"

    @classmethod
    def setUpClass(cls):
        cls.house = attested_house()
        cls.service = cls.house.settled()
        cls.vault = ManagedVault(cls.house, cls.label)
        cls.addClassCleanup(cls.vault.end)

    def setUp(self):
        programs = [self.service.programs, self.vault.bao.program.parent]
        self.home = self.vault.bao.folder / "home"
        self.home.mkdir(exist_ok=True)
        self.places = {"demo": self.vault.name}
        self.environment = {
            **self.vault.bao.client_environment(),
            "HOME": str(self.home),
            "SEALWRIGHT_SOCKET": str(self.service.socket),
            "PATH": os.pathsep.join([*map(str, programs), os.environ.get("PATH", os.defpath)]),
        }
        self.here = {"folder": self.vault.bao.folder, "places": self.places, "environment": self.environment}

    def planted(self, inside: str = "") -> tuple[str, str]:
        """A root token that nobody granted, made by one that is given back: the token, its accessor."""
        mine = self.vault.root_token()
        made = self.vault.made(f"{inside}auth/token/create", mine, policies=["root"], no_parent=True, ttl="1h")
        self.vault.made("auth/token/revoke-self", mine)
        return made["client_token"], made["accessor"]

    def begun(self, *words: str) -> subprocess.Popen:
        command = [str(self.service.programs / "sealwright"), "--socket", str(self.service.socket), *words]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)


class RootIsInTheWrongHands(OnCall):
    def test_1_it_is_ended_and_seen_who_it_was(self):
        stolen, accessor = self.planted()
        said = console.run("docs/runbooks/rotate-root.md", "preview", **self.here)
        self.assertIn(accessor, said)
        self.assertTrue(self.vault.lives(stolen))
        said = console.run("docs/runbooks/rotate-root.md", "rotate", **self.here)
        self.assertIn(accessor, said)
        self.assertFalse(self.vault.lives(stolen))
        said = console.run("docs/runbooks/rotate-root.md", "who", **self.here)
        self.assertIn(accessor, said)
        self.assertIn("auth/token/create", said)

    def test_2_a_vault_that_is_held_is_rotated_all_the_same(self):
        stolen, _ = self.planted()
        self.addCleanup(self.service.ask, "vault", "lift", self.vault.name, "--reason", "over")
        console.run("docs/runbooks/rotate-root.md", "hold", **self.here)
        self.assertFalse(self.vault.lives(stolen))
        self.assertNotEqual(self.vault.request(code=None).code, 0, "a held vault has made a root token")

    def test_3_it_is_ended_without_us(self):
        mine = self.vault.root_token()
        self.vault.made("sys/namespaces/team", mine)
        self.vault.made("team/auth/token/create", mine, policies=["default"], no_parent=True)
        stolen, self.places["ACCESSOR"] = self.planted()
        self.environment["BAO_TOKEN"] = mine
        said = console.run("docs/runbooks/rotate-root.md", "look", **self.here)
        self.assertRegex(said, r"policies +\[root\]")
        self.assertIn("team/", said)
        console.run("docs/runbooks/rotate-root.md", "end", **self.here)
        self.assertFalse(self.vault.lives(stolen))
        self.assertTrue(self.vault.lives(mine))
        console.run("docs/runbooks/rotate-root.md", "last", **self.here)
        self.assertFalse(self.vault.lives(mine))

    def test_4_the_agent_does_not_come(self):
        stolen, _ = self.planted()
        self.vault.machine.agent.kill_9()
        asked = self.begun("root", "rotate", "--emergency", "--vault", self.vault.name, "--reason", "nobody")
        wait_until(lambda: self.vault.page()["task"]["state"] == "waiting", "the rotation waits", 20)
        said = console.run("docs/runbooks/rotate-root.md", "late", **self.here)
        self.assertIn("waiting", said)
        self.assertRegex(said, r"Sealed +false")
        said = console.run("docs/runbooks/rotate-root.md", "policies", **self.here)
        self.assertIn("sealwright-rotate", said)
        self.vault.machine.agent.start()
        self.vault.settle("the rotation is done when the agent is back")
        asked.wait(60)
        self.assertFalse(self.vault.lives(stolen))

    def test_5_a_vault_that_is_sealed_by_hand_stays_so(self):
        self.environment["BAO_TOKEN"] = self.vault.root_token()
        console.run("docs/runbooks/rotate-root.md", "seal", **self.here)
        self.assertEqual(self.vault.bao.health(), OpenBao.sealed)
        self.vault.bao.restart_after_kill()
        self.vault.bao.wait_unsealed("a restart unseals it, since no hold is on it")


class RootForAWhile(OnCall):
    label = "awhile"

    def test_1_it_is_made_used_and_given_back(self):
        console.run("docs/runbooks/request-root.md", "ask", **self.here)
        token = (self.home / ".vault-token").read_text().strip()
        self.assertTrue(self.vault.lives(token))
        said = console.run("docs/runbooks/request-root.md", "use", **self.here)
        accessor = re.search(r"(?m)^accessor +(\S+)$", said)[1]
        self.assertGreater(said.count(accessor), 1, said)
        said = console.run("docs/runbooks/request-root.md", "give-back", **self.here)
        self.assertIn("permission denied", said)
        self.assertFalse(self.vault.lives(token))
        self.assertFalse((self.home / ".vault-token").exists())

    def test_2_nobody_comes_to_make_it(self):
        self.vault.machine.agent.kill_9()
        asked = self.begun("root", "request", "--vault", self.vault.name, "--ttl", "2m", "--reason", "INC-7")
        wait_until(lambda: self.vault.page()["task"]["state"] == "waiting", "the request waits", 20)
        self.assertIn("waiting", console.run("docs/runbooks/request-root.md", "why", **self.here))
        self.vault.machine.agent.start()
        self.vault.settle("the token is made when the agent is back")
        self.assertEqual(asked.wait(60), 0)

    def test_3_its_answer_was_lost(self):
        lost = self.vault.root_token()
        console.run("docs/runbooks/request-root.md", "lost", **self.here)
        self.assertFalse(self.vault.lives(lost))


@unittest.skipIf(os.geteuid() != 0, "the page's commands are root's")
class AgentIsLost(OnCall):
    """The page's lost node is node-1; the agent that takes its place has a TPM, as the page's has."""

    label = "lost"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tpm = cls.house.new_tpm(f"{cls.vault.name}-two")
        cls.tpm.start()
        cls.addClassCleanup(cls.tpm.kill)

    def setUp(self):
        super().setUp()
        self.agent = self.vault.machine.agent
        self.places |= {
            "node-1": self.vault.machine.name,
            "--agent-config node-2.toml":
                f"--agent-config node-2.toml --config {self.service.folder / 'sealwright.toml'}",
            "/etc/sealwright/agent.conf": str(self.agent.configuration),
            "/var/lib/sealwright-agent": str(self.agent.folder / "state"),
            "-o sealwright-agent": f"-o {self.agent.uid}",
        }

    def fit_the_file(self) -> None:
        """What a person edits, and here the TPM as well."""
        file = self.vault.bao.folder / "node-2.toml"
        text = file.read_text()
        for line, other in (('socket = "/run/sealwright/transit.sock"', f'socket = "{self.agent.socket}"'),
                            ('user = "openbao"', f"user = {os.geteuid()}"),
                            ('evidence = "tpm2"', f'evidence = "tpm2"\ntpm = "{self.tpm.tcti}"'),
                            ('state = "/var/lib/sealwright-agent"', f'state = "{self.agent.folder / "state"}"')):
            self.assertIn(line, text)
            text = text.replace(line, other)
        file.write_text(f'{text}\n[vault]\naddress = "{self.vault.bao.address}"\n'
                        f'authority = "{self.vault.bao.authority}"\n')

    def test_1_another_agent_takes_its_place(self):
        stolen, _ = self.planted()
        self.agent.kill_9()
        asked = self.begun("root", "rotate", "--emergency", "--vault", self.vault.name, "--reason", "before")
        wait_until(lambda: self.vault.page()["task"]["state"] == "waiting", "the rotation waits", 20)
        said = console.run("docs/runbooks/agent-is-lost.md", "look", **self.here)
        self.assertIn("waiting", said)
        self.assertRegex(said, r"Sealed +false")

        console.run("docs/runbooks/agent-is-lost.md", "out", **self.here)
        said = console.run("docs/runbooks/agent-is-lost.md", "token", **self.here)
        token = re.search(r"(?m)^(enrol-\w+)$", said)[1]
        self.places["node-..."] = re.search(r"Node id: (node-\w+)", said)[1]
        self.fit_the_file()
        console.run("docs/runbooks/agent-is-lost.md", "aside", **self.here)
        console.run("docs/runbooks/agent-is-lost.md", "enrol", **self.here, typed=(token,),
                    prompt="Enrolment token: ")
        console.run("docs/runbooks/agent-is-lost.md", "approve", **self.here)
        console.run("docs/runbooks/agent-is-lost.md", "rehearse", **self.here)
        self.assertTrue(self.vault.lives(stolen))
        self.assertEqual(self.vault.page()["task"]["state"], "waiting")

        self.agent.start()
        self.vault.settle("the rotation that waited is done by the other agent")
        asked.wait(60)
        self.assertFalse(self.vault.lives(stolen))
        said = console.run("docs/runbooks/agent-is-lost.md", "rotate", **self.here)
        self.assertRegex(said, r"Sealed +false")
        self.vault.bao.restart_after_kill()
        self.vault.bao.wait_unsealed("the vault unseals by the other agent")
        self.vault.no_stranger_lives()

    def test_2_where_no_node_is_in_force_a_rotation_is_refused(self):
        """The one that took its place is lost as well."""
        self.service.ask("node", "revoke", self.vault.name, "node-2")
        refused = self.vault.rotate(code=None)
        self.assertNotEqual(refused.code, 0)
        self.assertIn("E2488", refused.text + refused.talk)


if __name__ == "__main__":
    unittest.main()
