"""RawClient: a TLS client that sends any bytes, whole or not, and reads one answer."""

import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

from scripts.lab.certificates import Certificate
from scripts.lab.service import Service


@dataclass(frozen=True)
class Answer:
    status: int  # 0: the connection ended without an answer.
    head: str
    body: str


def trust_of(service: Service, certificate: Certificate | None) -> ssl.SSLContext:
    trust = ssl.create_default_context(cafile=str(Path(service.state) / "tls" / "ca.pem"))
    if certificate:
        trust.load_cert_chain(certificate.certificate, certificate.key)
    return trust


class RawClient:
    def __init__(self, port: int, trust: ssl.SSLContext, seconds: float = 10,
                 source: str = "127.0.0.1"):
        plain = socket.create_connection(("127.0.0.1", port), seconds, (source, 0))
        self._received = b""
        try:
            self.socket = trust.wrap_socket(plain, server_hostname="localhost")
        except BaseException:
            plain.close()
            raise

    def send(self, stream: bytes) -> None:
        self.socket.sendall(stream)

    def answer(self) -> Answer:
        while b"\r\n\r\n" not in self._received:
            if not self._read():
                return Answer(0, "", "")
        head, _, rest = self._received.partition(b"\r\n\r\n")
        fields = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:])
        self._received = rest
        while len(self._received) < int(fields[b"content-length"]):
            if not self._read():
                return Answer(0, "", "")
        body = self._received[:int(fields[b"content-length"])]
        self._received = self._received[len(body):]
        return Answer(int(head.split(b" ")[1]), head.decode(), body.decode())

    def _read(self) -> bool:
        try:
            heard = self.socket.recv(65536)
        except OSError:
            return False
        self._received += heard
        return bool(heard)

    def close(self) -> None:
        self.socket.close()


def request(path: str, body: bytes, method: str = "PUT") -> bytes:
    """As the real client writes it."""
    return (f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Go-http-client/1.1\r\n"
            f"Content-Length: {len(body)}\r\nX-Vault-Request: true\r\n"
            f"Accept-Encoding: gzip\r\n\r\n").encode() + body


def ask_raw(service: Service, certificate: Certificate | None, stream: bytes) -> Answer:
    client = RawClient(service.port, trust_of(service, certificate))
    try:
        client.send(stream)
        return client.answer()
    finally:
        client.close()
