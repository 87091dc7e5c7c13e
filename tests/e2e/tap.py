"""Tap: a TCP relay between the real vault and the front that acts when the n-th ask passes.

It sees TLS 1.3 records, not what is in them, so the vault's own client and its certificate stay in
play. A client that shows a certificate sends three encrypted handshake records (certificate,
verify, finished), one that shows none a single one; after them a record that follows an answer, or
is the first, begins an ask.
"""

import select
import socket
import threading
import time
from collections.abc import Callable

_application_data = 23
_header_bytes = 5
_with_certificate, without_certificate = 3, 1  # Encrypted records of a client's handshake.
_idle_seconds = 0.1


class Tap:
    def __init__(self, front_port: int, handshake_records: int = _with_certificate):
        self._front_port = front_port
        self._handshake_records = handshake_records
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(_idle_seconds)
        self.port = self._listener.getsockname()[1]
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._asks = 0
        self._wanted = 0
        self._action: Callable[[], None] = lambda: None
        self._after = False
        self.waits: list[float] = []  # Seconds, of each ask that was answered.
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def arm(self, ask: int, action: Callable[[], None], after: bool = False) -> None:
        """Runs `action` once: just before the ask goes on to the front, or just `after`."""
        with self._lock:
            self._asks, self._wanted, self._action, self._after = 0, ask, action, after

    def disarm(self) -> int:
        """No further action; returns how many asks have passed since it was armed."""
        with self._lock:
            self._wanted = 0
            return self._asks

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(timeout=5)
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._relay, args=(client,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _relay(self, client: socket.socket) -> None:
        asks = _Asks(self._handshake_records)
        with client:
            try:
                front = socket.create_connection(("127.0.0.1", self._front_port), timeout=5)
            except OSError:
                return  # The client sees a closed connection, as if the front were away.
            with front:
                try:
                    self._pump(client, front, asks)
                except OSError:
                    return

    def _pump(self, client: socket.socket, front: socket.socket, asks: "_Asks") -> None:
        while not self._stopping.is_set():
            readable = select.select([client, front], [], [], _idle_seconds)[0]
            for source in readable:
                heard = source.recv(65536)
                if not heard:
                    return
                if source is front:
                    self.waits += asks.answered()
                    client.sendall(heard)
                    continue
                action, after = self._due(asks.begun_by(heard))
                if action and not after:
                    action()
                front.sendall(heard)
                if action and after:
                    action()

    def _due(self, begun: int) -> tuple[Callable[[], None] | None, bool]:
        with self._lock:
            before = self._asks
            self._asks += begun
            if before < self._wanted <= self._asks:
                self._wanted = 0
                return self._action, self._after
            return None, False


class _Asks:
    """Counts where asks begin in the client's half of one connection."""

    def __init__(self, handshake_records: int):
        self._buffer = b""
        self._handshake_records = handshake_records
        self._records = 0
        self._answered = True
        self._since = time.monotonic()  # The first ask waits for the connection as well.

    def answered(self) -> list[float]:
        """How long the ask has waited that is answered now, if one is."""
        if self._records <= self._handshake_records or self._answered:
            return []
        self._answered = True
        return [time.monotonic() - self._since]

    def begun_by(self, heard: bytes) -> int:
        self._buffer += heard
        begun = 0
        while len(self._buffer) >= _header_bytes:
            size = _header_bytes + int.from_bytes(self._buffer[3:5], "big")
            if len(self._buffer) < size:
                break
            kind, self._buffer = self._buffer[0], self._buffer[size:]
            if kind == _application_data:
                begun += self._count()
        return begun

    def _count(self) -> int:
        self._records += 1
        if self._records <= self._handshake_records or not self._answered:
            return 0
        self._answered = False
        if self._records > self._handshake_records + 1:
            self._since = time.monotonic()
        return 1
