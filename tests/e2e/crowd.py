"""A crowd at a TLS port, in a process of its own: `python3 -m tests.e2e.crowd MODE PORT CA CERT KEY`.

`slow` keeps 2,000 connections there, each of a kind that is slow in its own way, and replaces what
the server has cut off. `flood` opens a thousand connections a second and never speaks. Either says
`ready` once it is at full strength, and ends when its stdin does.
"""

import select
import socket
import ssl
import sys
import time
from collections.abc import Callable

_slow = {"before TLS": 600, "in the handshake": 600, "head": 200, "body": 200, "idle": 400}
_flood_a_second, _flood_kept = 1_000, 5_000
_connect_seconds = 10.0


def over() -> bool:
    return bool(select.select([sys.stdin], [], [], 0)[0])


class Slow:
    def __init__(self, port: int, trust: ssl.SSLContext):
        self._port = port
        self._trust = trust
        self._there: dict[str, list[socket.socket]] = {kind: [] for kind in _slow}
        self._open: dict[str, Callable[[], socket.socket]] = {
            "before TLS": self._plain, "in the handshake": self._half_hello, "head": self._head,
            "body": self._body, "idle": self._idle}

    def keep_there(self) -> None:
        said = False
        while not over():
            missing = sum(self._fill(kind) for kind in _slow)
            if not missing and not said:
                print("ready", flush=True)
                said = True
            self._drip()
            time.sleep(0.2)

    def _fill(self, kind: str) -> int:
        """Opens what is missing of one kind, for half a second at most, so that others get a turn."""
        here = self._there[kind] = [one for one in self._there[kind] if self._is_open(one)]
        until = time.monotonic() + 0.5
        while len(here) < _slow[kind] and time.monotonic() < until:
            try:
                here.append(self._open[kind]())
            except OSError:
                break  # Turned away; it comes again.
        return _slow[kind] - len(here)

    @staticmethod
    def _is_open(one: socket.socket) -> bool:
        poll = select.poll()
        poll.register(one, select.POLLIN | select.POLLHUP | select.POLLERR)
        if not poll.poll(0):
            return True
        one.close()
        return False

    def _drip(self) -> None:
        for kind in ("head", "body"):
            for one in self._there[kind]:
                try:
                    one.send(b"a")
                except OSError:
                    pass  # Cut off; the next round sees it.

    def _plain(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._port), timeout=_connect_seconds)

    def _half_hello(self) -> socket.socket:
        plain = self._plain()
        plain.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        return plain

    def _tls(self, first: bytes) -> socket.socket:
        plain = self._plain()
        try:
            secured = self._trust.wrap_socket(plain, server_hostname="localhost")
        except BaseException:
            plain.close()
            raise
        secured.sendall(first)
        return secured

    def _head(self) -> socket.socket:
        return self._tls(b"PUT /v1/transit/")

    def _body(self) -> socket.socket:
        return self._tls(b"PUT /v1/transit/encrypt/key HTTP/1.1\r\nHost: a\r\n"
                         b"Content-Length: 60000\r\n\r\n")

    def _idle(self) -> socket.socket:
        secured = self._tls(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        secured.recv(65536)
        return secured


def flood(port: int) -> None:
    kept: list[socket.socket] = []
    start, opened = time.monotonic(), 0
    while not over():
        while opened < (time.monotonic() - start) * _flood_a_second:
            opened += 1
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
            kept.append(one)
            if len(kept) > _flood_kept:
                kept.pop(0).close()
            if opened == _flood_kept:
                print("ready", flush=True)
        time.sleep(0.01)


def main() -> None:
    mode, port, authority, certificate, key = sys.argv[1:]
    if mode == "flood":
        flood(int(port))
        return
    trust = ssl.create_default_context(cafile=authority)
    trust.load_cert_chain(certificate, key)
    Slow(int(port), trust).keep_there()


if __name__ == "__main__":
    main()
