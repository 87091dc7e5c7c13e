"""EventLog: what a firmware would have measured and written down, for a TPM in software.

`measure` extends the TPM's registers as the log says; a log that is altered after that lies. The form
is the crypto-agile one of the TCG (PC Client Platform Firmware Profile, section 10), as the kernel
shows it.
"""

import hashlib
import struct

SEPARATOR, ACTION, VARIABLE, AUTHORITY = 4, 5, 0x80000001, 0x800000E0
_no_action, _sha256 = 3, 0x000B
_global_variable = bytes.fromhex("61dfe48bca93d211aa0d00e098032b8c")


class EventLog:
    def __init__(self):
        header = (b"Spec ID Event03\0" + bytes([0, 0, 0, 0, 0, 2, 0, 2]) + struct.pack("<I", 1)
                  + struct.pack("<HH", _sha256, 32) + b"\0")
        self._head = struct.pack("<II", 0, _no_action) + bytes(20) + _sized(header)
        self.events: list[tuple[int, int, bytes]] = []  # Register, type, data.

    def add(self, register: int, kind: int, data: bytes) -> "EventLog":
        self.events.append((register, kind, data))
        return self

    def measure(self, tpm) -> "EventLog":
        for register, _, data in self.events:
            tpm.extend(register, data)
        return self

    @property
    def bytes(self) -> bytes:
        return self._head + b"".join(
            struct.pack("<III", register, kind, 1) + struct.pack("<H", _sha256)
            + hashlib.sha256(data).digest() + _sized(data) for register, kind, data in self.events)


def variable(name: str, value: bytes) -> bytes:
    """UEFI_VARIABLE_DATA of a global variable."""
    return (_global_variable + struct.pack("<QQ", len(name), len(value))
            + name.encode("utf-16-le") + value)


def booted(secure_boot: bool) -> EventLog:
    """A machine that has booted: variables, a boot loader, separators, who signed the loader."""
    log = EventLog().add(0, ACTION, b"firmware")
    log.add(7, VARIABLE, variable("SecureBoot", bytes([secure_boot])))
    for name in ("PK", "KEK", "db", "dbx"):
        log.add(7, VARIABLE, variable(name, b"keys"))
    log.add(4, ACTION, b"Calling EFI Application from Boot Option")
    for register in (0, 4, 7):
        log.add(register, SEPARATOR, bytes(4))
    return log.add(7, AUTHORITY, variable("db", b"who signed"))


def _sized(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data
