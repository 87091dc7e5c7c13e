"""Ours: the real service with k=2 of 3 SoftHSM tokens, one vault and one node that may ask."""

import time
from pathlib import Path

from scripts.benchmark.asking import Asking
from scripts.benchmark.meter import Identity
from scripts.benchmark.requests import Script, stored_root_key, write_script
from scripts.lab import programs
from scripts.lab.attested import agent_uid
from scripts.lab.certificates import Certificate
from scripts.lab.enrolment import enrol_vault
from scripts.lab.processes import Process
from scripts.lab.service import Service
from scripts.lab.tpm import SoftwareTpm
from scripts.lab.tpm_authority import write_roots

token_names = ("a", "b", "c")
threshold = 2
vault_name = "bench"


class Ours:
    name = "ours"

    def __init__(self, folder: Path, repository: Path):
        self.folder = folder
        folder.mkdir(mode=0o711)
        self.service = Service(folder, programs.built(repository), token_names, threshold)

    def set_up(self) -> None:
        self.service.make_tokens()
        self.tpm = SoftwareTpm.make(self.folder / "tpm" / "node", agent_uid())
        self.tpm.folder.chmod(0o711)
        roots = write_roots(self.folder / "believed", [self.tpm.root_certificate],
                            [self.tpm.issuer_certificate])
        self.service.write_configuration(
            lambda text: text + f'\n[attestation]\nroots = "{roots}"\n')
        self.service.start()
        self.service.initialise()
        self.service.wait_open(tokens_ready=len(token_names))
        self._node, _ = enrol_vault(self.service, self.folder / "node", vault_name)
        ciphertext = Asking(self.identity, self.port).seal(vault_name, stored_root_key)
        self.script = write_script(self.folder / "requests", self.service.port, vault_name,
                                   ciphertext)

    script: Script
    tpm: SoftwareTpm  # Of the one machine that proves by it what it is.

    @property
    def port(self) -> int:
        return self.service.port

    @property
    def identity(self) -> Identity:
        return Identity(self._node.certificate, self._node.key,
                        self.service.state / "tls" / "ca.pem")

    @property
    def listener(self) -> Certificate:
        folder = self.service.state / "tls"
        return Certificate(folder / "server.pem", folder / "server.key")

    def seal_stanza(self, name: str, folder: Path) -> str:
        """Of one more vault, which is a real node."""
        return enrol_vault(self.service, folder, name)[1]

    def serves(self) -> bool:
        return Asking(self.identity, self.port).opens(self.script.decrypt)

    def processes(self) -> list[Process]:
        return programs.running_below(self.folder)

    def restart(self) -> float:
        """Seconds from the start of sealwrightd, all processes gone before, to a decrypt."""
        self.service.kill_everything()
        begun = time.monotonic()
        self.service.start(is_up=self.serves, every=0.001)
        return time.monotonic() - begun

    def journal_entries(self) -> int:
        return self.service.status()["journal"]["sequence"]

    def stop(self) -> None:
        self.service.stop()
