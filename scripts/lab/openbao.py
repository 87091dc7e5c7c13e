"""OpenBao: one real, unmodified OpenBao server (raft, one node) in a folder of its own.

It gets its seal stanza as text and an environment without any BAO_, VAULT_ or TRANSIT_ variable, so
nothing but the configuration file can help it. Its listener has a certificate of its own.
"""

import json
import os
import re
import ssl
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from collections.abc import Callable

from scripts.lab import processes
from scripts.lab.certificates import Certificate, server_certificate
from scripts.lab.commands import run
from scripts.lab.failure import Failure, last_lines
from scripts.lab.ports import free_port
from scripts.lab.waiting import wait_until

_explained = re.compile(r"^.*\(sealwright explain ([A-Za-z0-9-]+)\).*$", re.MULTILINE)


@dataclass(frozen=True)
class Keys:
    """What `operator init` gave: the recovery shares and the first root token."""

    recovery: tuple[str, ...]
    root_token: str


@dataclass(frozen=True)
class MutualTls:
    """A listener that demands a client's certificate, and is not its own authority."""

    listener: Certificate
    authority: Path
    client: Certificate


def binary(repository: Path) -> Path:
    """The server's own executable, which the package carries; never a wrapper script."""
    named = os.environ.get("BAO_BINARY")
    path = Path(named) if named else repository / ".tools" / "bin" / "bao"
    if not os.access(path, os.X_OK):
        raise Failure(f"there is no OpenBao at {path}",
                      advice="run scripts/setup, or name the program in BAO_BINARY")
    return path.resolve()


