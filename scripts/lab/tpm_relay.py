"""TpmRelay: stands between a client and a SoftwareTpm and makes it slow, silent, or break off.

It forwards whole commands, so it can count them: `delay` seconds before each one, the connection
closed in place of command N, a TPM error code in place of the answer to it, or no answer at all. It
can extend register 10 before a reading of registers, as the kernel does between two commands, and
answer with the last quote that the TPM made in place of a new one.
"""

import socket
import struct
import threading
import time
from pathlib import Path

from scripts.lab.failure import Failure

_header = struct.Struct(">HII")  # Tag, size, command or answer code.
_size_max = 4096
_reading = 0x17E  # TPM2_PCR_Read
_quoting = 0x158  # TPM2_Quote
# TPM2_PCR_Extend of register 10 by 32 bytes of 0x07, under its empty password.
_extending = bytes.fromhex("8002 00000041 00000182 0000000a 00000009 40000009 0000 00 0000"
                           "00000001 000b" + "07" * 32)


class TpmRelay:
    def __init__(self, tpm: Path, path: Path):
        """`tpm`: the socket behind; `path`: the socket to offer (its TCTI is `tcti`)."""
        self.tcti = f"swtpm:path={path}"
        self.delay = 0.0
        self.break_at = 0   # Close the connection in place of the command of this number, from 1.
        self.refuse_at = 0  # Answer this one with `refusal`.
        self.refusal = 0x101
        self.silent_at = 0  # Forward this one and keep its answer.
        self.moves = 0      # Before so many readings of registers, extend one.
        self.replays = False  # The last quote once more, whatever it shall sign now.
        self._quote = b""
        self.commands: list[int] = []  # Codes of all that came since `forget`.
        self._tpm, self._path = tpm, path
        self._ending = threading.Event()
        self._listener = socket.socket(socket.AF_UNIX)
        self._control = path.with_name(path.name + ".ctrl")
        for old in (path, self._control):
            old.unlink(missing_ok=True)
        self._control.symlink_to(tpm.with_name(tpm.name + ".ctrl"))  # tpm2-tools wants one.
        self._listener.bind(str(path))
        path.chmod(0o600)
        self._listener.listen(4)
        self._listener.settimeout(0.05)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def forget(self) -> None:
        self.commands.clear()

    def plain(self) -> None:
        """From now on it forwards and does nothing else."""
        self.delay, self.break_at, self.refuse_at, self.silent_at = 0.0, 0, 0, 0
        self.moves, self.replays = 0, False
        self.forget()

    def close(self) -> None:
        self._ending.set()
        self._thread.join(timeout=10)
        if self._thread.is_alive():
            raise Failure("the TPM relay does not end")
        self._listener.close()
        for path in (self._path, self._control):
            path.unlink(missing_ok=True)

    def _serve(self) -> None:
        while not self._ending.is_set():
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            with client, socket.socket(socket.AF_UNIX) as tpm:
                try:
                    tpm.connect(str(self._tpm))
                    self._forward(client, tpm)
                except OSError:
                    continue  # Either end went away: so does the other, at once.

    def _forward(self, client: socket.socket, tpm: socket.socket) -> None:
        while command := self._message(client):
            code = _header.unpack(command[:10])[2]
            self.commands.append(code)
            number = len(self.commands)
            if self._ending.wait(self.delay) or number == self.break_at:
                return
            if number == self.refuse_at:
                client.sendall(_header.pack(0x8001, 10, self.refusal))
                continue
            if code == _reading and self.moves > 0:
                self.moves -= 1
                self._ask(tpm, _extending)
            answer = self._ask(tpm, command)
            if code == _quoting:
                self._quote = self._quote if self.replays else answer
                answer = self._quote
            if number == self.silent_at:
                self._wait_for_end(client)
                return
            client.sendall(answer)

    def _ask(self, tpm: socket.socket, command: bytes) -> bytes:
        tpm.sendall(command)
        return self._message(tpm)

    def _message(self, peer: socket.socket) -> bytes:
        """One whole command or answer; nothing when the peer has ended."""
        head = self._exactly(peer, _header.size)
        if not head:
            return b""
        size = _header.unpack(head)[1]
        if not _header.size <= size <= _size_max:
            raise OSError("this is no TPM message")
        return head + self._exactly(peer, size - _header.size)

    def _exactly(self, peer: socket.socket, count: int) -> bytes:
        peer.settimeout(0.05)
        got = b""
        while len(got) < count:
            try:
                part = peer.recv(count - len(got))
            except TimeoutError:
                if self._ending.is_set():
                    return b""
                continue
            if not part:
                return b""
            got += part
        return got

    def _wait_for_end(self, client: socket.socket) -> None:
        deadline = time.monotonic() + 120
        client.settimeout(0.05)
        while not self._ending.is_set() and time.monotonic() < deadline:
            try:
                if not client.recv(1):
                    return
            except TimeoutError:
                continue
