"""Becomes the program of its arguments, in a world where memfd_secret does not exist.

The kernel answers ENOSYS to that call, so that a process keeps its secrets in locked pages, which
root can read and a test can look through. Core files may be as large as they like.
"""

import ctypes
import os
import resource
import struct
import sys

_no_new_privileges, _set_seccomp, _mode_filter = 38, 22, 2
_load_word, _jump_if_equal, _return = 0x20, 0x15, 0x06
_allow, _refuse_with = 0x7FFF0000, 0x00050000
_enosys = 38
_memfd_secret = 447  # On every architecture.


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def _instruction(code: int, yes: int, no: int, value: int) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)


def take_secret_memory_away() -> None:
    instructions = [
        _instruction(_load_word, 0, 0, 0),
        _instruction(_jump_if_equal, 0, 1, _memfd_secret),
        _instruction(_return, 0, 0, _refuse_with | _enosys),
        _instruction(_return, 0, 0, _allow),
    ]
    program = _Program(len(instructions), b"".join(instructions))
    library = ctypes.CDLL(None, use_errno=True)
    for words in ((_no_new_privileges, 1, 0, 0, 0),
                  (_set_seccomp, _mode_filter, ctypes.byref(program), 0, 0)):
        if library.prctl(*words) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    take_secret_memory_away()
    os.execv(sys.argv[1], sys.argv[1:])