class OpenBao:
    """Health, as sys/health answers: 200 active, 501 not initialised, 503 sealed, 0 no answer."""

    active, not_initialised, sealed, no_answer = 200, 501, 503, 0

    def __init__(self, folder: Path, program: Path, node_id: str = "node-1",
                 mutual: MutualTls | None = None):
        self.folder = folder
        self.program = program
        self.node_id = node_id
        self.port = free_port()
        self.cluster_port = free_port()
        self.address = f"https://127.0.0.1:{self.port}"
        self.configuration = folder / "config.hcl"
        self.log = folder / "openbao.log"
        self._server: subprocess.Popen | None = None
        (folder / "data").mkdir(parents=True, mode=0o700)
        self._mutual = mutual
        self._listener = mutual.listener if mutual else server_certificate(folder, "listener")
        self.authority = mutual.authority if mutual else self._listener.certificate
        trust = ssl.create_default_context(cafile=str(self.authority))
        if mutual:
            trust.load_cert_chain(mutual.client.certificate, mutual.client.key)
        self._http = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                                 urllib.request.HTTPSHandler(context=trust))

    def write_configuration(self, seal_stanza: str, leader: "OpenBao | None" = None) -> None:
        """With a leader the node joins its raft cluster by itself."""
        join = f"""
  retry_join {{
    leader_api_addr     = "{leader.address}"
    leader_ca_cert_file = "{leader.authority}"
  }}""" if leader else ""
        self.configuration.write_text(f"""\
ui = false
api_addr = "{self.address}"
cluster_addr = "https://127.0.0.1:{self.cluster_port}"

storage "raft" {{
  path    = "{self.folder / 'data'}"
  node_id = "{self.node_id}"{join}
  performance_multiplier = 1  # A lone node elects itself in one second, not in seven.
}}

listener "tcp" {{
  address         = "127.0.0.1:{self.port}"
  cluster_address = "127.0.0.1:{self.cluster_port}"
  tls_cert_file   = "{self._listener.certificate}"
  tls_key_file    = "{self._listener.key}"
{self._demands()}}}

{seal_stanza.strip()}
""")

    def _demands(self) -> str:
        if not self._mutual:
            return ""
        return ("  tls_require_and_verify_client_cert = true\n"
                f'  tls_client_ca_file = "{self._mutual.client.certificate}"\n')

    def spawn(self, spawned: Callable[[processes.Process], None] = lambda _: None, *,
              words: tuple[str, ...] = ()) -> None:
        """In a session of its own, so a Ctrl-C at the terminal is not its end; tells who it is."""
        with open(self.log, "ab") as log:
            self._server = subprocess.Popen(
                [str(self.program), "server", f"-config={self.configuration}", *words],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=clean_environment(),
                cwd=self.folder, start_new_session=True)
        process = processes.read(self._server.pid)
        if process:
            spawned(process)

    def start(self, seconds: float = 30, **spawning) -> int:
        """Spawns it; returns its first health. A vault whose seal does not answer ends instead."""
        self.spawn(**spawning)

        def first_answer() -> int:
            if not self.running():
                raise Failure("OpenBao ended while it started", self.log_tail(),
                              f"read {self.log}; its seal has to answer before it listens")
            return self.health()
        return wait_until(first_answer, "OpenBao's listener answers", seconds, why=self.log_tail)

    def restart_after_kill(self, **spawning) -> int:
        self.kill_9()
        return self.start(**spawning)

    def kill_9(self) -> None:
        if self._server:
            self._server.kill()
            self._server.wait(timeout=10)

    def stop(self) -> None:
        if self._server and self._server.poll() is None:
            self._server.terminate()
            try:
                self._server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill_9()

    def running(self) -> bool:
        return self._server is not None and self._server.poll() is None

    @property
    def process(self) -> processes.Process:
        found = processes.read(self._server.pid) if self._server else None
        if found is None:
            raise Failure("OpenBao is not running", self.log_tail())
        return found

    def health(self) -> int:
        try:
            return self.request("GET", "sys/health", seconds=5)[0]
        except OSError:
            return self.no_answer

    def wait_unsealed(self, what: str, seconds: float = 20) -> None:
        """Unsealed and active: a lone node is a standby for a moment before it leads."""
        wait_until(lambda: self.health() == self.active, what, seconds, why=self.log_tail,
                   advice=f"read {self.log}")

    def wait_ended(self, what: str, seconds: float = 20) -> None:
        wait_until(lambda: not self.running(), what, seconds, why=self.log_tail)

    def initialise(self, shares: int = 3, threshold: int = 2, seconds: float = 90) -> Keys:
        done = run([self.program, "operator", "init", "-format=json",
                    f"-recovery-shares={shares}", f"-recovery-threshold={threshold}"],
                   "initialising OpenBao", seconds, environment=self.client_environment(),
                   advice=f"read {self.log}")
        answer = json.loads(done.stdout)
        return Keys(tuple(answer["recovery_keys_b64"]), answer["root_token"])

    def request(self, method: str, path: str, body: dict | None = None, token: str = "",
                seconds: float = 20) -> tuple[int, dict]:
        """One call at the API: (status, document), whatever the status; no answer: OSError."""
        asked = urllib.request.Request(f"{self.address}/v1/{path}", method=method,
                                       data=None if body is None else json.dumps(body).encode())
        if token:
            asked.add_header("X-Vault-Token", token)
        try:
            with self._http.open(asked, timeout=seconds) as answer:
                return answer.status, _document(answer.read())
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, _document(refused.read())

    def client_environment(self) -> dict[str, str]:
        ours = {"BAO_ADDR": self.address, "BAO_CACERT": str(self.authority)}
        if self._mutual:
            ours |= {"BAO_CLIENT_CERT": str(self._mutual.client.certificate),
                     "BAO_CLIENT_KEY": str(self._mutual.client.key)}
        return clean_environment() | ours

    def log_text(self, offset: int = 0) -> str:
        return self.log.read_bytes()[offset:].decode(errors="replace") if self.log.exists() else ""

    def log_size(self) -> int:
        return self.log.stat().st_size if self.log.exists() else 0

    def log_tail(self) -> str:
        return last_lines(self.log_text()) or f"{self.log} is empty"

    def refusal(self, offset: int = 0) -> tuple[str, str] | None:
        """The newest log line that carries a reason of ours, and the id in it."""
        found = list(_explained.finditer(self.log_text(offset)))
        return (found[-1].group(0).strip(" |*\t"), found[-1].group(1)) if found else None


def clean_environment() -> dict[str, str]:
    foreign = ("BAO_", "VAULT_", "TRANSIT_")
    return {name: value for name, value in os.environ.items() if not name.startswith(foreign)}


def _document(body: bytes) -> dict:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
