"""SoftwareTpm: a TPM 2.0 in software (swtpm) for one machine of the lab, on a unix socket.

It has endorsement keys and certificates (RSA-2048, ECC P-384) from an authority of its own folder,
like a machine from a factory; whoever shall trust it trusts `authority`. It serves one client at a
time and has no resource manager: three objects fit, and what a client leaves stays. It runs as a
child, ends by its pid, and keeps its state in its folder: `copy_to` is a stolen disk.

    tpm = SoftwareTpm.make(folder); tpm.start(); tpm.tcti          # "swtpm:path=FOLDER/tpm.sock"
    tpm.extend(7, b"another loader"); tpm.reset(); tpm.clear(); tpm.stop()
"""

import hashlib
import os
import shutil
import socket
import subprocess
from contextlib import suppress
from pathlib import Path

from scripts.lab.commands import run
from scripts.lab.failure import Failure, last_lines
from scripts.lab.waiting import wait_until

ENDORSEMENT_KEYS = {"rsa": (0x81010001, 0x1C00002), "p384": (0x81010016, 0x1C00016)}
_path_max = 100  # A unix socket's path ends at 107 characters, and `.ctrl` comes behind it.


class SoftwareTpm:
    def __init__(self, folder: Path, user: int | None = None):
        """`folder` is made by `make` or `copy_to`; `user` may open the socket (default: ours)."""
        self.folder = folder
        self.user = os.geteuid() if user is None else user
        self.socket = folder / "tpm.sock"
        self.control = folder / "tpm.sock.ctrl"
        if len(str(self.socket)) > _path_max:
            raise Failure(f"the path of the TPM's socket is too long: {self.socket}")
        self._child: subprocess.Popen | None = None

    @classmethod
    def make(cls, folder: Path, user: int | None = None) -> "SoftwareTpm":
        """A new TPM with keys of its own, not running yet. TPMs made below one parent folder share
        that parent's authority, as machines of one maker do."""
        folder.mkdir(parents=True)
        tpm = cls(folder, user)
        _manufacture(folder, _authority_of(folder))
        return tpm

    @property
    def authority(self) -> Path:
        """PEM files of the root and of the intermediate that issued the certificates."""
        return _authority_of(self.folder)

    @property
    def root_certificate(self) -> Path:
        return self.authority / "swtpm-localca-rootca-cert.pem"

    @property
    def issuer_certificate(self) -> Path:
        return self.authority / "issuercert.pem"

    @property
    def tcti(self) -> str:
        return f"swtpm:path={self.socket}"

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def start(self) -> None:
        """Power on: the registers are zero again, as after each start of a machine."""
        if self._child is not None:
            raise Failure("this TPM runs already")
        for path in (self.socket, self.control):
            path.unlink(missing_ok=True)
        with open(self.folder / "tpm.log", "ab") as log:
            self._child = subprocess.Popen(
                ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={self.folder / 'state'}",
                 "--server", f"type=unixio,path={self.socket},mode=0600",
                 "--ctrl", f"type=unixio,path={self.control},mode=0600",
                 "--flags", "not-need-init,startup-clear"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        wait_until(self._answers, "the TPM answers", 10, every=0.01, why=self._tail)
        if self.user != os.geteuid():
            os.chown(self.socket, self.user, -1)

    def stop(self) -> None:
        """An orderly power off; nothing happens when it is off."""
        if self._child is None:
            return
        with suppress(Failure):  # A TPM that does not answer is switched off all the same.
            self.tool("tpm2_shutdown", "--clear")
        self._end(self._child.terminate)

    def kill(self) -> None:
        """Power off without warning (swtpm by SIGKILL)."""
        if self._child is not None:
            self._end(self._child.kill)

    def reset(self) -> None:
        """The machine reboots: registers zero, the reset count one higher."""
        self.tool("tpm2_shutdown", "--clear")
        self._ioctl("-i")
        self.tool("tpm2_startup", "--clear")

    def clear(self) -> None:
        """What `tpm2_clear` does: endorsement certificates stay, keys kept in the TPM are lost."""
        self.tool("tpm2_clear", "--auth-hierarchy", "p")

    def extend(self, register: int, data: bytes) -> None:
        self.tool("tpm2_pcrextend", f"{register}:sha256={hashlib.sha256(data).hexdigest()}")

    def registers(self, *numbers: int) -> dict[int, str]:
        said = self.tool("tpm2_pcrread", "sha256:" + ",".join(str(number) for number in numbers))
        pairs = (line.split(":") for line in said.splitlines() if "0x" in line)
        return {int(number): value.strip()[2:].lower() for number, value in pairs}

    def handles(self) -> list[str]:
        """Objects and sessions that a client left behind."""
        kinds = ("handles-transient", "handles-loaded-session")
        return [line[2:].strip() for kind in kinds
                for line in self.tool("tpm2_getcap", kind).splitlines() if line.startswith("- ")]

    def flush(self) -> None:
        self.tool("tpm2_flushcontext", "--transient-object")
        self.tool("tpm2_flushcontext", "--loaded-session")

    def fill(self) -> None:
        """Takes all three places for objects: the next one is refused (0x902)."""
        context = self.folder / "filled.ctx"
        for _ in range(3):
            self.tool("tpm2_createprimary", "-Q", "-C", "o", "-G", "ecc", "-c", context)

    def lock_out(self) -> None:
        """Somebody has tried one wrong password too many."""
        context = self.folder / "locked.ctx"
        self.tool("tpm2_dictionarylockout", "--setup-parameters", "--max-tries=1",
                  "--recovery-time=1000", "--lockout-recovery-time=1000")
        self.tool("tpm2_createprimary", "-Q", "-C", "o", "-G", "ecc", "-p", "right", "-c", context)
        with suppress(Failure):
            self.tool("tpm2_create", "-Q", "-C", context, "-P", "wrong", "-G", "ecc")
        self.flush()

    def own_endorsement(self, password: str) -> None:
        """The owner gives the endorsement hierarchy a password."""
        self.tool("tpm2_changeauth", "-Q", "-c", "e", password)

    def certificate(self, kind: str) -> bytes:
        """What its maker stored for its key `kind`, as DER."""
        file = self.folder / "certificate"
        self.tool("tpm2_nvread", hex(ENDORSEMENT_KEYS[kind][1]), "-o", file)
        return file.read_bytes()

    def forget_certificate(self, kind: str) -> None:
        """A TPM whose maker gave it no certificate for its key `kind` ("rsa" or "p384")."""
        self.tool("tpm2_nvundefine", "-Q", "-C", "p", hex(ENDORSEMENT_KEYS[kind][1]))

    def store(self, index: int, data: bytes) -> None:
        """A value that anyone may read from the TPM's own storage, as clouds leave certificates."""
        file = self.folder / "stored"
        file.write_bytes(data)
        self.tool("tpm2_nvdefine", "-Q", hex(index), "-C", "o", "-s", str(len(data)),
                  "-a", "ownerread|ownerwrite|authread|no_da")
        self.tool("tpm2_nvwrite", "-Q", hex(index), "-C", "o", "-i", file)

    def tool(self, program: str, *words: object) -> str:
        """One of the tpm2-tools at this TPM. What makes a key leaves it loaded: `flush` after it."""
        return run([program, *words], f"{program} at the TPM in {self.folder}", 60,
                   environment=os.environ | {"TPM2TOOLS_TCTI": self.tcti}).stdout

    def copy_to(self, folder: Path, user: int | None = None) -> "SoftwareTpm":
        """The state as it lies on the disk now, in `folder`: a copy that is a TPM like this one."""
        folder.mkdir(parents=True)
        shutil.copytree(self.folder / "state", folder / "state",
                        ignore=shutil.ignore_patterns(".lock"))
        return SoftwareTpm(folder, user)

    def __enter__(self) -> "SoftwareTpm":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _answers(self) -> bool:
        if self._child.poll() is not None:
            raise Failure("swtpm ended at once", self._tail())
        return _listens(self.control) and _listens(self.socket)

    def _ioctl(self, *words: str) -> None:
        run(["swtpm_ioctl", "--unix", self.control, *words], "telling swtpm", 30)

    def _end(self, ask) -> None:
        ask()
        try:
            self._child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._child = None

    def _tail(self) -> str:
        return last_lines((self.folder / "tpm.log").read_text(errors="replace"))


def _authority_of(folder: Path) -> Path:
    return folder.parent / "tpm-authority"


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def _manufacture(folder: Path, authority: Path) -> None:
    state = folder / "state"
    state.mkdir()
    authority.mkdir(exist_ok=True)
    tool, options, setup = (folder / name for name in ("ca.conf", "ca.options", "setup.conf"))
    tool.write_text(f"statedir={authority}\nsigningkey={authority}/signkey.pem\n"
                    f"issuercert={authority}/issuercert.pem\ncertserial={authority}/certserial\n")
    options.write_text("--platform-manufacturer Lab\n--platform-version 1\n--platform-model Node\n")
    setup.write_text(f"create_certs_tool=/usr/bin/swtpm_localca\ncreate_certs_tool_config={tool}\n"
                     f"create_certs_tool_options={options}\nactive_pcr_banks=sha256\n")
    run(["swtpm_setup", "--tpm2", "--tpmstate", state, "--create-ek-cert",
         "--create-platform-cert", "--lock-nvram", "--config", setup, "--pcr-banks", "sha256",
         "--overwrite", "--logfile", folder / "setup.log"],
        f"making the TPM in {folder}", 120, advice="run scripts/setup: it installs swtpm")
