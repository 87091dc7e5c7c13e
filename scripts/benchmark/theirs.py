"""Theirs: a real OpenBao with raft storage whose transit engine decrypts, as another vault's seal.

Its file audit device is on; OpenBao writes it and does not make it durable (no fsync), so a decrypt
of ours does more. It unseals itself with a static key, so that a start needs nobody.
"""

import base64
import json
import os
import secrets
import time
from pathlib import Path

from scripts.benchmark.asking import Asking
from scripts.benchmark.meter import Identity
from scripts.benchmark.requests import Script, stored_root_key, write_script
from scripts.lab import openbao
from scripts.lab.certificates import Certificate
from scripts.lab.commands import run
from scripts.lab.failure import Failure
from scripts.lab.openbao import MutualTls, OpenBao
from scripts.lab.processes import Process

key_name = "bench"


class Theirs:
    name = "openbao"

    def __init__(self, folder: Path, repository: Path, identity: Identity, listener: Certificate):
        """With the same certificates as ours, on both sides."""
        self.folder = folder
        self.identity = identity
        client = Certificate(identity.certificate, identity.key)
        self.bao = OpenBao(folder, openbao.binary(repository),
                           mutual=MutualTls(listener, identity.authority, client))
        self._root_token = ""
        self._token = ""

    script: Script

    def set_up(self) -> None:
        key = self.folder / "static.key"
        _write_private(key, secrets.token_bytes(32))
        self.bao.write_configuration(self._stanzas(key))
        self.bao.start()
        done = run([self.bao.program, "operator", "init", "-format=json", "-recovery-shares=1",
                    "-recovery-threshold=1"], "initialising the other OpenBao", 60,
                   environment=self.bao.client_environment())
        self._root_token = json.loads(done.stdout)["root_token"]
        self.bao.wait_unsealed("the other OpenBao is unsealed")
        self._ask("POST", "sys/mounts/transit", {"type": "transit"}, 204)
        self._ask("POST", f"transit/keys/{key_name}", {"type": "aes256-gcm96"}, 200)
        plaintext = base64.b64encode(stored_root_key).decode()
        sealed = self._ask("POST", f"transit/encrypt/{key_name}", {"plaintext": plaintext}, 200)
        self._token = self._make_token()
        self.script = write_script(self.folder / "requests", self.bao.port, key_name,
                                   sealed["data"]["ciphertext"], self._token)

    def _make_token(self) -> str:
        """What a vault's seal stanza would hold: a periodic token for this key and no more."""
        rules = "\n".join(f'path "transit/{verb}/{key_name}" {{ capabilities = ["update"] }}'
                          for verb in ("encrypt", "decrypt"))
        self._ask("PUT", "sys/policies/acl/bench", {"policy": rules}, 204)
        made = self._ask("POST", "auth/token/create",
                         {"policies": ["bench"], "period": "24h", "no_parent": True}, 200)
        return made["auth"]["client_token"]

    def _ask(self, method: str, path: str, body: dict, status: int) -> dict:
        answered, document = self.bao.request(method, path, body, token=self._root_token)
        if answered not in (status, 200, 204):
            raise Failure(f"the other OpenBao answers {answered} to {path}", str(document))
        return document

    def _stanzas(self, key: Path) -> str:
        audit = self.folder / "audit.log"
        return f"""
seal "static" {{
  current_key_id = "bench-1"
  current_key    = "file://{key}"
}}

audit "file" "file" {{
  options {{
    file_path = "{audit}"
  }}
}}
"""

    @property
    def port(self) -> int:
        return self.bao.port

    def seal_stanza(self, *_) -> str:
        """Of a vault whose seal this OpenBao shall be; every vault may share the key."""
        return f"""
seal "transit" {{
  address         = "{self.bao.address}"
  token           = "{self._token}"
  key_name        = "{key_name}"
  mount_path      = "transit/"
  tls_ca_cert     = "{self.identity.authority}"
  tls_client_cert = "{self.identity.certificate}"
  tls_client_key  = "{self.identity.key}"
}}
"""

    def serves(self) -> bool:
        return Asking(self.identity, self.port).opens(self.script.decrypt)

    def processes(self) -> list[Process]:
        return [self.bao.process]

    def restart(self) -> float:
        self.bao.kill_9()
        begun = time.monotonic()
        self.bao.spawn()
        deadline = begun + 30
        while not self.serves():
            if time.monotonic() > deadline:
                raise Failure("the other OpenBao serves no decrypt", self.bao.log_tail())
            time.sleep(0.001)
        return time.monotonic() - begun

    def stop(self) -> None:
        self.bao.stop()


def _write_private(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
