"""Requests: the bytes that the meter sends, as the real vault's client writes them."""

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path

_token_header = "X-Vault-Token: {}\r\n"
stored_root_key = json.dumps([base64.b64encode(bytes(range(32))).decode()]).encode()


@dataclass(frozen=True)
class Script:
    """What is asked: one decrypt; and all that a node asks while it boots."""

    decrypt: Path
    probe: Path

    @property
    def boot(self) -> list[Path]:
        return [self.probe, self.decrypt, self.probe, self.probe]


def write_script(folder: Path, port: int, key: str, ciphertext: str, token: str = "") -> Script:
    folder.mkdir(mode=0o700, exist_ok=True)
    decrypt = {"ciphertext": ciphertext}
    probe = {"plaintext": base64.b64encode(b"a").decode()}
    return Script(_write(folder / "decrypt", port, f"/v1/transit/decrypt/{key}", decrypt, token),
                  _write(folder / "probe", port, f"/v1/transit/encrypt/{key}", probe, token))


def _write(path: Path, port: int, target: str, body: dict, token: str) -> Path:
    text = json.dumps(body, separators=(",", ":"))
    head = (f"PUT {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: Go-http-client/1.1\r\n"
            f"Content-Length: {len(text)}\r\nX-Vault-Request: true\r\n"
            f"{_token_header.format(token) if token else ''}Accept-Encoding: gzip\r\n\r\n")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(head + text)
    return path
