"""VerifierClient: one sealwright-verifier process, started and asked as sealwrightd and keeper do.

Encodes the ask and reads the answer by docs/protocol/encoding.md and frames.md alone.
"""

import hashlib
import os
import socket
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.shared import repository

from scripts.lab import programs

EK_CHAIN, EK_PINNED, PROVIDER_AK = 0, 1, 2
_parse_ask, _parsed, _refusal = 0x0601, 0x0602, 0x0001
_answer_seconds = 10
_classes = bytes([1, 0, 0, 2, 0, 2, 1])  # As they are without a word in the configuration.


def _u32(number: int) -> bytes:
    return struct.pack(">I", number)


def _sized(data: bytes) -> bytes:
    return _u32(len(data)) + data


@dataclass
class Ask:
    certificates: list[bytes]
    endorsement_key: bytes
    attestation_key: bytes
    provenance: int = EK_CHAIN
    pinned: bytes = bytes(32)
    secret: bytes = bytes(range(32))
    event_log: bytes = b""
    pcrs: int = 0  # A mask.

    def encoded(self) -> bytes:
        return (bytes([self.provenance]) + self.pinned + _u32(len(self.certificates))
                + b"".join(_sized(each) for each in self.certificates)
                + _sized(self.endorsement_key) + _sized(self.attestation_key)
                + _sized(self.event_log) + _sized(self.secret) + _u32(self.pcrs))


@dataclass
class Parsed:
    endorsed_by: str
    attestation_name: bytes
    credential: bytes
    encrypted_secret: bytes
    anchor: bytes  # SHA-256 of the certificate that the chain ended at.


@dataclass
class Refused:
    code: int
    sentence: str


def write_configuration(path: Path, roots: str) -> None:
    """The compiled form, of which a verifier reads the roots' folder."""
    text = lambda value: _sized(value.encode())  # noqa: E731
    body = (b"sealwright-config-3\n" + text("trying") + text("lab") + text("/s") + text("/r")
            + b"".join(_u32(user) for user in (1, 2, 3, 4, 5)) + text("127.0.0.1")
            + struct.pack(">H", 8443) + text("") + struct.pack(">H", 0) + _u32(1) + text("localhost")
            + text("/c") + text("/k") + _classes + text(roots) + text("main")
            + bytes([2]) + _u32(0))
    path.write_bytes(body + hashlib.sha256(body).digest())


class VerifierClient:
    def __init__(self, configuration: Path, log: Path, before: tuple[str, ...] = ()):
        """`before` is a program that runs it (strace, say)."""
        ours, theirs = socket.socketpair()
        self._socket = ours
        self._socket.settimeout(_answer_seconds)
        program = programs.built(repository) / "sealwright-verifier"

        def place() -> None:
            os.dup2(theirs.fileno(), 3)

        with open(log, "ab") as words:
            self.child = subprocess.Popen(
                [*before, str(program), "--config", str(configuration)], stdin=subprocess.DEVNULL,
                stdout=words, stderr=words, preexec_fn=place, close_fds=True, pass_fds=(3,),
                env={"PATH": "/usr/bin:/bin"})
        theirs.close()

    def send(self, kind: int, body: bytes) -> None:
        self._socket.sendall(struct.pack(">IHHQ", len(body), kind, 1, 7) + body)

    def ask(self, ask: Ask) -> Parsed | Refused:
        self.send(_parse_ask, ask.encoded())
        return self.answer()

    def answer(self) -> Parsed | Refused:
        size, kind, _, correlation = struct.unpack(">IHHQ", self._read(16))
        if correlation != 7:
            raise ValueError("an answer to something else")
        body = self._read(size)
        if kind == _refusal:
            return Refused(struct.unpack(">H", body[:2])[0], _take(body[2:])[0].decode())
        if kind != _parsed:
            raise ValueError(f"a frame of type {kind}")
        root, rest = _take(body[32:])
        name, rest = _take(rest[64:])
        credential, rest = _take(rest)
        encrypted, rest = _take(rest)
        if len(rest) != 33 or rest[:1] != b"\0":  # No event log was asked about.
            raise ValueError("bytes behind the answer")
        return Parsed(root.decode(), name, credential, encrypted, rest[1:])

    def end(self) -> int:
        """Closes our end; its exit code, negative when a signal ended it."""
        self._socket.close()
        return self.child.wait(timeout=_answer_seconds)

    def kill(self) -> None:
        self._socket.close()
        if self.child.poll() is None:
            self.child.kill()
            self.child.wait(timeout=_answer_seconds)

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = self._socket.recv(size - len(data))
            if not more:
                raise EOFError("the verifier ended without an answer")
            data += more
        return data


def _take(data: bytes) -> tuple[bytes, bytes]:
    size = struct.unpack(">I", data[:4])[0]
    return data[4:4 + size], data[4 + size:]
