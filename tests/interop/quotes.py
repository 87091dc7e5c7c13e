#!/usr/bin/env python3
"""Makes tests/vectors/quotes/swtpm.txt: what a real TPM in software (swtpm) signs, good and bad.

Needs swtpm and tpm2-tools. None of our code takes part: the tools quote, and this script only cuts
their files apart. Every run makes another TPM with other keys.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from scripts.lab.ports import answers, free_pair  # noqa: E402

OUT = ROOT / "tests/vectors/quotes/swtpm.txt"
KEY = "fixedtpm|fixedparent|sensitivedataorigin|userwithauth|restricted|sign"
BINDING = bytes(range(0x40, 0x60)).hex()
OTHER = bytes(range(0x80, 0xA0)).hex()
PCRS = "0,2,4,7,11"


def number(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 2], "big")


def integer(der: bytes, place: int) -> tuple[bytes, int]:
    """A DER integer below 2^256, as 32 bytes, and what is behind it."""
    assert der[place] == 2
    size = der[place + 1]
    value = int.from_bytes(der[place + 2 : place + 2 + size], "big")
    return value.to_bytes(32, "big"), place + 2 + size


def raw_signature(der: bytes) -> bytes:
    assert der[0] == 0x30 and der[1] == len(der) - 2
    r, behind = integer(der, 2)
    s, behind = integer(der, behind)
    assert behind == len(der)
    return r + s


def tss_signature(data: bytes) -> bytes:
    """TPMT_SIGNATURE of ECDSA with SHA-256."""
    assert number(data, 0) == 0x18 and number(data, 2) == 0xB
    r_size = number(data, 4)
    r = data[6 : 6 + r_size]
    place = 6 + r_size
    s = data[place + 2 : place + 2 + number(data, place)]
    return r.rjust(32, b"\0") + s.rjust(32, b"\0")


class Tpm:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_pair()
        self.rows: list[tuple[str, str]] = []
        state = folder / "state"
        state.mkdir()
        self.process = subprocess.Popen(
            ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={state}",
             "--server", f"type=tcp,port={self.port},bindaddr=127.0.0.1",
             "--ctrl", f"type=tcp,port={self.port + 1},bindaddr=127.0.0.1",
             "--flags", "not-need-init,startup-clear"])  # fmt: skip
        for _ in range(100):
            if answers(self.port + 1):
                break
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)

    def run(self, *command: str) -> bytes:
        environment = os.environ | {"TPM2TOOLS_TCTI": f"swtpm:host=127.0.0.1,port={self.port}"}
        result = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True)
        if result.returncode != 0:
            raise SystemExit(f"{' '.join(command)}: {result.stderr.decode()}")
        if command[0] != "swtpm_ioctl":
            for kind in ("-t", "-l"):
                subprocess.run(["tpm2_flushcontext", kind], env=environment, capture_output=True)
        return result.stdout

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def row(self, name: str, data: bytes) -> None:
        self.rows.append((name, data.hex() or "-"))

    def key(self, name: str, hierarchy: str) -> None:
        self.run("tpm2_createprimary", "-C", hierarchy, "-G", "ecc256:ecdsa-sha256:null",
                 "-a", KEY, "-c", f"{name}.ctx")  # fmt: skip
        self.run("tpm2_readpublic", "-c", f"{name}.ctx", "-f", "tss", "-o", f"{name}.pub")
        # TPM2B_PUBLIC: the point is at its end, two sized coordinates.
        public = self.read(f"{name}.pub")
        x_size = number(public, -68 + len(public))
        assert x_size == 32
        self.row(f"{name}_key", public[-66:-34] + public[-32:])

    def quote(self, name: str, key: str, pcrs: str, binding: str = BINDING, bank: str = "sha256") -> None:
        self.run("tpm2_quote", "-c", f"{key}.ctx", "-l", f"{bank}:{pcrs}", "-q", binding,
                 "-m", "quote.msg", "-s", "quote.sig", "-f", "plain")  # fmt: skip
        self.run("tpm2_pcrread", f"{bank}:{pcrs}", "-o", "pcrs.bin")
        self.row(f"{name}_attested", self.read("quote.msg"))
        self.row(f"{name}_signature", raw_signature(self.read("quote.sig")))
        self.row(f"{name}_values", self.read("pcrs.bin"))

    def restart(self) -> None:
        self.run("swtpm_ioctl", "--tcp", f"127.0.0.1:{self.port + 1}", "-i")


def attest_others(tpm: Tpm) -> None:
    """What the same key signs that is no quote."""
    tpm.run("tpm2_createprimary", "-C", "o", "-G", "ecc256", "-c", "other.ctx")
    tpm.run("tpm2_certify", "-c", "other.ctx", "-C", "ak.ctx", "-g", "sha256",
            "-o", "certify.msg", "-s", "certify.sig", "-f", "plain")  # fmt: skip
    tpm.run("tpm2_gettime", "-c", "ak.ctx", "-q", BINDING, "-g", "sha256",
            "--attestation", "time.msg", "-o", "time.sig")  # fmt: skip
    tpm.run("tpm2_nvdefine", "0x1500001", "-C", "o", "-s", "8", "-a", "ownerread|ownerwrite|authread")
    (tpm.folder / "nv.bin").write_bytes(bytes(8))
    tpm.run("tpm2_nvwrite", "0x1500001", "-C", "o", "-i", "nv.bin")
    tpm.run("tpm2_nvcertify", "-C", "ak.ctx", "-c", "o", "-g", "sha256", "-q", BINDING,
            "--size", "8", "-o", "nv.sig", "--attestation", "nv.msg", "0x1500001")  # fmt: skip
    tpm.row("certify_attested", tpm.read("certify.msg"))
    tpm.row("certify_signature", raw_signature(tpm.read("certify.sig")))
    for name in ("time", "nv"):
        tpm.row(f"{name}_attested", tpm.read(f"{name}.msg"))
        tpm.row(f"{name}_signature", tss_signature(tpm.read(f"{name}.sig")))


def sign_wrong_magic(tpm: Tpm) -> None:
    """A restricted key signs any data that does not begin as a TPM's own does."""
    attested = bytes.fromhex(dict(tpm.rows)["good_attested"])
    (tpm.folder / "data.bin").write_bytes(b"\xde\xad\xbe\xef" + attested[4:])
    tpm.run("tpm2_hash", "-C", "e", "-g", "sha256", "-t", "ticket.bin", "-o", "digest.bin", "data.bin")
    tpm.run("tpm2_sign", "-c", "ak.ctx", "-g", "sha256", "-d", "-t", "ticket.bin",
            "-o", "data.sig", "digest.bin")  # fmt: skip
    tpm.row("wrong_magic_attested", tpm.read("data.bin"))
    tpm.row("wrong_magic_signature", tss_signature(tpm.read("data.sig")))


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="quotes-") as folder:
        tpm = Tpm(Path(folder))
        try:
            record(tpm)
        finally:
            tpm.stop()
    version = subprocess.run(["swtpm", "--version"], capture_output=True, text=True, check=True)
    head = [
        "# What a TPM in software signed: " + version.stdout.split(",")[0].strip() + " and tpm2-tools.",
        "# Made by tests/interop/quotes.py, which has none of our code. Keys are x || y, signatures r || s,",
        f"# values those of the PCRs quoted ({PCRS} unless the name says more), in rising order.",
    ]
    rows = [f"{name} {data}" for name, data in tpm.rows]
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text("\n".join(head + rows) + "\n")


