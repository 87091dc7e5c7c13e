"""attested: a machine of the lab with a TPM, an agent beside its vault, and how it becomes a node.

A person would do the same: `node enrol` on the service's host, `sealwright-agent enrol` on the
machine, `node approve` after looking. Nothing in the vault's or the agent's configuration is secret.
"""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from scripts.lab.agent import Agent, Node
from scripts.lab.openbao import Keys, OpenBao
from scripts.lab.service import Service
from scripts.lab.tpm import SoftwareTpm

agent_user = 64121  # As root; otherwise everything is yours.


def agent_uid() -> int:
    return agent_user if os.geteuid() == 0 else os.geteuid()


@dataclass
class Machine:
    """One host: its TPM, its agent and its vault."""

    service: Service
    vault: str
    name: str
    tpm: SoftwareTpm | None
    agent: Agent
    bao: OpenBao
    token: str
    keys: Keys | None = None  # Of the vault, once it is initialised.

    def enrol(self) -> None:
        self.agent.enrol(self.token)

    def approve(self, baseline: str = "base") -> None:
        words = ["--baseline", baseline] if self.tpm else []
        self.service.ask("node", "approve", self.vault, self.name, *words)

    def shown(self) -> dict:
        return self.service.ask("node", "show", self.vault, self.name, json_answer=True).document

    def newest(self) -> tuple[str, dict]:
        """What came last in its name, by its key or not: the entry, and what came of it."""
        shown = self.shown()
        both = [(shown["entry"], shown["result"]), (shown["unproven_entry"], shown["unproven"])]
        return max((each for each in both if each[0]),
                   key=lambda each: int(each[0].rpartition("-")[2]), default=("", {"checks": []}))

    def failed_claims(self) -> list[dict]:
        """Of what came last in its name: what did not hold, what was expected and what came."""
        _, result = self.newest()
        return [check for check in result["checks"] if check["status"] in ("failed", "differs")]

    def reach_by(self, *addresses: str) -> None:
        """Its agent asks there from its next start on."""
        self.agent.node = replace(self.agent.node, addresses=addresses)
        self.agent.write_configuration()

    def does_tasks(self, address: str = "", authority: Path | None = None) -> None:
        """Its agent does the service's tasks in its vault from its next start on: by the vault's own
        listener, or at `address`. The authority's file has to be one that the agent's user can read."""
        authority = None if address else authority or self.bao.authority
        self.agent.node = replace(self.agent.node, vault_address=address or self.bao.address,
                                  vault_authority=authority)
        self.agent.write_configuration()

    def reboot(self, other_loader: str = "") -> None:
        """The whole machine: its TPM is reset, agent and vault start anew."""
        self.bao.kill_9()
        self.agent.kill_9()
        if self.tpm:
            self.tpm.reset()
        if other_loader:
            self.tpm.extend(7, other_loader.encode())
        self.agent.start()
        self.bao.start()

    def end(self) -> None:
        self.bao.kill_9()
        self.agent.kill_9()
        if self.tpm:
            self.tpm.kill()


def new_machine(service: Service, folder: Path, vault: str, name: str, bao: OpenBao,
                tpm: SoftwareTpm | None, *enrol_words: str, event_log: str = "") -> Machine:
    """`node enrol`, and what its answer says put into the agent's configuration; not enrolled yet."""
    kind = "tpm2" if tpm else "pinned-key"
    enrolled = service.ask("node", "enrol", vault, name, "--evidence", kind, *enrol_words,
                           json_answer=True).document
    info = service.ask("vault", "status", vault, json_answer=True).document["vaults"][0]
    node = Node(enrolled["node"], enrolled["vault"], service.status()["verifier_key"],
                (f"127.0.0.1:{service.port}",), info["mount"], info["key"], kind,
                tpm.tcti if tpm else "", event_log=event_log)
    agent = Agent(folder, service.programs, node, os.geteuid(), agent_uid())
    agent.write_configuration()
    bao.write_configuration(agent.stanza())
    return Machine(service, vault, name, tpm, agent, bao, enrolled["token"])


def new_local_machine(service: Service, folder: Path, vault: str, name: str, bao: OpenBao,
                      user: int) -> Machine:
    """A node on the service's own host, known by its agent's user; not enrolled yet."""
    enrolled = service.ask("node", "enrol", vault, name, "--evidence", "unix-peer", "--uid",
                           str(user), json_answer=True).document
    info = service.ask("vault", "status", vault, json_answer=True).document["vaults"][0]
    node = Node(enrolled["node"], enrolled["vault"], service.status()["verifier_key"],
                (f"unix://{service.run / 'node.sock'}",), info["mount"], info["key"], "unix-peer")
    agent = Agent(folder, service.programs, node, os.geteuid(), user)
    agent.write_configuration()
    bao.write_configuration(agent.stanza())
    return Machine(service, vault, name, None, agent, bao, enrolled["token"])
