"""A raft cluster of three nodes: joins, a change of the leader, snapshots and their restore."""

import unittest
import urllib.error
import urllib.request

from tests.e2e.shared import house, repository

from scripts.lab import openbao
from scripts.lab.certificates import client_certificate
from scripts.lab.enrolment import seal_stanza
from scripts.lab.openbao import OpenBao
from scripts.lab.waiting import wait_until

standby = 429  # sys/health of an unsealed node that does not lead.


class Cluster(unittest.TestCase):
    """One cluster for all cases."""

    @classmethod
    def setUpClass(cls):
        cls.house = house()
        cls.service = cls.house.settled()
        cls.vault = cls.house.new_vault("cluster").initialise()
        cls.vault.write_secret("of three nodes")
        cls.nodes = [cls.vault.bao]
        cls.addClassCleanup(lambda: [node.kill_9() for node in cls.nodes])
        for name in ("node-2", "node-3"):
            folder = cls.vault.bao.folder.parent / f"{cls.vault.name}-{name}"
            node = OpenBao(folder, openbao.binary(repository), name)
            cls.nodes.append(node)
            certificate = client_certificate(folder, name)
            cls.service.ask("node", "add", cls.vault.name, name, "--cert", certificate.certificate)
            node.write_configuration(seal_stanza(cls.service, cls.vault.name, certificate),
                                     leader=cls.vault.bao)
            node.start()

    def setUp(self):
        self.house.settled()

    def health_of_all(self) -> list[int]:
        return sorted(node.health() for node in self.nodes)

    def wait_whole(self, what: str, seconds: float = 60) -> None:
        wait_until(lambda: self.health_of_all() == [OpenBao.active, standby, standby], what, seconds,
                   why=lambda: f"health {self.health_of_all()}\n{self.nodes[-1].log_tail()}")

    def leader(self) -> OpenBao:
        return next(node for node in self.nodes if node.health() == OpenBao.active)

    def snapshot(self) -> bytes:
        node = self.leader()
        asked = urllib.request.Request(f"{node.address}/v1/sys/storage/raft/snapshot")
        asked.add_header("X-Vault-Token", self.vault.keys.root_token)
        with node._http.open(asked, timeout=30) as answer:
            return answer.read()

    def restore(self, snapshot: bytes) -> int:
        node = self.leader()
        asked = urllib.request.Request(f"{node.address}/v1/sys/storage/raft/snapshot",
                                       data=snapshot, method="POST")
        asked.add_header("X-Vault-Token", self.vault.keys.root_token)
        try:
            with node._http.open(asked, timeout=60) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            with refused:
                self.said = refused.read().decode(errors="replace")
                return refused.code

    def secret(self) -> str | None:
        _, answer = self.leader().request("GET", "kept/thing", token=self.vault.keys.root_token)
        return answer.get("data", {}).get("value")

    def test_two_nodes_join_and_unseal_with_certificates_of_their_own(self):
        self.wait_whole("both new nodes have joined and are unsealed")
        self.assertEqual(self.secret(), "of three nodes")

    def test_the_lead_moves_on_and_each_node_restarts_unsealed(self):
        self.wait_whole("the cluster is whole")
        before = self.leader()
        before.request("PUT", "sys/step-down", {}, token=self.vault.keys.root_token)
        self.wait_whole("another node leads, or the same again")
        for node in self.nodes:
            node.restart_after_kill()
            self.wait_whole("the restarted node is unsealed")
        self.assertEqual(self.secret(), "of three nodes")

    def test_a_rotation_reaches_every_node(self):
        self.wait_whole("the cluster is whole")
        self.service.ask("vault", "rotate-key", self.vault.name)
        self.leader().request("PUT", "sys/step-down", {}, token=self.vault.keys.root_token)
        self.wait_whole("a node leads after the step-down")
        wait_until(lambda: not self.info()["rewrap_pending"], "the new leader re-wrapped", 30,
                   why=self.leader().log_tail)
        refused = self.service.ask("vault", "retire-version", self.vault.name, "1", code=None)
        self.assertNotEqual(refused.code, 0, "a node that did not restart may still present it")
        for node in self.nodes:
            node.restart_after_kill()
            self.wait_whole("the restarted node is unsealed")
        self.service.ask("vault", "retire-version", self.vault.name, "1", "--drop-snapshots")
        self.leader().restart_after_kill()
        self.wait_whole("the cluster lives without version 1")

    def test_a_snapshot_is_restored_only_inside_its_window(self):
        self.wait_whole("the cluster is whole")
        snapshot = self.snapshot()
        self.leader().request("POST", "kept/thing", {"value": "newer"},
                              token=self.vault.keys.root_token)

        self.assertGreaterEqual(self.restore(snapshot), 400)
        self.assertEqual(self.secret(), "newer")

        self.service.ask("vault", "allow-restore", self.vault.name)
        self.assertLess(self.restore(snapshot), 300)
        self.wait_whole("the cluster is whole after the restore")
        wait_until(lambda: self.secret() == "of three nodes", "the secret is the snapshot's", 30)
        self.assertIsNone(self.info()["restore_until"], "the window closed behind the restore")
        self.assertGreaterEqual(self.restore(snapshot), 400)
        self.assertTrue(self.house.journal_verifies())

    def info(self) -> dict:
        return self.house.vault_info(self.vault.name)


if __name__ == "__main__":
    unittest.main()
