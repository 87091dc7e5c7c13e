"""HandPerson: a person's tool written a second time, from docs/protocol/acts.md, with the openssl program for
its signatures. It can say what our own tool never would, and the same thing twice."""

import base64
import hashlib
import json
import os
import struct
import time
from dataclasses import dataclass
from pathlib import Path

from scripts.lab.commands import run
from scripts.lab.service import Service
from tests.e2e.raw_client import Answer, RawClient, trust_of

vault_add, vault_hold, vault_lift, freeze, lift = 0x0518, 0x0515, 0x051a, 0x0596, 0x0597
propose_ask, decide_ask, requests_ask, request_ask, roster_ask = range(0x0572, 0x0577)
approve, deny, veto = 0, 1, 2
_request_shown = 0x0577
_states = ("collecting", "armed", "committed", "denied", "vetoed", "expired", "failed")
_roles = ("operator", "custodian", "responder", "witness", "auditor")
_answer_seconds = 10  # What our tool waits for an answer.


def u16(number: int) -> bytes:
    return number.to_bytes(2, "big")


def u32(number: int) -> bytes:
    return number.to_bytes(4, "big")


def u64(number: int) -> bytes:
    return number.to_bytes(8, "big")


def text(letters: str | bytes) -> bytes:
    """Also `bytes`: both are a length and what follows."""
    raw = letters.encode() if isinstance(letters, str) else letters
    return u32(len(raw)) + raw


def th(tag: str, *parts: bytes) -> bytes:
    whole = b"VUS-v1" + u16(len(tag)) + tag.encode() + u32(len(parts))
    for part in parts:
        whole += u64(len(part)) + part
    return hashlib.sha512(whole).digest()[:32]


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def vault_add_body(name: str) -> bytes:
    return text(name) + text("transit") + text(name) + bytes(16) + b"\0"


@dataclass(frozen=True)
class Plan:
    route: str
    type: int
    body: bytes

    @property
    def digest(self) -> bytes:
        return th("plan", u16(self.type) + self.body)


def add_vault(name: str) -> Plan:
    return Plan("vault-add", vault_add, vault_add_body(name))


@dataclass(frozen=True)
class Place:
    """The installation for which everything is signed."""

    installation: bytes
    environment: str = "trying"
    epoch: int = 1  # Of the roster.


@dataclass(frozen=True)
class Shown:
    """A request, as the service answers it."""

    id: bytes
    state: str
    expiry_ms: int
    decisions: int
    entry: int


class HandPerson:
    def __init__(self, name: str, folder: Path, role: str = "operator", index: int = 0):
        self.name, self.role, self.index = name, role, index
        self._folder = folder / f"{name}-by-hand"
        self._folder.mkdir(parents=True)
        self._key = self._folder / "key.pem"
        run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", self._key], "a person's key")
        public = self._folder / "public"
        run(["openssl", "pkey", "-in", self._key, "-pubout", "-outform", "DER", "-out", public],
            "a person's public key")
        self.key = public.read_bytes()[-32:]

    @classmethod
    def at(cls, folder: Path, name: str, role: str, index: int) -> "HandPerson":
        """The one whose key is there already."""
        person = cls.__new__(cls)
        person.name, person.role, person.index, person._folder = name, role, index, folder
        person._key = folder / "key.pem"
        person.key = (folder / "public").read_bytes()[-32:]
        return person

    @property
    def folder(self) -> Path:
        return self._folder

    def sign(self, digest: bytes) -> bytes:
        digest_file, signature = self._folder / "digest", self._folder / "signature"
        digest_file.write_bytes(digest)
        run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", self._key, "-in", digest_file,
             "-out", signature], "a signature")
        return signature.read_bytes()

    def roster_toml(self) -> str:
        proof = self.sign(th("person-key", self.name.encode(), self.key))
        key = base64.b64encode(self.key).decode()
        return (f'\n[[person]]\nname = "{self.name}"\nroles = ["{self.role}"]\nkeys = [{{ key = '
                f'"ed25519:{key}", proof = "{base64.b64encode(proof).decode()}" }}]\n')

    def ask(self, place: Place, kind: int, body: bytes) -> bytes:
        """A PersonAsk: a signed question, a new one each time."""
        question = (text("VUS-V1-ASK") + place.installation + text(place.environment)
                    + u64(now_ms()) + os.urandom(16) + u16(kind) + text(body))
        return text(question) + self.key + self.sign(th("person-ask", question))

    def act(self, place: Place, ceremony: bytes, plan: bytes, expiry_ms: int, choice: int = approve,
            reason: str = "", attempt: int = 0) -> bytes:
        contribution = th("reason", reason.encode()) if reason else bytes(32)
        whole = (text("VUS-V1-ACT") + place.installation + text(place.environment) + ceremony
                 + u32(attempt) + plan + text(self.name) + bytes([_roles.index(self.role)])
                 + u16(self.index) + bytes([choice]) + contribution + u64(place.epoch) + u64(expiry_ms))
        return whole + self.key + self.sign(th("act", whole))

    def proposal(self, place: Place, plan: Plan) -> tuple[bytes, bytes]:
        """The id of the request, and the body of its ProposeAsk: the very same when it is sent again."""
        nonce = os.urandom(16)
        request = th("request", plan.digest, self.name.encode(), nonce)[:16]
        act = self.act(place, request, plan.digest, now_ms() + 86_400_000)
        return request, u16(plan.type) + text(plan.body) + nonce + text(act)

    def decision(self, place: Place, plan: Plan, request: Shown, choice: int = approve,
                 reason: str = "") -> bytes:
        act = self.act(place, request.id, plan.digest, request.expiry_ms, choice, reason)
        return request.id + text(reason) + text(act)


def posted(path: str, ask: bytes) -> bytes:
    """One POST, as our tool writes it."""
    body = b'{"ask":"' + base64.b64encode(ask) + b'"}'
    return (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body


def send(service: Service, path: str, ask: bytes) -> Answer:
    client = RawClient(service.port, trust_of(service, None), _answer_seconds)
    try:
        client.send(posted(path, ask))
        return client.answer()
    finally:
        client.close()


def answered(answer: Answer) -> tuple[int, bytes]:
    """Type and body of a PersonAnswer."""
    whole = base64.b64decode(json.loads(answer.body)["answer"])
    kind, size = struct.unpack_from(">HI", whole)
    return kind, whole[6:6 + size]


def shown_in(answer: Answer) -> Shown:
    kind, body = answered(answer)
    if answer.status != 200 or kind != _request_shown:
        raise AssertionError(f"no request is shown: {answer}")
    reader = _Reader(body)
    whole, _, entry = _Reader(reader.bytes()), reader.take(1), reader.number(8)
    whole.take(1)
    request = whole.take(16)
    whole.take(2)
    whole.bytes()
    whole.take(1 + 1 + 4 + 4 + 8)
    expiry_ms = whole.number(8)
    state = _states[whole.number(1)]
    whole.take(8 + 8)
    whole.bytes()
    return Shown(request, state, expiry_ms, whole.number(4), entry)


class _Reader:
    def __init__(self, data: bytes):
        self._data = data

    def take(self, size: int) -> bytes:
        taken, self._data = self._data[:size], self._data[size:]
        return taken

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def bytes(self) -> bytes:
        return self.take(self.number(4))
