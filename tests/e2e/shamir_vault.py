"""ShamirVault: a real OpenBao that no provider seals: two of three shares open it."""

import json
from pathlib import Path

from tests.e2e.shared import repository

from scripts.lab import openbao
from scripts.lab.commands import run
from scripts.lab.openbao import OpenBao


class ShamirVault:
    """An initialised OpenBao that is sealed by shares, with something of its own in it."""

    def __init__(self, folder: Path, name: str, more_configuration: str = ""):
        self.name = name
        self.bao = OpenBao(folder, openbao.binary(repository))
        self.bao.write_configuration(more_configuration)
        self.bao.start()
        done = run([self.bao.program, "operator", "init", "-format=json", "-key-shares=3",
                    "-key-threshold=2"], "initialising OpenBao",
                   environment=self.bao.client_environment())
        answer = json.loads(done.stdout)
        self.shares = tuple(answer["unseal_keys_b64"])
        self.root_token = answer["root_token"]
        self.unseal()
        self.ask("POST", "sys/mounts/kept", {"type": "kv"})
        self.ask("POST", "kept/thing", {"value": "from before"})

    def ask(self, method: str, path: str, body: dict | None = None) -> dict:
        status, answer = self.bao.request(method, path, body, token=self.root_token)
        if status not in (200, 204):
            raise AssertionError(f"{method} {path}: {status} {answer}")
        return answer

    def give(self, share: str, migrate: bool) -> tuple[int, dict]:
        return self.bao.request("PUT", "sys/unseal", {"key": share, "migrate": migrate})

    def unseal(self) -> None:
        for share in self.shares[:2]:
            self.give(share, migrate=False)
        self.bao.wait_unsealed("the shares unseal the vault")

    def value(self) -> str:
        return self.ask("GET", "kept/thing")["data"]["value"]
