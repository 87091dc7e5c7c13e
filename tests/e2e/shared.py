"""shared: one running service for all end-to-end tests of a process, and what they ask of it.

Made at the first use and ended at exit. Every vault has its own OpenBao, node and certificate, so
test cases share processes and nothing else; `settled` gives the next case a whole service again.
"""

import atexit
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from scripts.lab import openbao, programs
from scripts.lab.enrolment import enrol_vault
from scripts.lab.openbao import Keys, OpenBao
from scripts.lab.service import Service

repository = Path(__file__).resolve().parents[2]
token_names = ("a", "b", "c")
threshold = 2


class House:
    """The shared service, its verifier key, and a folder for the vaults of the cases."""

    def __init__(self, launcher: tuple[str, ...] = ()):
        self.folder = Path(tempfile.mkdtemp(prefix="sealwright-e2e-", dir="/tmp")).resolve()
        self._vaults: list[OpenBao] = []
        self._last_number = 0
        self.service: Service | None = None
        atexit.register(self.end)
        self.service = Service(self.folder, programs.built(repository), token_names, threshold)
        self.service.launcher = launcher
        self.service.make_tokens()
        self.service.write_configuration(self.alter)
        self.service.start()
        self.verifier_key = self.initialise()

    def initialise(self) -> str:
        """How the house is founded; returns the verifier key."""
        return self.service.initialise()

    def alter(self, text: str) -> str:
        """What a house changes of the service's configuration before its first start."""
        return text

    def new_vault(self, label: str, alter=lambda stanza: stanza) -> "Vault":
        """Enrolled, allowed to initialise, its OpenBao started and waiting for `operator init`."""
        self._last_number += 1
        name = f"{label}-{self._last_number}"
        made = Vault(name, OpenBao(self.folder / "vaults" / name, openbao.binary(repository)))
        self._vaults.append(made.bao)
        made.node, made.stanza = enrol_vault(self.service, made.bao.folder, name)
        made.bao.write_configuration(alter(made.stanza))
        made.bao.start()
        return made

    def end_other_vaults(self, kept: "Vault") -> None:
        """Their health checks would otherwise come in between, every ten minutes."""
        for bao in self._vaults:
            if bao is not kept.bao:
                bao.kill_9()

    def settled(self) -> Service:
        """The service open with all its tokens, whatever the case before has done to it."""
        for name, state in self.service.token_states().items():
            if state == "stopped":
                self.service.ask("token", "start", name)
        self.service.wait_open(tokens_ready=len(token_names))
        return self.service

    def vault_info(self, name: str) -> dict:
        """What `vault status` says about one vault."""
        answer = self.service.ask("vault", "status", name, json_answer=True)
        return answer.document["vaults"][0]

    def journal_verifies(self) -> bool:
        bundle = self.folder / "journal.export"
        bundle.unlink(missing_ok=True)
        self.service.ask("journal", "export", bundle)
        return self.verify_offline(bundle) == 0

    def verify_offline(self, bundle: Path) -> int:
        return self.service.offline("journal", "verify", bundle, "--key", self.verifier_key).code

    def entries(self) -> list[dict]:
        """The journal's newest entries, oldest first."""
        document = self.service.ask("journal", "show", "--last", "500", json_answer=True).document
        entries = document["entries"] if isinstance(document, dict) else document
        return sorted(entries, key=lambda entry: entry["sequence"])

    def intents(self, after: int = 0) -> list[dict]:
        """Among the newest entries, those behind the entry `after`."""
        return [entry for entry in self.entries() if "intent" in entry["kind"] and entry["sequence"] > after]

    def head(self) -> int:
        return self.entries()[-1]["sequence"]

    def end(self) -> None:
        for vault in self._vaults:
            vault.kill_9()
        if self.service:
            self.service.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Vault:
    """One OpenBao and what the service knows about it."""

    def __init__(self, name: str, bao: OpenBao):
        self.name = name
        self.bao = bao
        self.node = None
        self.stanza = ""
        self.keys: Keys | None = None

    def initialise(self) -> "Vault":
        self.keys = self.bao.initialise()
        self.bao.wait_unsealed(f"vault {self.name} is unsealed after its init")
        return self

    def write_secret(self, value: str) -> None:
        """Something of its own in the barrier, to be found again after a restart."""
        self.bao.request("POST", "sys/mounts/kept", {"type": "kv"}, token=self.keys.root_token)
        status, answer = self.bao.request("POST", "kept/thing", {"value": value},
                                          token=self.keys.root_token)
        if status != 204:
            raise AssertionError(f"the vault did not take a secret: {status} {answer}")

    def read_secret(self) -> str | None:
        _, answer = self.bao.request("GET", "kept/thing", token=self.keys.root_token)
        return answer.get("data", {}).get("value")


_house: House | None = None


def house() -> House:
    global _house
    if _house is None:
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        _house = House()
    return _house
