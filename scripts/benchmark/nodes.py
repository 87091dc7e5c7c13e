"""Node: a real OpenBao whose seal is a contender, and how long it takes from exec to unsealed."""

import time
from pathlib import Path

from scripts.lab import openbao
from scripts.lab.failure import Failure
from scripts.lab.openbao import OpenBao

_unsealed = "vault is unsealed"


class Node:
    def __init__(self, folder: Path, repository: Path):
        self.folder = folder
        self.bao = OpenBao(folder, openbao.binary(repository))

    def initialise(self, seal_stanza: str) -> None:
        self.bao.write_configuration(seal_stanza)
        self.bao.start()
        self.bao.initialise()
        self.bao.wait_unsealed("the node of the benchmark is unsealed after its init")

    def boot_seconds(self) -> float:
        """After kill -9, from exec until its log says that it is unsealed."""
        self.bao.kill_9()
        mark = self.bao.log_size()
        begun = time.monotonic()
        self.bao.spawn()
        while _unsealed not in self.bao.log_text(mark):
            if time.monotonic() - begun > 30 or not self.bao.running():
                raise Failure("the node of the benchmark is not unsealed", self.bao.log_tail())
            time.sleep(0.001)
        return time.monotonic() - begun

    def stop(self) -> None:
        self.bao.kill_9()
