"""TpmAuthority: makers of TPMs and what the service is told about them, as certificates only.

`write_roots` lays out the folder that `[attestation] roots` names. `python3 -B -m
scripts.lab.tpm_authority FILE` makes two software TPMs of one maker and records their certificates
and public areas as test vectors: real ones, as swtpm and libtpms make them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.lab.commands import run
from scripts.lab.failure import Failure
from scripts.lab.ports import free_pair
from scripts.lab.waiting import wait_until

_kinds = ("roots", "intermediates", "crls", "providers")
_certificates = {"ek-rsa-2048": "0x1c00002", "ek-p384": "0x1c00016", "platform": "0x1c08000"}
_keys = {"ek-rsa-2048": "0x81010001", "ek-p384": "0x81010016"}
_attributes = "fixedtpm|fixedparent|sensitivedataorigin|userwithauth|restricted|sign"


def write_roots(folder: Path, roots: list[Path], intermediates: list[Path] = (),
                crls: list[Path] = (), providers: list[Path] = ()) -> Path:
    """Copies the PEM files, closed to other writers as sealwright-verifier wants them."""
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    os.chmod(folder, 0o755)
    for kind, files in zip(_kinds, (roots, intermediates, crls, providers), strict=True):
        inner = folder / kind
        inner.mkdir(mode=0o755, exist_ok=True)
        os.chmod(inner, 0o755)
        for number, file in enumerate(files):
            copy = inner / f"{number}-{file.stem}.pem"
            shutil.copyfile(file, copy)
            os.chmod(copy, 0o644)
    return folder


class TpmAuthority:
    """A maker of software TPMs: a root and an intermediate (RSA-3072) by swtpm_localca."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._made = folder / "ca"
        self._made.mkdir(parents=True)
        options = self._write("ca.options", "--platform-manufacturer Sealwright\n"
                              "--platform-version 1\n--platform-model Lab\n")
        ca = self._write("ca.conf", f"statedir={self._made}\nsigningkey={self._made}/signkey.pem\n"
                         f"issuercert={self.issuer}\ncertserial={self._made}/certserial\n")
        self._setup = self._write(
            "setup.conf", f"create_certs_tool={shutil.which('swtpm_localca')}\n"
            f"create_certs_tool_config={ca}\ncreate_certs_tool_options={options}\n"
            "active_pcr_banks=sha256\n")

    @property
    def root(self) -> Path:
        return self._made / "swtpm-localca-rootca-cert.pem"

    @property
    def issuer(self) -> Path:
        return self._made / "issuercert.pem"

    def manufacture(self, state: Path) -> None:
        """A new TPM's state, with endorsement keys and their certificates."""
        state.mkdir(parents=True)
        run(["swtpm_setup", "--tpm2", "--tpmstate", state, "--create-ek-cert",
             "--create-platform-cert", "--lock-nvram", "--config", self._setup,
             "--pcr-banks", "sha256", "--overwrite"], "making a software TPM", seconds=180)

    def _write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


class RunningTpm:
    """swtpm as our child on a loopback port, ended by its pid; every tool leaves it empty."""

    def __init__(self, state: Path):
        self._port = free_pair()
        server, control = (f"type=tcp,port={port},bindaddr=127.0.0.1"
                           for port in (self._port, self._port + 1))
        self._child = subprocess.Popen(
            ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={state}", "--server", server,
             "--ctrl", control, "--flags", "not-need-init,startup-clear"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self._answers, "the software TPM answers", seconds=10)

    def identity(self, out: Path) -> dict[str, bytes]:
        """Certificates, public areas (TPMT_PUBLIC) and the attestation key's name, as it gives
        them; the attestation key stays in `out` as a context."""
        out.mkdir()
        rows = {}
        for what, index in _certificates.items():
            self._tool("tpm2_nvread", index, "-o", out / what)
            rows[f"{what}.certificate"] = (out / what).read_bytes()
        for what, handle in _keys.items():
            self._tool("tpm2_readpublic", "-c", handle, "-f", "tss", "-o", out / what)
            rows[f"{what}.public"] = (out / what).read_bytes()[2:]  # Without TPM2B's size.
        self._tool("tpm2_createek", "-c", out / "c", "-G", "ecc", "-u", out / "p256")
        rows["ek-p256.public"] = (out / "p256").read_bytes()[2:]
        self._tool("tpm2_flushcontext", "-t")
        self._make_attestation_key(out / "c")
        self._tool("tpm2_readpublic", "-c", out / "c", "-f", "tss", "-o", out / "ak",
                   "-n", out / "name")
        rows["ak.public"] = (out / "ak").read_bytes()[2:]
        rows["ak.name"] = (out / "name").read_bytes()
        self._tool("tpm2_flushcontext", "-t")
        return rows

    def activate(self, handle: str, credential: Path, secret: Path, folder: Path) -> None:
        """TPM2_ActivateCredential by tpm2-tools, for the attestation key of `identity`."""
        key, session = folder / "activated.ctx", folder / "activating.session"
        self._make_attestation_key(key)
        words = ["tpm2_activatecredential", "-c", key, "-C", handle, "-i", credential,
                 "-o", secret]
        if handle != _keys["ek-rsa-2048"]:  # A key of the H templates lets an empty password in.
            self._tool(*words)
            return self._tool("tpm2_flushcontext", "-t")
        self._tool("tpm2_startauthsession", "--policy-session", "-S", session)
        self._tool("tpm2_policysecret", "-S", session, "-c", "e")
        self._tool(*words, "-P", f"session:{session}")
        self._tool("tpm2_flushcontext", session)
        return self._tool("tpm2_flushcontext", "-t")

    def end(self) -> None:
        self._child.terminate()
        self._child.wait(timeout=10)

    def _make_attestation_key(self, context: Path) -> None:
        self._tool("tpm2_createprimary", "-C", "e", "-G", "ecc256:ecdsa-sha256:null",
                   "-a", _attributes, "-c", context)

    def _tool(self, *words: str | Path) -> None:
        environment = os.environ | {"TPM2TOOLS_TCTI": f"swtpm:host=127.0.0.1,port={self._port}",
                                    "TSS2_LOG": "all+none"}
        run(list(words), f"{words[0]}", environment=environment)

    def _answers(self) -> bool:
        try:
            self._tool("tpm2_getrandom", "4", "-o", "/dev/null")
        except Failure:
            return False
        return True


def record(path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="tpm-authority-") as temporary:
        folder = Path(temporary)
        authority = TpmAuthority(folder / "maker")
        rows = {}
        for name in ("a", "b"):
            authority.manufacture(folder / name)
            tpm = RunningTpm(folder / name)
            try:
                rows |= {f"{name}.{what}": value
                         for what, value in tpm.identity(folder / f"{name}.out").items()}
            finally:
                tpm.end()
        for name, file in (("root", authority.root), ("issuer", authority.issuer)):
            rows[f"{name}.pem"] = file.read_bytes()
    lines = [f"{name} {value.hex()}" for name, value in sorted(rows.items())]
    path.write_text("# Two TPMs of one maker: swtpm, libtpms and swtpm_localca made all of this.\n"
                    + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python3 -B -m scripts.lab.tpm_authority FILE")
    record(Path(sys.argv[1]))
