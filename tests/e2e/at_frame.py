"""AtFrame: ends a process, as a crash would, at an exact place of its talk with another one: just before its
n-th frame of a type goes out, or just after the n-th has come in.

It looks at the system calls of the process (ptrace) from a thread of its own, because the kernel answers only
the thread that attached. Nothing of the process is changed; what it may not do it still may not.
"""

import ctypes
import os
import platform
import signal
import struct
import threading
from pathlib import Path

from scripts.lab.failure import Failure
from scripts.lab.processes import Process

commit, committed = 0x0305, 0x0306  # docs/protocol/frames.md
# Who dies, whether as the frame goes out, and which: at each end of a commit and of its answer.
keeper_before = ("sealwright-keeper", True, commit)
keeper_after = ("sealwright-keeper", False, committed)
depot_before_it_writes = ("sealwright-depot", False, commit)
depot_before_it_answers = ("sealwright-depot", True, committed)
_send, _receive = {"x86_64": (44, 45), "aarch64": (206, 207)}[platform.machine()]
_seize, _interrupt, _go_on, _detach, _call_info = 0x4206, 0x4207, 24, 17, 0x420e
_mark_calls = 1
_event_stop = 128
_header = struct.Struct(">IHHQ")  # Length of the body, type, version, correlation.
_look_max = 1 << 20
_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
_libc.ptrace.restype = ctypes.c_long


def _ptrace(request: int, pid: int, address: int, data) -> None:
    if _libc.ptrace(request, pid, address, data) < 0:
        raise OSError(ctypes.get_errno(), f"ptrace {request:#x} of {pid}")


class AtFrame:
    """Attached while the `with` lasts; `fired` says whether it came to the frame."""

    def __init__(self, process: Process, goes_out: bool, frame: int, nth: int = 1):
        self._process, self._goes_out, self._frame = process, goes_out, frame
        self._left = nth
        self._attached, self._stopping, self._fired = (threading.Event() for _ in range(3))
        self._broken: Exception | None = None
        self._call: tuple[int, int, int] | None = None  # Number, address, size.
        self._thread = threading.Thread(target=self._trace, daemon=True)

    @property
    def fired(self) -> bool:
        return self._fired.is_set()

    def __enter__(self) -> "AtFrame":
        tasks = list(Path(f"/proc/{self._process.pid}/task").iterdir())
        if len(tasks) != 1:
            raise Failure(f"{self._process.name} has {len(tasks)} threads; one is looked at")
        self._thread.start()
        if not self._attached.wait(10):
            raise Failure(f"{self._process.name} cannot be looked at", str(self._broken))
        return self

    def __exit__(self, *_) -> None:
        self._stopping.set()
        self._process.signal(signal.SIGURG)  # It ignores this one; its tracer wakes.
        self._thread.join(timeout=20)
        if self._broken:
            raise Failure(f"looking at {self._process.name} failed", str(self._broken))

    def _trace(self) -> None:
        pid = self._process.pid
        try:
            _ptrace(_seize, pid, 0, _mark_calls)
            _ptrace(_interrupt, pid, 0, 0)
            while self._turn(pid):
                pass
        except (ProcessLookupError, ChildProcessError):
            pass  # It ended otherwise.
        except OSError as broken:
            self._broken = broken

    def _turn(self, pid: int) -> bool:
        _, status = os.waitpid(pid, getattr(os, "__WALL", 0x40000000))
        if not os.WIFSTOPPED(status):
            return False
        stopped_by = os.WSTOPSIG(status)
        passed_on = 0
        if stopped_by == signal.SIGTRAP | 0x80:
            self._look(pid)
        elif status >> 16 == _event_stop:
            self._attached.set()
        else:
            passed_on = stopped_by
        if self._stopping.is_set() and not self._fired.is_set():
            _ptrace(_detach, pid, 0, passed_on)
            return False
        if not self._fired.is_set():
            _ptrace(_go_on, pid, 0, passed_on)
        return True

    def _look(self, pid: int) -> None:
        info = ctypes.create_string_buffer(88)
        _ptrace(_call_info, pid, len(info), ctypes.cast(info, ctypes.c_void_p))
        enters = info.raw[0] == 1
        if enters:
            number, _, address, size = struct.unpack_from("=QQQQ", info.raw, 24)
            self._call = (number, address, size)
            if self._goes_out and number == _send:
                self._count(pid, address, size)
        elif self._call and not self._goes_out and self._call[0] == _receive:
            size = struct.unpack_from("=q", info.raw, 24)[0]
            if size > 0:
                self._count(pid, self._call[1], size)

    def _count(self, pid: int, address: int, size: int) -> None:
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            talk = os.pread(memory.fileno(), min(size, _look_max), address)
        while len(talk) >= _header.size:
            length, frame, _, _ = _header.unpack_from(talk)
            self._left -= frame == self._frame
            if not self._left:
                self._fired.set()
                os.kill(pid, signal.SIGKILL)
                return
            talk = talk[_header.size + length:]
