"""attested: a machine of the lab with a TPM, an agent beside its vault, and how it becomes a node.

A person would do the same: `node enrol` on the service's host, `sealwright-agent enrol` on the
machine, `node approve` after looking. Nothing in the vault's or the agent's configuration is secret.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from scripts.lab.agent import Agent, Node
from scripts.lab.openbao import OpenBao
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

    def enrol(self) -> None:
        self.agent.enrol(self.token)

    def approve(self, baseline: str = "base") -> None:
        words = ["--baseline", baseline] if self.tpm else []
        self.service.ask("node", "approve", self.vault, self.name, *words)

    def shown(self) -> dict:
        return self.service.ask("node", "show", self.vault, self.name, json_answer=True).document

    def failed_claims(self) -> list[dict]:
        """Of the last evidence: what did not hold, with what was expected and what came."""
        result = self.shown()["result"] or {"checks": []}
        return [check for check in result["checks"] if check["status"] in ("failed", "differs")]

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
                tpm: SoftwareTpm | None, *enrol_words: str) -> Machine:
    """`node enrol`, and what its answer says put into the agent's configuration; not enrolled yet."""
    kind = "tpm2" if tpm else "pinned-key"
    enrolled = service.ask("node", "enrol", vault, name, "--evidence", kind, *enrol_words,
                           json_answer=True).document
    info = service.ask("vault", "status", vault, json_answer=True).document["vaults"][0]
    node = Node(enrolled["node"], enrolled["vault"], service.status()["verifier_key"],
                (f"127.0.0.1:{service.port}",), info["mount"], info["key"], kind,
                tpm.tcti if tpm else "")
    agent = Agent(folder, service.programs, node, os.geteuid(), agent_uid())
    agent.write_configuration()
    bao.write_configuration(agent.stanza())
    return Machine(service, vault, name, tpm, agent, bao, enrolled["token"])
