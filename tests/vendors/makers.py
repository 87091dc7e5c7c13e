"""makers: one service whose three tokens are of three makers; made once for all cases, as root.

Runs inside the namespaces of scripts/vendors, so whatever is left over ends with them.
"""

import re
import shutil
import tempfile
from pathlib import Path

from scripts.lab import openbao, private_host, programs, softhsm
from scripts.lab.enrolment import enrol_vault
from scripts.lab.openbao import OpenBao
from scripts.lab.opencryptoki import OpenCryptoki
from scripts.lab.service import Service
from scripts.lab.settings import token_user
from scripts.lab.tpm2 import Tpm2
from scripts.lab.vendor_token import VendorToken

repository = Path(__file__).resolve().parents[2]
names = ("softhsm", "opencryptoki", "tpm2")


class Makers:
    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="sealwright-vendors-", dir="/tmp")).resolve()
        self.users = {name: token_user(index) for index, name in enumerate(names)}
        private = self.folder / "host"
        private.mkdir()
        accounts = {f"sealwright-{name}": number for name, number in self.users.items()}
        private_host.cover(private, accounts, ["sealwright-opencryptoki"])
        self.tpm = Tpm2(self.folder / "tpm")
        self.tokens: dict[str, softhsm.SoftToken | VendorToken] = {}
        self.service = Service(self.folder, programs.built(repository), names, 2)
        self.vault: OpenBao | None = None

    def make_tokens(self) -> None:
        credentials = self.folder / "credentials"
        opencryptoki = OpenCryptoki()
        opencryptoki.start()
        self.tpm.start()
        self.tokens = {
            "softhsm": softhsm.make_token(self.folder / "tokens", credentials, "softhsm",
                                          self.users["softhsm"]),
            "opencryptoki": opencryptoki.make_token(credentials, "opencryptoki",
                                                    self.users["opencryptoki"]),
            "tpm2": self.tpm.make_token(credentials, "tpm2", self.users["tpm2"]),
        }
        self.service.use_tokens(tuple(self.tokens.values()))
        self.service.write_configuration()

    def detail(self, name: str) -> str:
        tokens = self.service.ask("token", "status", json_answer=True).document["tokens"]
        return next(token["detail"] for token in tokens if token["name"] == name)

    def make_tpm_key(self) -> None:
        """With the maker's tool, from what `token status` says; then the process looks again."""
        wanted = re.search(r"label=(\S+), id=([0-9a-f]{64})", self.detail("tpm2"))
        self.tpm.make_key(self.tokens["tpm2"], wanted.group(1), wanted.group(2))
        self.service.ask("token", "stop", "tpm2")
        self.service.wait_token("tpm2", "stopped")
        self.service.ask("token", "start", "tpm2")
        self.service.wait_token("tpm2", "logged in")

    def new_vault(self) -> OpenBao:
        vault = OpenBao(self.folder / "vault", openbao.binary(repository))
        vault.write_configuration(enrol_vault(self.service, vault.folder, "demo")[1])
        vault.start()
        vault.initialise()
        self.vault = vault
        return vault

    def settled(self) -> None:
        for name, state in self.service.token_states().items():
            if state == "stopped":
                self.service.ask("token", "start", name)
        self.service.wait_open(tokens_ready=len(names))

    def end(self) -> None:
        if self.vault:
            self.vault.kill_9()
        self.service.stop()
        self.tpm.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
