"""Crowd: many machines whose TPM is software, made known to a vault like any other machine."""

import json
import select
import subprocess
from base64 import b64decode
from pathlib import Path

from scripts.benchmark.meter import Meter, Reading, reading_of
from scripts.lab.failure import Failure, last_lines
from scripts.lab.service import Service

_vectors = Path(__file__).resolve().parents[2] / "tests" / "vectors" / "ek" / "swtpm.txt"
_answer_seconds = 90


class Crowd:
    def __init__(self, meter: Meter, service: Service, authority: Path):
        self._service = service
        # name+hash+key; the key's first byte says of which kind it is.
        key = b64decode(service.status()["verifier_key"].split("+", 2)[2])[1:]
        self._child = meter.start("attesting", "--port", service.port, "--ca", authority,
                                  "--service-key", key.hex(), "--vectors", _vectors,
                                  stdin=subprocess.PIPE)

    def join(self, vault: str, count: int) -> None:
        """As many nodes of one vault, each enrolled by its own token and approved."""
        for number, pin in enumerate(self._ask(f"make {count}")):
            name = f"node-{number}"
            made = self._service.ask("node", "enrol", vault, name, "--endorsement", pin,
                                     json_answer=True).document
            self._ask(f"enrol {made['node']} {made['vault']} {made['token']}")
            self._service.ask("node", "approve", vault, name, "--baseline", "base")

    def attest(self) -> Reading:
        """All at once, each on a connection of its own."""
        self._child.stdin.write("attest\n")
        self._child.stdin.flush()
        return reading_of(self._line())

    def _ask(self, order: str):
        self._child.stdin.write(order + "\n")
        self._child.stdin.flush()
        return json.loads(self._line())

    def _line(self) -> str:
        if not select.select([self._child.stdout], [], [], _answer_seconds)[0]:
            raise Failure("the meter's machines do not come to an end")
        line = self._child.stdout.readline()
        if not line:
            raise Failure("the meter's machines have given up",
                          last_lines(self._child.communicate(timeout=10)[1]))
        return line

    def stop(self) -> None:
        self._child.kill()
        self._child.communicate(timeout=10)
