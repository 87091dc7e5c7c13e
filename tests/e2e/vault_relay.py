"""VaultRelay: stands between an agent and its vault's local listener, counts the agent's calls, and lets a
test act before one of them reaches the vault, or after the vault has done it and before the agent hears."""

import http.client
import http.server
import socket
import socketserver
import threading
from collections.abc import Callable
from pathlib import Path


class _ToVault(http.client.HTTPConnection):
    def __init__(self, path: Path):
        super().__init__("localhost", timeout=30)
        self._path = str(path)

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(self._path)


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    relay: "VaultRelay"


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def relayed(self) -> None:
        relay = self.server.relay
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        number = relay.number_of(f"{self.command} {self.path.removeprefix('/v1/')}")
        if relay.acts(number, before=True):
            self.close_connection = True
            return
        line = _ToVault(relay.vault)
        try:
            line.request(self.command, self.path, body or None,
                         {name: value for name, value in self.headers.items()
                          if name.lower() not in ("host", "content-length")})
            answer = line.getresponse()
            status, document = answer.status, answer.read()
        except OSError:
            self.close_connection = True
            return
        finally:
            line.close()
        if relay.acts(number, before=False):
            self.close_connection = True
            return
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(document)))
            self.end_headers()
            self.wfile.write(document)
        except OSError:
            self.close_connection = True

    do_GET = do_PUT = do_POST = do_LIST = do_DELETE = relayed

    def log_message(self, *_words) -> None:
        """Silent: a test prints what it needs."""

    def address_string(self) -> str:
        return "agent"


class VaultRelay:
    """The agent's calls of a run are numbered from 1; looks at the vault's health are not counted."""

    def __init__(self, socket_path: Path, vault: Path):
        self.socket_path, self.vault = socket_path, vault
        self.calls: list[str] = []
        self._act: Callable[[], None] | None = None
        self._at = (0, True)
        self._awaited = ""
        self._cuts = True
        self._lock = threading.Lock()
        self._server = _Server(str(socket_path), _Handler)
        self._server.relay = self
        socket_path.chmod(0o666)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"unix://{self.socket_path}"

    def act_at(self, number: int, before: bool, act: Callable[[], None], cuts: bool = True) -> None:
        """Behind the act the agent's line is cut, or goes on as if nothing had been."""
        with self._lock:
            self.calls, self._at, self._act, self._cuts = [], (number, before), act, cuts
            self._awaited = ""

    def act_before_first(self, call: str, act: Callable[[], None]) -> None:
        """The first call of this name reaches the vault when the act is over, however many came before it."""
        with self._lock:
            self.calls, self._at, self._act, self._cuts = [], (0, True), act, False
            self._awaited = call

    def pass_all(self) -> None:
        with self._lock:
            self.calls, self._act, self._awaited = [], None, ""

    def number_of(self, call: str) -> int:
        with self._lock:
            if call.endswith("sys/health"):
                return 0
            self.calls.append(call)
            if call == self._awaited:
                self._at, self._awaited = (len(self.calls), True), ""
            return len(self.calls)

    def acts(self, number: int, before: bool) -> bool:
        """Once; then everything passes again. Says whether the line is cut."""
        with self._lock:
            act = self._act if (number, before) == self._at and number else None
            if act:
                self._act = None
        if act is None:
            return False
        act()
        return self._cuts

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)
