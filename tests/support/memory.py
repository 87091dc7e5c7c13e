"""What a process holds in memory, and the forms in which a secret could lie there."""

import base64
import re

from scripts.lab.processes import Process

_region = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) r")
_chunk_bytes = 1 << 20


def memory_of(process: Process) -> bytes:
    """All that root can read of it, as root could at any moment; guarded pages cannot be read so."""
    found = []
    with open(f"/proc/{process.pid}/maps") as maps, open(f"/proc/{process.pid}/mem", "rb", 0) as mem:
        for line in maps:
            region = _region.match(line)
            if not region:
                continue
            start, end = (int(number, 16) for number in region.groups())
            for at in range(start, end, _chunk_bytes):
                try:
                    mem.seek(at)
                    chunk = mem.read(min(_chunk_bytes, end - at))
                except (OSError, ValueError, OverflowError):
                    break  # A page that even root is not shown.
                if chunk.count(0) != len(chunk):
                    found.append(chunk)
    return b"".join(found)


def forms_of(secret: bytes) -> dict[str, bytes]:
    """As it is, back to front, in hex, and inside any base64 of something longer."""
    forms = {"its bytes": secret, "its bytes backwards": secret[::-1],
             "its hex": secret.hex().encode(), "its capital hex": secret.hex().upper().encode()}
    for shift in range(3):
        # The first and last digits depend on the neighbours; those between do not.
        whole = base64.b64encode(b"\0" * shift + secret)
        inside = whole[4:len(whole) - 4]
        forms[f"its base64 at {shift}"] = inside
        forms[f"its URL base64 at {shift}"] = inside.translate(bytes.maketrans(b"+/", b"-_"))
    return forms


def found_in(memory: bytes, secrets: dict[str, bytes]) -> list[str]:
    """Which secrets lie in the memory, and in which form."""
    return [f"{name}: {form}" for name, secret in secrets.items()
            for form, value in forms_of(secret).items() if value in memory]
