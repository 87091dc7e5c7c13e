"""OpenCryptoki: the daemon pkcsslotd and one token of its software kind, in a private_host.

Its PINs are 4 to 8 characters; the officer's is thrown away. A PIN that an officer has set is
`expired` until its user has set another, so each is set twice. They go to pkcsconf over its standard
input, never as an argument.
"""

import secrets
import subprocess
from pathlib import Path

from scripts.lab.failure import Failure, last_lines
from scripts.lab.vendor_token import VendorToken, installed, write_pin
from scripts.lab.waiting import wait_until

_modules = ("/usr/lib/x86_64-linux-gnu/opencryptoki/libopencryptoki.so.0",
            "/usr/lib/aarch64-linux-gnu/opencryptoki/libopencryptoki.so.0")
_officer_pin_at_first = "87654321"
_socket = Path("/run/pkcsslotd.socket")


class OpenCryptoki:
    """One daemon a mount namespace; it ends with the namespace, or by `stop`."""

    def start(self) -> None:
        subprocess.run(["pkcsslotd"], stdin=subprocess.DEVNULL, check=True, timeout=30)
        wait_until(_socket.exists, "pkcsslotd listens", 10)

    def make_token(self, credentials: Path, name: str, user: int) -> VendorToken:
        label, pin, given = f"sealwright-{name}", _fresh_pin(), _fresh_pin()
        officer = _fresh_pin()
        _configure("-I", _officer_pin_at_first, label)
        _configure("-P", _officer_pin_at_first, officer, officer)
        _configure("-u", officer, given, given)
        _configure("-p", given, pin, pin)
        write_pin(credentials / name, pin, user)
        return VendorToken(name, label, installed(_modules), credentials / name, user)


def _fresh_pin() -> str:
    return secrets.token_hex(4)


def _configure(option: str, *answers: str) -> None:
    done = subprocess.run(["pkcsconf", "-c", "0", option], capture_output=True, text=True,
                          input="".join(answer + "\n" for answer in answers), check=False,
                          timeout=30)
    if done.returncode != 0 or "rror" in done.stdout + done.stderr:
        raise Failure(f"pkcsconf {option} failed (exit code {done.returncode})",
                      last_lines(done.stdout + done.stderr))
