"""A vault on the service's own host, whose node is known by its agent's user and by nothing else."""

import os
import socket
import unittest

from tests.e2e.shared import house, repository
from tests.e2e.test_isolation import as_user

from scripts.lab import openbao
from scripts.lab.attested import Machine, new_local_machine
from scripts.lab.openbao import OpenBao
from scripts.lab.settings import front_user
from scripts.lab.waiting import wait_until

_user, _neighbour, _stranger = 64131, 64132, 64133
_node_ask = 0x0420


def begin_frame(machine: Machine) -> bytes:
    """What an agent of this node sends first."""
    ids = (machine.agent.node.identifier, machine.agent.node.vault)
    begin = b"\x01\x00" + b"".join(bytes.fromhex(one.rpartition("-")[2]) for one in ids) + bytes(4)
    body = b"\x00" + bytes(4) + len(begin).to_bytes(4, "big") + begin
    return (len(body).to_bytes(4, "big") + _node_ask.to_bytes(2, "big") + b"\x00\x01"
            + (1).to_bytes(8, "big") + body)


@unittest.skipIf(os.geteuid() != 0, "only root gives each agent a user of its own")
class KnownByItsUser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = house()
        cls.service = cls.house.settled()
        cls.service.ask("vault", "add", "local")
        cls.machine = cls.new_machine("one", _user)
        cls.service.ask("vault", "allow-init", "local", "--for", "10m", seconds=60)
        cls.machine.agent.start()
        cls.bao = cls.machine.bao
        cls.bao.start()
        cls.bao.initialise()
        cls.bao.wait_unsealed("the vault on the service's host is unsealed after its init")

    @classmethod
    def new_machine(cls, name: str, user: int) -> Machine:
        folder = cls.house.folder / "machines" / f"local-{name}"
        folder.mkdir(parents=True)
        bao = OpenBao(folder / "vault", openbao.binary(repository))
        machine = new_local_machine(cls.service, folder / "agent", "local", name, bao, user)
        cls.addClassCleanup(machine.end)
        machine.enrol()
        machine.approve()
        return machine

    def knock(self, before_sending=lambda: None) -> list[str]:
        """What the keeper answers to a begin: "answered", or "closed"."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(20)
            line.connect(str(self.service.run / "node.sock"))
            before_sending()
            try:
                line.sendall(begin_frame(self.machine))
                return ["answered" if line.recv(64) else "closed"]
            except (ConnectionResetError, BrokenPipeError):
                return ["closed"]

    def claiming_to_be_one(self, user: int, name: str) -> Machine:
        """The agent of `one`, whole, started by another user in a folder of its own."""
        folder = self.house.folder / "machines" / f"claims-{name}"
        agent = self.machine.agent.__class__(folder, self.service.programs, self.machine.agent.node,
                                             os.geteuid(), user)
        agent.write_configuration()
        return agent

    def test_its_vault_unseals_itself_and_each_release_names_its_user(self):
        self.bao.restart_after_kill()

        self.bao.wait_unsealed("the vault on the service's host unseals itself")
        self.assertEqual(self.machine.shown()["result"]["kind"], "unix-peer")
        intents = [entry for entry in self.house.intents()
                   if entry["fields"].get("vault") == "local"]
        self.assertTrue(intents)
        for intent in intents:
            self.assertEqual(intent["fields"]["tier"], "sealed")
            evidence = self.service.ask("explain", f"entry-{intent['fields']['attestation']}").text
            self.assertIn(f"by unix-peer from uid {_user} (pid ", evidence)
        self.assertTrue(self.house.journal_verifies())

    def test_another_node_of_the_host_that_claims_its_id_is_refused_by_its_user(self):
        self.new_machine("two", _neighbour)
        agent = self.claiming_to_be_one(_neighbour, "two")

        rehearsed = agent.command("attest", "--dry-run")

        self.assertEqual(rehearsed.returncode, 11, rehearsed.stderr)
        self.assertIn("attestation refused", rehearsed.stderr)
        failed = self.machine.failed_claims()
        self.assertEqual([(one["claim"], one["expected"], one["got"]) for one in failed],
                         [("uid", str(_user), str(_neighbour))])

    def test_a_user_of_no_node_is_sent_away_at_the_door(self):
        agent = self.claiming_to_be_one(_stranger, "stranger")
        before = self.service.log.stat().st_size

        rehearsed = agent.command("attest", "--dry-run")

        self.assertEqual(rehearsed.returncode, 2, rehearsed.stderr)
        self.assertIn("E3122", rehearsed.stderr)
        wait_until(lambda: f"uid={_stranger}" in self.service.log.read_text()[before:],
                   "the keeper says whom it sent away", 10, why=self.service.log_tail)

    def test_the_front_is_nobodys_node(self):
        refused = self.service.ask("node", "enrol", "local", "front", "--evidence", "unix-peer",
                                   "--uid", str(front_user), code=None)

        self.assertIn("E2473", refused.talk)
        self.assertEqual(as_user(front_user, self.knock), ["closed"])
        self.assertEqual(as_user(_user, self.knock), ["answered"])

    def test_a_connection_is_worth_nothing_once_its_maker_has_become_another_user(self):
        def knock_as_the_node_then_send_as_another() -> list[str]:
            os.setresuid(_user, _user, 0)
            return self.knock(lambda: (os.setresuid(0, 0, 0), os.setresuid(*[_stranger] * 3)))

        def in_a_child(trial) -> list[str]:
            return as_user(0, trial)

        self.assertEqual(in_a_child(knock_as_the_node_then_send_as_another), ["closed"])
        self.assertEqual(in_a_child(lambda: (os.setresuid(*[_user] * 3), self.knock())[1]),
                         ["answered"])


if __name__ == "__main__":
    unittest.main()
