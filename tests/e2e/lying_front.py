"""LyingFront: what people's tools take for the service, which carries what they say to the real one and answers
whatever a test wants."""

import base64
import http.client
import json
import ssl
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from scripts.lab.certificates import server_certificate

Said = tuple[int, bytes]  # A status and a body.


def problem(status: int, code: int, detail: str) -> Said:
    """A refusal as any front can invent it."""
    return status, json.dumps({"type": f"urn:sealwright:error:{code}", "title": "Conflict",
                               "status": status, "detail": detail, "code": f"E{code}",
                               "remedy": "believe me"}, separators=(",", ":")).encode()


def in_an_answer(code: int, sentence: str, remedy: str) -> Said:
    """A refusal as a service that signs nothing says it: inside an answer."""
    texts = b"".join(len(text.encode()).to_bytes(4, "big") + text.encode() for text in (sentence, remedy))
    refusal = code.to_bytes(2, "big") + texts
    inside = b"\x00\x01" + len(refusal).to_bytes(4, "big") + refusal + bytes(8 + 64)
    return 200, json.dumps({"answer": base64.b64encode(inside).decode()}, separators=(",", ":")).encode()


def with_another_recipient(status: int, body: bytes) -> Said:
    """What a recovery host says, its plan being for another key."""
    if status != 200:
        return status, body
    inside = bytearray(base64.b64decode(json.loads(body)["answer"]))
    environment = inside.index(b"VUS-V1-RECOVERY") + 15 + 16
    key = environment + 4 + int.from_bytes(inside[environment:environment + 4], "big") + 16
    inside[key:key + 32] = bytes([9]) + bytes(31)
    return status, json.dumps({"answer": base64.b64encode(inside).decode()},
                              separators=(",", ":")).encode()


class LyingFront:
    def __init__(self, folder: Path, real_port: int):
        made = server_certificate(folder, "liar")
        self.authority = made.certificate
        self.says: Callable[[str, Callable[[], Said]], Said] = lambda path, carry: carry()
        self._real_port = real_port
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, text = front.says(self.path, lambda: front._carry(self.path, body))
                media = "application/json" if status == 200 else "application/problem+json"
                self.send_response(status)
                self.send_header("Content-Type", media)
                self.send_header("Content-Length", str(len(text)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(made.certificate, made.key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def _carry(self, path: str, body: bytes) -> Said:
        trust = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection("127.0.0.1", self._real_port, context=trust, timeout=20)
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def end(self) -> None:
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()
