"""Load: a few clients that ask for one release after the other, each over a connection it keeps."""

import threading

from tests.e2e.transit import Asker


class Load:
    """Counts answers that were right; anything else an ask may meet is a refusal or no answer."""

    def __init__(self, service, certificate, key: str, ciphertext: str, expected: bytes,
                 clients: int = 4):
        self._ask = (service, certificate)
        self._key, self._ciphertext, self._expected = key, ciphertext, expected
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._right, self.wrong = 0, []
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(clients)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stopping.set()
        for thread in self._threads:
            thread.join(timeout=30)

    def right(self) -> int:
        with self._lock:
            return self._right

    def _run(self) -> None:
        asker = Asker(*self._ask, kept_open=True)
        while not self._stopping.is_set():
            reply = asker.decrypt(self._key, self._ciphertext, seconds=10)
            if reply.status == 200:
                self._count(reply.plaintext)
                continue
            asker.close()
            asker = Asker(*self._ask, kept_open=True)
            self._stopping.wait(0.02)  # As a client does that was refused.
        asker.close()

    def _count(self, plaintext: bytes) -> None:
        with self._lock:
            if plaintext == self._expected:
                self._right += 1
            else:
                self.wrong.append(plaintext)
