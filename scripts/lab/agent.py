"""Agent: one sealwright-agent beside a vault of the lab; configured, enrolled, started and ended.

It does what a person would do on the vault's host, and nothing that a person could not do.
"""

import http.client
import json
import os
import socket
import subprocess
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from scripts.lab.commands import run
from scripts.lab.failure import Failure, last_lines
from scripts.lab.waiting import wait_until

_socket_path_max = 107


@dataclass(frozen=True)
class Node:
    """What an agent is told about its node and its service."""

    identifier: str  # node-…
    vault: str  # vault-…
    service_key: str  # The verifier key that `sealwright init` printed.
    addresses: tuple[str, ...]  # host:port, or unix:///path
    mount: str
    key: str
    evidence: str = "pinned-key"
    tpm: str = ""  # "swtpm:path=…", for tpm2.
    authority: Path | None = None
    endorsement: str = ""  # "provider"; empty: the TPM's own.
    event_log: str = ""  # A path; empty: what an agent does by itself.
    vault_address: str = ""  # Of the vault's own listener, for tasks; empty: it does none.
    vault_authority: Path | None = None


@dataclass
class Agent:
    folder: Path  # Of its own.
    programs: Path  # With sealwright and sealwright-agent.
    node: Node
    vault_user: int
    uid: int = field(default_factory=os.geteuid)
    process: subprocess.Popen | None = None
    # Words before the agent's, for a program that becomes it, under its user.
    launcher: tuple[str, ...] = ()

    @property
    def socket(self) -> Path:
        return self.folder / "transit.sock"

    @property
    def log(self) -> Path:
        return self.folder / "agent.log"

    @property
    def configuration(self) -> Path:
        return self.folder / "agent.conf"

    def write_configuration(self) -> None:
        if len(str(self.socket)) > _socket_path_max:
            raise Failure(f"socket path too long for the kernel: {self.socket}",
                          advice="use a shorter folder, for example below /tmp")
        state = self.folder / "state"
        self.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        state.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(self.folder, self.uid, -1)
            os.chown(state, self.uid, -1)
        addresses = ", ".join(f'"{one}"' for one in self.node.addresses)
        tpm = f'tpm = "{self.node.tpm}"\n' if self.node.tpm else ""
        if self.node.endorsement:
            tpm += f'endorsement = "{self.node.endorsement}"\n'
        if self.node.event_log:
            tpm += f'event_log = "{self.node.event_log}"\n'
        authority = f'authority = "{self.node.authority}"\n' if self.node.authority else ""
        path = self.folder / "agent.toml"
        vault = f'\n[vault]\naddress = "{self.node.vault_address}"\n' if self.node.vault_address else ""
        if self.node.vault_authority:
            vault += f'authority = "{self.node.vault_authority}"\n'
        path.write_text(
            f'[service]\nkey = "{self.node.service_key}"\naddresses = [{addresses}]\n{authority}'
            f'\n[node]\nid = "{self.node.identifier}"\nvault = "{self.node.vault}"\n'
            f'state = "{state}"\nevidence = "{self.node.evidence}"\n{tpm}'
            f'\n[transit]\nsocket = "{self.socket}"\nuser = {self.vault_user}\n'
            f'mount = "{self.node.mount}"\nkey = "{self.node.key}"\n{vault}')
        run([self.programs / "sealwright", "check-config", "--agent", path, "--write",
             self.configuration], "checking and compiling the agent's configuration")

    def words(self, *words: str) -> list[str]:
        return [*self.launcher, str(self.programs / "sealwright-agent"), *words, "--config",
                str(self.configuration)]

    def command(self, *words: str, token: str = "") -> subprocess.CompletedProcess:
        """Runs `enrol` or `attest --dry-run` to its end, whatever its exit code."""
        return subprocess.run(self.words(*words), input=token + "\n", capture_output=True,
                              text=True, timeout=120, check=False, user=self._user())

    def enrol(self, token: str) -> None:
        done = self.command("enrol", token=token)
        if done.returncode != 0:
            raise Failure(f"enrolling ended with exit code {done.returncode}",
                          last_lines(done.stderr or done.stdout))

    def start(self, every: float = 0.05) -> None:
        with self.log.open("ab") as log:
            before = self.log.stat().st_size
            self.process = subprocess.Popen(self.words(), stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL, user=self._user(),
                                            cwd=self.folder, start_new_session=True)
        started = self.process

        def serves() -> bool:
            if started.poll() is not None:
                raise Failure("the agent has ended", last_lines(self.log.read_text()))
            return b"serving" in self.log.read_bytes()[before:]
        wait_until(serves, "the agent serves its socket", 30, every)

    def asked(self, operation: str, body: dict) -> tuple[int, bytes]:
        """One ask at its socket, as its vault makes it; status and body of the answer."""
        line = http.client.HTTPConnection("localhost", timeout=60)
        line.sock = socket.socket(socket.AF_UNIX)
        with closing(line):
            line.sock.connect(str(self.socket))
            line.request("PUT", f"/v1/{self.node.mount}/{operation}/{self.node.key}",
                         json.dumps(body, separators=(",", ":")))
            answer = line.getresponse()
            return answer.status, answer.read()

    def stop(self) -> None:
        """As the service manager ends it."""
        self._end(graceful=True)

    def kill_9(self) -> None:
        self._end(graceful=False)

    def _end(self, graceful: bool) -> None:
        if self.process is None:
            return
        if graceful:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        else:
            self.process.kill()
        self.process.wait(10)
        self.process = None

    def stanza(self) -> str:
        """The seal stanza of its vault's configuration: it holds no secret."""
        return (f'seal "transit" {{\n  address = "unix://{self.socket}"\n'
                f'  mount_path = "{self.node.mount}"\n  key_name = "{self.node.key}"\n}}\n')

    def _user(self) -> int | None:
        return self.uid if os.geteuid() == 0 and not self.launcher else None
