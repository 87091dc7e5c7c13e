"""A reader of EAT Attestation Results, written by the draft and not by our code: a claims-set in JSON
of profile tag:github.com,2023:veraison/ear is taken apart, and whatever the profile does not know,
or what contradicts itself, is refused."""

import base64
import re
from dataclasses import dataclass

PROFILE = "tag:github.com,2023:veraison/ear"
_tiers = {"none": 0, "affirming": 2, "warning": 32, "contraindicated": 96}
_claims = {"instance-identity", "configuration", "executables", "file-system", "hardware",
           "runtime-opaque", "storage-opaque", "sourced-data"}


class NotAnEar(ValueError):
    """What is wrong with it."""


@dataclass
class Appraisal:
    status: str
    vector: dict[str, int]
    policy: str


@dataclass
class Ear:
    issued: int
    developer: str
    build: str
    nonce: bytes
    appraisals: dict[str, Appraisal]


def _need(holds: bool, what: str) -> None:
    if not holds:
        raise NotAnEar(what)


def _members(document: object, needed: set[str], optional: set[str]) -> dict:
    _need(isinstance(document, dict), f"{document!r} is no map")
    _need(needed <= set(document) <= needed | optional,
          f"members {sorted(document)}, not {sorted(needed)} and perhaps {sorted(optional)}")
    return document


def _text(value: object) -> str:
    _need(isinstance(value, str) and value != "", f"{value!r} is no text")
    return value


def _integer(value: object, least: int, most: int) -> int:
    _need(type(value) is int and least <= value <= most, f"{value!r} is no integer in range")
    return value


def _tier(claim: int) -> int:
    """AR4SI: -1, 0 and 1 say nothing; 2 to 31 affirm, 32 to 95 warn, from 96 on contraindicate, and
    the same below zero."""
    size = claim if claim >= 0 else -claim - 1
    return 0 if size < 2 else 2 if size < 32 else 32 if size < 96 else 96


def _nonce(value: object) -> bytes:
    text = _text(value)
    _need(re.fullmatch("[A-Za-z0-9_-]+", text) is not None, "a nonce that is not base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    _need(8 <= len(data) <= 64, f"a nonce of {len(data)} bytes")
    return data


def _appraisal(document: object) -> Appraisal:
    members = _members(document, {"ear.status"},
                       {"ear.trustworthiness-vector", "ear.appraisal-policy-id"})
    status = _text(members["ear.status"])
    _need(status in _tiers, f"status {status!r}")
    vector = members.get("ear.trustworthiness-vector", {})
    _need("ear.trustworthiness-vector" not in members or len(vector) > 0, "an empty vector")
    _members(vector, set(), _claims)
    for value in vector.values():
        _integer(value, -128, 127)
    worst = max((_tier(value) for value in vector.values()), default=0)
    _need(_tiers[status] >= worst or (status == "none" and worst <= 2),
          f"status {status} with a vector of tier {worst}")
    policy = members.get("ear.appraisal-policy-id", "")
    _need(isinstance(policy, str), "a policy that is no text")
    _need(policy == "" or re.match("[a-z][a-z0-9+.-]*:", policy) is not None, "a policy that is no URI")
    return Appraisal(status, vector, policy)


def read_ear(document: object) -> Ear:
    members = _members(document, {"eat_profile", "iat", "ear.verifier-id", "submods"},
                       {"eat_nonce", "ear.raw-evidence"})
    _need(members["eat_profile"] == PROFILE, f"profile {members['eat_profile']!r}")
    verifier = _members(members["ear.verifier-id"], {"developer", "build"}, set())
    submods = members["submods"]
    _need(isinstance(submods, dict) and len(submods) > 0, "nobody was appraised")
    return Ear(_integer(members["iat"], 1, 1 << 40), _text(verifier["developer"]),
               _text(verifier["build"]), _nonce(members["eat_nonce"]),
               {_text(name): _appraisal(each) for name, each in submods.items()})
