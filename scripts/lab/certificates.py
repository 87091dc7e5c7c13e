"""Certificate: a self-signed EC P-256 certificate with its key, made by the openssl program."""

from dataclasses import dataclass
from pathlib import Path

from scripts.lab.commands import run


@dataclass(frozen=True)
class Certificate:
    certificate: Path
    key: Path


def client_certificate(folder: Path, name: str) -> Certificate:
    """What a vault's node shows at our listener; pinned there by its key, so no authority."""
    return _self_signed(folder, name, "extendedKeyUsage=clientAuth")


def server_certificate(folder: Path, name: str) -> Certificate:
    """For a loopback listener; it is its own authority, so the certificate is the CA file too."""
    return _self_signed(folder, name, "extendedKeyUsage=serverAuth",
                        "subjectAltName=DNS:localhost,IP:127.0.0.1")


def _self_signed(folder: Path, name: str, *extensions: str) -> Certificate:
    folder.mkdir(parents=True, exist_ok=True)
    made = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    made.key.touch(mode=0o600)
    arguments = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                 "-nodes", "-sha256", "-days", "30", "-subj", f"/CN={name}",
                 "-keyout", made.key, "-out", made.certificate]
    for extension in extensions:
        arguments += ["-addext", extension]
    run(arguments, f"making the certificate {name}", seconds=30)
    return made
