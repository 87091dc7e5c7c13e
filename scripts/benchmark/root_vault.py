"""RootVault: a real OpenBao whose root is the service's, its agent, and what its audit file has counted."""

import http.client
import json
import random
import ssl
import time
from dataclasses import dataclass
from pathlib import Path

from scripts.benchmark.ours import Ours
from scripts.lab.attested import new_machine
from scripts.lab.failure import Failure
from scripts.lab.openbao import OpenBao
from scripts.lab.waiting import wait_until

_reason = "benchmark"
_look_seconds = 1.25  # The agent looks for a task this often at the least.
_task_seconds = 130
_token_ttl = "1h"  # Longer than the whole measurement.


@dataclass(frozen=True)
class Rotation:
    seconds: float
    calls: int  # That the vault wrote into its audit file meanwhile; sys/health is not in there.
    task: dict


class RootLine:
    """One kept connection to the vault, by a root token."""

    def __init__(self, bao: OpenBao, token: str):
        trust = ssl.create_default_context(cafile=str(bao.authority))
        self._line = http.client.HTTPSConnection("127.0.0.1", bao.port, timeout=20, context=trust)
        self._token = token

    def make_token(self, policy: str) -> str:
        """One that no other token's end ends."""
        return self._ask("auth/token/create", {"policies": [policy], "no_parent": True,
                                               "ttl": _token_ttl})["auth"]["client_token"]

    def give_back(self) -> None:
        """The token that asks ends here."""
        self._ask("auth/token/revoke-self", {})
        self._line.close()

    def _ask(self, path: str, body: dict) -> dict:
        self._line.request("PUT", f"/v1/{path}", json.dumps(body), {"X-Vault-Token": self._token})
        answer = self._line.getresponse()
        text = answer.read()
        if answer.status not in (200, 204):
            raise Failure(f"the vault answers {answer.status} to {path}", text.decode(errors="replace"))
        return json.loads(text) if text else {}


class RootVault:
    """Initialised by its own configuration, so that nobody ever had a root token of it."""

    def __init__(self, folder: Path, ours: Ours, program: Path):
        folder.mkdir(mode=0o711)
        self.name = folder.name
        self._service = ours.service
        self._audit = folder / "audit.log"
        self.bao = OpenBao(folder / "vault", program)
        self._service.ask("vault", "add", self.name)
        self._machine = new_machine(self._service, folder / "agent", self.name, "one", self.bao, None)

    def become_ours(self) -> None:
        self._machine.enrol()
        self._machine.approve()
        self._service.ask("vault", "init", self.name)
        login = self._service.ask("vault", "login-config", self.name).text
        self.bao.write_configuration(f"{self._machine.agent.stanza()}\n{login}\n{self._audit_stanza()}")
        self._machine.does_tasks()
        self._machine.agent.start()
        self.bao.start()
        self.bao.wait_unsealed("the vault of the benchmark has initialised itself")
        wait_until(lambda: self.task()["state"] in ("done", "failed"), "the vault is the service's", 60)
        if self.task()["state"] != "done":
            raise Failure("the vault has not become the service's", str(self.task()))

    def request(self) -> tuple[float, RootLine]:
        """Seconds from the command's start to its end, when the token stands on its stdout."""
        self._wait_for_any_moment()
        begun = time.monotonic()
        token = self._service.ask("root", "request", "--vault", self.name, "--ttl", "15m", "--reason",
                                  _reason, seconds=_task_seconds).text.strip()
        return time.monotonic() - begun, RootLine(self.bao, token)

    def rotate(self) -> Rotation:
        self._wait_for_any_moment()
        mark = self._audit.stat().st_size
        begun = time.monotonic()
        self._service.ask("root", "rotate", "--emergency", "--vault", self.name, "--reason", _reason,
                          seconds=_task_seconds)
        seconds = time.monotonic() - begun
        return Rotation(seconds, self._calls_since(mark), self.task())

    def task(self) -> dict:
        """The newest."""
        return self._service.ask("root", "show", self.name, json_answer=True).document["task"]

    def lives(self, token: str) -> bool:
        return self.bao.request("GET", "auth/token/lookup-self", token=token)[0] == 200

    def end(self) -> None:
        self._machine.end()

    def _wait_for_any_moment(self) -> None:
        """The command before has ended with a look of the agent; this one begins anywhere between two."""
        time.sleep(random.uniform(0, _look_seconds))

    def _calls_since(self, mark: int) -> int:
        records = self._audit.read_bytes()[mark:].splitlines()
        return sum(json.loads(record)["type"] == "request" for record in records)

    def _audit_stanza(self) -> str:
        return f'audit "file" "file" {{\n  options {{\n    file_path = "{self._audit}"\n  }}\n}}\n'
