"""Asker: a TLS client of the seal API that may be anybody, also somebody it must refuse."""

import base64
import http.client
import json
import re
import ssl
from dataclasses import dataclass
from pathlib import Path

from scripts.lab.certificates import Certificate
from scripts.lab.service import Service

_ciphertext = re.compile(rb"vault:v\d+:[A-Za-z0-9+/=_-]{40,}")


@dataclass(frozen=True)
class Reply:
    status: int  # 0: the connection was refused, at the TLS handshake for example.
    text: str

    @property
    def plaintext(self) -> bytes:
        return base64.b64decode(json.loads(self.text)["data"]["plaintext"])


class Asker:
    """With `kept_open` all asks go over one connection, as the real vault's do."""

    def __init__(self, service: Service, certificate: Certificate | None, kept_open: bool = False):
        self._port = service.port
        self._kept_open = kept_open
        self._connection: http.client.HTTPSConnection | None = None
        self._trust = ssl.create_default_context(cafile=str(service.state / "tls" / "ca.pem"))
        if certificate:
            self._trust.load_cert_chain(certificate.certificate, certificate.key)

    def decrypt(self, key: str, ciphertext: str, seconds: float = 20) -> Reply:
        return self.put(f"/v1/transit/decrypt/{key}", {"ciphertext": ciphertext}, seconds)

    def encrypt(self, key: str, plaintext: bytes, seconds: float = 20) -> Reply:
        body = {"plaintext": base64.b64encode(plaintext).decode()}
        return self.put(f"/v1/transit/encrypt/{key}", body, seconds)

    def put(self, path: str, body: dict, seconds: float = 20) -> Reply:
        connection = self._connection or http.client.HTTPSConnection(
            "127.0.0.1", self._port, timeout=seconds, context=self._trust)
        try:
            # As the real client does it: PUT, compact JSON, no Content-Type.
            connection.putrequest("PUT", path, skip_accept_encoding=True)
            text = json.dumps(body, separators=(",", ":")).encode()
            connection.putheader("Content-Length", str(len(text)))
            connection.putheader("X-Vault-Request", "true")
            connection.endheaders(text)
            answer = connection.getresponse()
            return Reply(answer.status, answer.read().decode(errors="replace"))
        except (OSError, http.client.HTTPException) as refused:
            return Reply(0, str(refused))
        finally:
            if self._kept_open:
                connection.auto_open = False  # A connection that was closed stays closed.
                self._connection = connection
            else:
                connection.close()

    def close(self) -> None:
        if self._connection:
            self._connection.close()


def ciphertexts_in(data: Path) -> list[str]:
    """Every ciphertext of ours that a thief of the vault's disk finds in its database."""
    found = _ciphertext.findall((data / "vault.db").read_bytes())
    return sorted({text.decode() for text in found})
