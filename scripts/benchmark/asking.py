"""Asking: single requests to a contender, to set it up and to see whether it serves."""

import base64
import http.client
import json
import ssl
from pathlib import Path

from scripts.benchmark.meter import Identity
from scripts.benchmark.requests import stored_root_key
from scripts.lab.failure import Failure


class Asking:
    def __init__(self, identity: Identity, port: int):
        self._port = port
        self._trust = ssl.create_default_context(cafile=str(identity.authority))
        self._trust.load_cert_chain(identity.certificate, identity.key)

    def seal(self, key: str, plaintext: bytes) -> str:
        body = {"plaintext": base64.b64encode(plaintext).decode()}
        status, document = self._put(f"/v1/transit/encrypt/{key}", json.dumps(body, separators=(",", ":")).encode())
        if status != 200:
            raise Failure(f"the value to ask for is not sealed ({status})", str(document))
        return document["data"]["ciphertext"]

    def opens(self, request: Path) -> bool:
        """Whether this very request of the meter is answered with the value that was sealed."""
        head, _, body = request.read_bytes().decode().partition("\r\n\r\n")
        lines = head.split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:])
        try:
            status, document = self._put(lines[0].split(" ")[1], body.encode(), headers)
        except (OSError, http.client.HTTPException):
            return False
        if status != 200:
            return False
        return base64.b64decode(document["data"]["plaintext"]) == stored_root_key

    def _put(self, target: str, body: bytes, headers: dict | None = None) -> tuple[int, dict]:
        connection = http.client.HTTPSConnection("127.0.0.1", self._port, timeout=10,
                                                 context=self._trust)
        kept = {name: value for name, value in (headers or {}).items()
                if name in ("X-Vault-Token", "X-Vault-Request")}
        try:
            connection.request("PUT", target, body, kept)
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else {}
        finally:
            connection.close()