def measure_boot(tpm: Tpm) -> None:
    for pcr in PCRS.split(","):
        tpm.run("tpm2_pcrextend", f"{pcr}:sha256=" + f"{int(pcr) + 1:02x}" * 32)


def record(tpm: Tpm) -> None:
    measure_boot(tpm)
    tpm.row("binding", bytes.fromhex(BINDING))
    tpm.row("binding_other", bytes.fromhex(OTHER))
    tpm.key("ak", "e")
    tpm.key("owner", "o")
    tpm.quote("good", "ak", PCRS)
    tpm.quote("other_binding", "ak", PCRS, OTHER)
    tpm.quote("owner_key", "owner", PCRS)
    tpm.quote("subset", "ak", "0,2,4,7")
    tpm.quote("superset", "ak", PCRS + ",14")
    tpm.quote("resettable", "ak", "16,23")
    attest_others(tpm)
    sign_wrong_magic(tpm)
    tpm.run("tpm2_pcrextend", "4:sha256=" + "5a" * 32)
    tpm.quote("extended", "ak", PCRS)
    # Sleep and waking: the state is kept, the restart count rises.
    tpm.run("tpm2_shutdown")
    tpm.restart()
    tpm.run("tpm2_startup")
    tpm.key("ak_awake", "e")
    tpm.quote("awake", "ak_awake", PCRS)
    # A boot: the PCRs are as at first, the reset count rises.
    tpm.run("tpm2_shutdown", "-c")
    tpm.restart()
    tpm.run("tpm2_startup", "-c")
    measure_boot(tpm)
    tpm.key("ak_booted", "e")
    tpm.quote("booted", "ak_booted", PCRS)
    # Cleared: the same key again, and the counts begin anew.
    tpm.run("tpm2_clear")
    tpm.key("ak_cleared", "e")
    tpm.quote("cleared", "ak_cleared", PCRS)


if __name__ == "__main__":
    main()
