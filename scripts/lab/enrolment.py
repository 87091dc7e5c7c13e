"""enrol_vault: a new vault of a service with one node, and the OpenBao that shall be that node.

Nothing secret goes into OpenBao's configuration but the path of its own client key.
"""

import re
from pathlib import Path

from scripts.lab.certificates import Certificate, client_certificate
from scripts.lab.failure import Failure
from scripts.lab.openbao import OpenBao
from scripts.lab.service import Service

_address = re.compile(r'^(\s*address\s*=\s*)"[^"]*"', re.MULTILINE)


def enrol_vault(service: Service, folder: Path, name: str) -> tuple[Certificate, str]:
    """vault add, node add, allow-init; returns the node's certificate and the seal stanza."""
    node = client_certificate(folder, "node-1")
    service.ask("vault", "add", name)
    service.ask("node", "add", name, "node-1", "--cert", node.certificate)
    service.ask("vault", "allow-init", name, "--for", "10m", seconds=60)
    return node, seal_stanza(service, name, node)


def seal_stanza(service: Service, name: str, node: Certificate) -> str:
    return service.ask("vault", "seal-config", name, "--client-cert", node.certificate,
                       "--client-key", node.key,
                       "--config", service.folder / "sealwright.toml").text


def through(stanza: str, port: int) -> str:
    """The same stanza with another loopback port: a tap between the vault and the service."""
    changed, count = _address.subn(rf'\1"https://127.0.0.1:{port}"', stanza)
    if count != 1:
        raise Failure("the seal stanza names no address", stanza)
    return changed


def openbao_of(service: Service, folder: Path, name: str, program: Path) -> OpenBao:
    """The whole way of a newcomer: enrolled, its configuration written, not yet started."""
    vault = OpenBao(folder, program)
    vault.write_configuration(enrol_vault(service, folder, name)[1])
    return vault
