"""Three agents of one vault, each beside a node of its own: the active node's agent does a task, and when its host
dies in the middle the agent of the node that is active then does it."""

import unittest

from tests.e2e.attested_house import attested_house
from tests.e2e.managed_vault import ManagedVault

from scripts.lab.openbao import OpenBao
from scripts.lab.waiting import wait_until

_standby = 429


class ThreeAgents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = attested_house()
        cls.service = cls.house.settled()
        cls.vault = ManagedVault(cls.house, "race", relayed=True)
        cls.addClassCleanup(cls.vault.end)
        cls.others = [cls.joined(name) for name in ("two", "three")]
        root = cls.vault.root_token()
        wait_until(lambda: cls.voters_by(root) == 3, "each node may vote", 60, 0.5)

    @classmethod
    def voters_by(cls, token: str) -> int:
        servers = cls.vault.ask("GET", "sys/storage/raft/configuration", token)[1]["data"]["config"]["servers"]
        return sum(each["voter"] for each in servers)

    @classmethod
    def joined(cls, name: str):
        machine = cls.house.further_machine(cls.vault.name, name, with_tpm=False)
        cls.addClassCleanup(machine.end)
        machine.approve()
        machine.bao.node_id = name
        machine.bao.write_configuration(machine.agent.stanza(), leader=cls.vault.bao)
        machine.does_tasks()
        machine.agent.start()
        machine.bao.start()
        wait_until(lambda: machine.bao.health() == _standby, f"node {name} stands by", 60, why=machine.bao.log_tail)
        return machine

    def rotated(self, reason: str) -> dict:
        self.service.ask("root", "rotate", "--emergency", "--vault", self.vault.name, "--reason", reason, "--no-wait")
        return self.vault.settle(f"rotated: {reason}", 120)

    def nodes_of(self, task: str) -> list[str]:
        return [entry["fields"]["node"] for entry in self.house.entries() if entry["kind"] == "task"
                and entry["fields"]["task"] == task and "node" in entry["fields"]]

    def test_1_the_active_nodes_agent_alone_does_a_task(self):
        for turn in range(3):
            task = self.rotated(f"one of them, {turn}")
            self.assertEqual(task["tries"], 1)
            self.assertEqual(set(self.nodes_of(task["id"])), {"one"})

    def test_2_when_its_host_dies_in_the_middle_the_next_active_nodes_agent_does_it(self):
        dead = []

        def die() -> None:
            self.vault.bao.kill_9()
            self.vault.machine.agent.kill_9()
            dead.append(True)
        self.vault.relay.act_at(6, True, die)
        task = self.rotated("its host is gone")
        self.assertTrue(dead)
        active = next(each for each in self.others if each.bao.health() == OpenBao.active)
        self.assertEqual((task["node"], task["tries"]), (active.name, 2))
        self.assertEqual(set(self.nodes_of(task["id"])), {"one", active.name})
        self.assertTrue(task["changed_recovery"] and task["rotated_root"], task)


if __name__ == "__main__":
    unittest.main()
