"""private_host: folders, accounts and configuration files that only this mount namespace sees.

openCryptoki has its folders, its socket and its group built in. Inside a mount namespace of our own
each of them is one of ours, so a token of the machine is never touched. Called as root, there only.
"""

import grp
import os
from pathlib import Path

from scripts.lab.commands import run
from scripts.lab.failure import Failure

_group = "pkcs11"
_kinds = ("swtok", "ccatok", "ep11tok", "icsf", "lite", "tpm")


def cover(folder: Path, accounts: dict[str, int], members: list[str]) -> None:
    """`accounts` (name, number) exist in here, `members` of them may use openCryptoki."""
    if not _is_ours_alone():
        raise Failure("these mounts would be the machine's own", advice="run scripts/vendors")
    number = _number_of_group()
    _accounts(folder, accounts, members)
    for place in ("/run", "/dev/shm"):
        run(["mount", "-t", "tmpfs", "-o", "mode=0755,nosuid,nodev", "private", place],
            f"covering {place}")
    Path("/dev/shm").chmod(0o1777)
    Path("/run/lock").mkdir()
    Path("/run/lock").chmod(0o1777)
    for place in ("/var/lib/opencryptoki", "/run/lock/opencryptoki", "/var/log/opencryptoki"):
        _own_folder(folder / place.strip("/").replace("/", "-"), Path(place), number)
    configuration = folder / "opencryptoki.conf"
    configuration.write_text("version opencryptoki-3.1\nslot 0\n{\nstdll = libpkcs11_sw.so\n}\n")
    _bind(configuration, Path("/etc/opencryptoki/opencryptoki.conf"))


def _is_ours_alone() -> bool:
    """scripts/vendors makes the namespaces together, so its own copy is their process 1."""
    return b"--inside" in Path("/proc/1/cmdline").read_bytes().split(b"\0")


def _number_of_group() -> int:
    try:
        return grp.getgrnam(_group).gr_gid
    except KeyError as missing:
        raise Failure(f"there is no group {_group}", advice="install opencryptoki") from missing


def _accounts(folder: Path, accounts: dict[str, int], members: list[str]) -> None:
    users, groups = Path("/etc/passwd").read_text(), Path("/etc/group").read_text()
    for name, number in accounts.items():
        users += f"{name}:x:{number}:{number}::/nonexistent:/usr/sbin/nologin\n"
        groups += f"{name}:x:{number}:\n"
    lines = [line + ("" if line.endswith(":") else ",") + ",".join(members)
             if line.startswith(f"{_group}:") else line for line in groups.splitlines()]
    for name, text in (("passwd", users), ("group", "\n".join(lines) + "\n")):
        (folder / name).write_text(text)
        _bind(folder / name, Path("/etc") / name)


def _own_folder(source: Path, place: Path, group: int) -> None:
    for kind in _kinds:
        (source / kind / "TOK_OBJ").mkdir(parents=True)
    for path in (source, *source.rglob("*")):
        path.chmod(0o770)
        os.chown(path, 0, group)
    place.mkdir(parents=True, exist_ok=True)
    _bind(source, place)


def _bind(source: Path, place: Path) -> None:
    run(["mount", "--bind", source, place], f"covering {place}")
