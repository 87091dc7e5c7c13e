"""Limits: what this machine allows at all, measured in the same run as the contenders."""

import json
import subprocess
from pathlib import Path

from scripts.benchmark.effort import Effort
from scripts.benchmark.meter import Identity, Meter, Reading, reading_of
from scripts.lab import softhsm
from scripts.lab.certificates import Certificate
from scripts.lab.failure import Failure, last_lines


class Limits:
    def __init__(self, folder: Path, meter: Meter, effort: Effort, identity: Identity,
                 listener: Certificate):
        self._folder = folder
        self._meter = meter
        self._effort = effort
        self._identity = identity
        self._listener = listener
        folder.mkdir(mode=0o700)

    def hmacs(self, processes: int) -> float:
        """PKCS#11 HMACs a second of as many tokens at once, each in a process of its own."""
        running = []
        try:
            for index in range(processes):
                running.append(self._start_hmacs(f"{processes}-{index}"))
            readings = [reading_of(_output_of(each)) for each in running]
        finally:
            for each in running:
                each.kill()
                each.wait(timeout=10)
        return sum(reading.rate for reading in readings)

    def _start_hmacs(self, name: str) -> subprocess.Popen:
        token = softhsm.make_token(self._folder / "tokens", self._folder / "pins", name, 0)
        return self._meter.start(
            "hmacs", "--module", softhsm.module(), "--label", token.label, "--conf",
            token.configuration, "--aside", self._folder / f"aside-{name}", "--pin",
            token.credentials / "pin", "--run-ms", self._effort.limit_ms,
            environment={"SOFTHSM2_CONF": str(token.configuration)})

    def syncs(self) -> float:
        return self._meter.syncs(self._folder / "appended", self._effort.limit_ms).rate

    def verify(self, vectors: Path, key: str) -> Reading:
        return self._meter.verify(vectors, key, self._effort.limit_ms)

    def quote(self, vectors: Path, pcrs: str) -> Reading:
        return self._meter.quote(vectors, pcrs, self._effort.limit_ms)

    def bare(self, connections: int, fresh: int) -> Reading:
        """What a TLS server reaches that demands the same certificate and does nothing else."""
        request = self._folder / "request"
        request.write_bytes(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        server = self._meter.start("floor", "--cert", self._listener.certificate, "--key",
                                   self._listener.key, "--ca", self._identity.certificate)
        try:
            port = json.loads(server.stdout.readline())["port"]
            return self._meter.load(self._identity, port, [request], connections, fresh=fresh,
                                    warm_ms=self._effort.warm_ms, run_ms=self._effort.limit_ms)
        finally:
            server.kill()
            server.communicate(timeout=10)


def _output_of(running) -> str:
    said, complaint = running.communicate(timeout=60)
    if running.returncode != 0:
        raise Failure("the meter cannot measure HMACs", last_lines(complaint))
    return said
