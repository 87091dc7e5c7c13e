"""Recorder: ends TLS in the service's place, with the service's own certificate, and notes what an agent says.

It forwards each message and its answer, but for the routes that it withholds: those end unanswered."""

import http.client
import http.server
import ssl
import threading
from contextlib import closing

from scripts.lab.service import Service

begin_route, finish_route = "/v1/node/begin", "/v1/node/finish"


def post(line: http.client.HTTPSConnection, route: str, body: bytes) -> tuple[int, bytes]:
    """One message to the front, as anybody may send it: status and body of the answer."""
    line.request("POST", route, body)
    answer = line.getresponse()
    return answer.status, answer.read()


def connection(service: Service) -> http.client.HTTPSConnection:
    return http.client.HTTPSConnection("127.0.0.1", service.port, timeout=20,
                                       context=ssl._create_unverified_context())


class Recorder:
    def __init__(self, service: Service, withheld: str = ""):
        """`withheld`: the route whose messages are noted and go no further."""
        self.said: list[tuple[str, bytes, bytes]] = []  # Route, message, answer.
        recorder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path == withheld:
                    recorder.said.append((self.path, body, b""))
                    self.close_connection = True
                    return
                with closing(connection(service)) as line:
                    status, answer = post(line, self.path, body)
                recorder.said.append((self.path, body, answer))
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                """Nothing: what is said goes to `said`."""

        tls = service.state / "tls"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls / "server.pem", tls / "server.key")
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def messages(self, route: str) -> list[tuple[bytes, bytes]]:
        return [(message, answer) for at, message, answer in self.said if at == route]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)
