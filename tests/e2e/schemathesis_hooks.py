"""Loaded by schemathesis (.tools/schemathesis): JSON without blanks, the one form that is read.

With its own form, which has a blank behind each colon, no request would get past the first check. Where
SEALWRIGHT_PERSON names a person's key, what is right in form is signed, and how it was answered is written down.
"""

import json
import os

import schemathesis

from tests.e2e.signed_asks import signed_asks

_asks = signed_asks()


@schemathesis.serializer("application/json")
def without_blanks(_, value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    return json.dumps(value, separators=(",", ":"), default=str).encode(errors="replace")


@schemathesis.hook
def before_call(_, case, kwargs):
    body = case.body
    is_right = isinstance(body, dict) and set(body) == {"ask"} and isinstance(body["ask"], str)
    if _asks is None or not is_right or case.meta.generation.mode.is_negative:
        return
    ask = _asks.body(case.path, body["ask"].encode(errors="replace"))
    if ask is not None:
        case.body = {"ask": ask}


@schemathesis.hook
def after_call(_, case, response):
    if _asks is not None:
        with open(os.environ["SEALWRIGHT_ANSWERS"], "a", encoding="utf-8") as answers:
            answers.write(f"{case.path} {response.status_code}\n")
