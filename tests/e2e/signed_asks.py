"""SignedAsks: what another's tester of the API asks, signed by a person, so that it gets behind the signature.

The bodies have the form that the description names, filled from what the tester made up: names that are there and
names that are not, numbers at their edges, digests of nothing.
"""

import base64
import hashlib
import json
import os
import re
from pathlib import Path

from tests.e2e.asks_by_hand import HandPerson, Place, Plan, decide_ask, now_ms, propose_ask, text

_numbers = (0, 1, 2, 60, 255, 2**16 - 1, 2**32 - 1, 2**64 - 1)
_texts = ("prod", "main", "", "wil", "a look", "x" * 48, "\x7f", "nobody")
_widths = {"u8": 1, "u16": 2, "u32": 4, "u64": 8}
_field = re.compile(r"(u8|u16|u32|u64|booleans?|texts?|`bytes`|raw \d+|digest|list|optional)\b")


class Made:
    """As many bytes as are wanted, the same for the same beginning."""

    def __init__(self, beginning: bytes):
        self._state = hashlib.sha256(beginning).digest()

    def take(self, count: int) -> bytes:
        self._state = hashlib.sha256(self._state).digest()
        return (self._state * (count // 32 + 1))[:count]

    def one_of(self, choices):
        return choices[self.take(1)[0] % len(choices)]

    def field(self, kind: str) -> bytes:
        if kind in _widths:
            return min(self.one_of(_numbers), 256 ** _widths[kind] - 1).to_bytes(_widths[kind], "big")
        if kind.startswith(("boolean", "optional")):
            return bytes([self.take(1)[0] & 1 if kind.startswith("boolean") else 0])
        if kind.startswith("raw"):
            return self.take(int(kind.split()[1]))
        if kind == "digest":
            return self.take(32)
        if kind == "list":
            return bytes(4)
        return text(self.one_of(_texts)) if kind.startswith("text") else text(self.take(24))


def fields_of(description: str) -> list[str]:
    """The kinds of the fields, in the order in which the description has them."""
    said = re.search(r"(?:Its|The plan's) body: (.*?)\. (?:The answer|Nodes)", description, re.DOTALL)
    kinds: list[str] = []
    for part in re.sub(r"\([^)]*\)", "", said.group(1) if said else "").split(","):
        found = _field.search(part)
        many = bool(kinds) and kinds[-1] == "texts" and not found
        if found or many:
            kinds.append(found.group(1) if found else "texts")
    return kinds


class SignedAsks:
    def __init__(self, description: dict, given: dict):
        self._paths = description["paths"]
        self._place = Place(bytes.fromhex(given["installation"]), given["environment"])
        self._person = HandPerson.at(Path(given["folder"]), given["name"], given["role"], given["index"])

    @staticmethod
    def write(path: Path, person: HandPerson, place: Place) -> None:
        path.write_text(json.dumps({
            "installation": place.installation.hex(), "environment": place.environment,
            "folder": str(person.folder), "name": person.name, "role": person.role,
            "index": person.index}))

    def body(self, path: str, beginning: bytes) -> str | None:
        """The base64 of a signed question for this path; nothing for a path that takes none of a person."""
        operation = self._paths[path].get("post")
        ours = operation["x-sealwright"] if operation else {}
        if ours.get("effect") not in ("read", "loosen", "tighten", "hold", "judged", "decide"):
            return None
        made = Made(beginning)
        kind = int(ours["type"], 16)
        body = b"".join(made.field(each) for each in fields_of(operation["description"]))
        if ours["effect"] == "decide":
            kind, body = decide_ask, self._decision(made)
        elif ours["effect"] != "read":
            plan = Plan(path.rpartition("/")[2], kind, body)
            kind, body = propose_ask, self._person.proposal(self._place, plan)[1]
        return base64.b64encode(self._person.ask(self._place, kind, body)).decode()

    def _decision(self, made: Made) -> bytes:
        request, plan = made.take(16), made.take(32)
        act = self._person.act(self._place, request, plan, now_ms() + 3_600_000,
                               made.one_of((0, 1, 2)), "because")
        return request + text("because") + text(act)


def signed_asks() -> SignedAsks | None:
    """Of whoever runs the tester; nothing: nobody has a key."""
    given = os.environ.get("SEALWRIGHT_PERSON")
    if not given:
        return None
    return SignedAsks(json.loads(Path("openapi.json").read_text()), json.loads(Path(given).read_text()))
