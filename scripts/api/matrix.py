"""The matrix of who may do what, read from the API's description.

Deny by default: an operation that does not say its type, effect and roles in `x-sealwright` is a
fault, and so is one whose path and effect do not belong together. Nothing is guessed. Standard
library only: the build runs this.
"""

import json
import re
from dataclasses import dataclass

SOURCE = "docs/reference/openapi.json"
ROLES = {"operator": 1, "custodian": 2, "responder": 4, "witness": 8, "auditor": 16}
CHANGES = ("tighten", "loosen", "hold", "judged")
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
KEYS = {"type", "effect", "roles", "name"}
TYPE = re.compile(r"0x05[0-9a-f]{2}")
NAME = re.compile(r"[a-z]+(?:-[a-z]+)*")
FOUNDING = {"/v1/founding/show": "founding", "/v1/founding/sign": "founding-sign"}
# What an effect may stand at. The last four are no rows: what travels there has a row, or is read
# by the keeper as what it is.
PATHS = {"read": "/v1/queries/", "founding": "/v1/founding/", "decide": "/v1/acts",
         "ceremony": "/v1/ceremonies/", "stream": "/v1/events", "public": "/v1/openapi.json"}


class DescriptionFault(Exception):
    """The description cannot be believed; says where and what to do."""


@dataclass(frozen=True)
class Row:
    type: str
    name: str
    effect: str  # A word of operate::Effect.
    roles: tuple[str, ...]
    path: str = ""  # Empty: no path leads to it.
    summary: str = ""

    @property
    def bits(self) -> int:
        return sum(ROLES[role] for role in self.roles)


def rows(text: str) -> list[Row]:
    """Every ask, in the order of the description; raises DescriptionFault."""
    found = []
    description = json.loads(text, object_pairs_hook=without_doubles)
    for path, item in description["paths"].items():
        for method in [word for word in item if word in METHODS]:
            row = row_of(path, method, item[method])
            if row is not None:
                found.append(row)
    found += [local_row(entry) for entry in description["x-sealwright-local"]]
    for what in ("type", "name"):
        values = [getattr(row, what) for row in found]
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise DescriptionFault(f"{SOURCE}: two operations have the {what} {twice[0]}; "
                                   "an ask has one row")
    return found


def without_doubles(pairs: list) -> dict:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise DescriptionFault(f"{SOURCE}: a member stands twice in one object: {names}")
    return dict(pairs)


def row_of(path: str, method: str, operation: dict) -> Row | None:
    def fault(what: str) -> DescriptionFault:
        return DescriptionFault(f"{SOURCE}: {method.upper()} {path}: {what}")

    said = operation.get("x-sealwright")
    if not isinstance(said, dict) or not {"effect", "roles"} <= set(said) <= KEYS:
        raise fault("who may do it is not said: give it x-sealwright {type, effect, roles}")
    effect, roles = said["effect"], tuple(said["roles"])
    if effect not in PATHS and effect not in CHANGES:
        raise fault(f"there is no effect `{effect}`: use one of {sorted([*PATHS, *CHANGES])}")
    if not path.startswith(PATHS.get(effect, "/v1/requests/")):
        raise fault(f"an operation of effect `{effect}` stands under "
                    f"{PATHS.get(effect, '/v1/requests/')}")
    if method != ("get" if effect == "public" else "post"):
        raise fault("a signed question is posted, and the description is read by GET")
    if set(roles) - set(ROLES) or len(set(roles)) != len(roles):
        raise fault(f"roles are some of {list(ROLES)}, each once")
    if bool(roles) == (effect in ("public", "founding")):
        raise fault("roles are named, but for the description and the founding")
    if effect == "public":
        return None
    if not TYPE.fullmatch(str(said.get("type"))):
        raise fault("its type is that of an ask, 0x05 and two hex digits")
    if effect in ("decide", "ceremony", "stream"):
        return None
    name = FOUNDING.get(path, path.rpartition("/")[2])
    if not NAME.fullmatch(name) or said.get("name", name) != name:
        raise fault("its name is the end of its path: small letters, and - between words")
    shown = "local" if effect == "founding" else effect
    return Row(said["type"], name, shown, roles, path, operation.get("summary", ""))


def local_row(entry: dict) -> Row:
    if not TYPE.fullmatch(str(entry.get("type"))) or not NAME.fullmatch(str(entry.get("name"))):
        raise DescriptionFault(f"{SOURCE}: x-sealwright-local: {entry} has no type or name")
    return Row(entry["type"], entry["name"], "local", (), "", entry.get("why", ""))
