"""SoftToken: a SoftHSM token in a folder of its own, with its own configuration and its own PIN.

The PIN is 128 random bits and rests only in `<credentials>/pin` (mode 0600); it reaches
softhsm2-util over a pseudo-terminal, because an argument could be read by every process of the
machine. The security officer's PIN is thrown away: a token of the lab is made again, never mended.
"""

import os
import pty
import re
import secrets
import select
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from scripts.lab.failure import Failure, last_lines

_modules = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so")
_seconds_max = 30


@dataclass(frozen=True)
class SoftToken:
    name: str
    label: str
    configuration: Path  # softhsm2.conf, for SOFTHSM2_CONF
    credentials: Path    # The folder that holds the file `pin`.
    user: int

    @property
    def library(self) -> str:
        return module()

    @property
    def pin(self) -> str:
        return (self.credentials / "pin").read_text().strip()

    @property
    def serial(self) -> str:
        """As PKCS#11 says it; softhsm2-util lists each token with its serial above its label."""
        shown = subprocess.run(["softhsm2-util", "--show-slots"], capture_output=True, text=True,
                               env={"PATH": os.environ.get("PATH", os.defpath)} | self.variables,
                               timeout=_seconds_max, check=True).stdout
        serials = re.findall(r"^\s*Serial number:[ \t]*(\S+)$", shown, re.MULTILINE)
        if len(serials) != 1:
            raise Failure(f"{self.configuration} has not one token", last_lines(shown))
        return serials[0]

    @property
    def variables(self) -> dict[str, str]:
        return {"SOFTHSM2_CONF": str(self.configuration)}


def module() -> str:
    for path in _modules:
        if Path(path).is_file():
            return path
    raise Failure("SoftHSM's module libsofthsm2.so is not installed", advice="run scripts/setup")


def make_token(tokens: Path, credentials: Path, name: str, user: int) -> SoftToken:
    """Makes `tokens/NAME` and `credentials/NAME`; as root both then belong to `user`."""
    folder, secret = tokens / name, credentials / name
    for parent in (tokens, credentials):
        parent.mkdir(parents=True, exist_ok=True)
        parent.chmod(0o711)
    store = folder / "objects"
    for private in (folder, store, secret):
        private.mkdir(mode=0o700)
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {store}\nobjectstore.backend = file\n"
                             "log.level = ERROR\nslots.removable = false\nslots.mechanisms = ALL\n"
                             "library.reset_on_fork = true\n")
    token = SoftToken(name, f"sealwright-{name}", configuration, secret, user)
    pin = secrets.token_hex(16)
    _initialise(token, officer_pin=secrets.token_hex(16), pin=pin)
    _write_private(secret / "pin", pin)
    if os.geteuid() == 0:
        for root in (folder, secret):
            _give(root, user)
    return token


def _initialise(token: SoftToken, officer_pin: str, pin: str) -> None:
    master, terminal = pty.openpty()
    environment = {"PATH": os.environ.get("PATH", os.defpath),
                   "SOFTHSM2_CONF": str(token.configuration)}
    try:
        program = subprocess.Popen(
            ["softhsm2-util", "--init-token", "--free", "--label", token.label], stdin=terminal,
            stdout=terminal, stderr=terminal, env=environment, start_new_session=True)
    except FileNotFoundError as missing:
        os.close(master)
        raise Failure("softhsm2-util is not installed", advice="run scripts/setup") from missing
    finally:
        os.close(terminal)
    try:
        said = _answer_prompts(master, officer_pin, pin)
        code = program.wait(timeout=_seconds_max)
    finally:
        os.close(master)
        if program.poll() is None:
            program.kill()
            program.wait()
    if code != 0:
        raise Failure(f"softhsm2-util could not make token {token.name} (exit code {code})",
                      last_lines(said), f"try it by hand with SOFTHSM2_CONF={token.configuration}")


def _answer_prompts(master: int, officer_pin: str, pin: str) -> str:
    """Asked twice for each PIN; an answer goes out only after its prompt, which hides the echo."""
    answers = [officer_pin, officer_pin, pin, pin]
    said, unanswered, deadline = "", "", time.monotonic() + _seconds_max
    while time.monotonic() < deadline:
        if not select.select([master], [], [], 0.2)[0]:
            continue
        try:
            heard = os.read(master, 4096).decode(errors="replace")
        except OSError:  # The other end is closed: the program has ended.
            return said
        said += heard
        unanswered += heard
        if answers and unanswered.rstrip().endswith("PIN:"):
            os.write(master, (answers.pop(0) + "\n").encode())
            unanswered = ""
    raise Failure("softhsm2-util did not end in time", last_lines(said))


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _give(root: Path, user: int) -> None:
    os.chown(root, user, user)
    for path in root.rglob("*"):
        os.chown(path, user, user)
