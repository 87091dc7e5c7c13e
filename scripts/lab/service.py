"""Service: one Sealwright installation in a folder of its own; starts, asks and ends its processes.

It does what a person would do with the CLI, and nothing that a person could not do.
"""

import getpass
import json
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from collections.abc import Callable

from scripts.lab import processes, programs
from scripts.lab.commands import run
from scripts.lab.failure import Failure, last_lines
from scripts.lab.ports import answers, free_port
from scripts.lab.processes import Process
from scripts.lab.settings import Settings, service_toml, token_user
from scripts.lab.softhsm import SoftToken, make_token
from scripts.lab.vendor_token import VendorToken
from scripts.lab.waiting import wait_until

_socket_path_max = 107


@dataclass(frozen=True)
class Answer:
    code: int
    text: str
    talk: str  # What the CLI said to the person, on stderr.

    @property
    def document(self) -> dict:
        try:
            return json.loads(self.text)
        except ValueError as broken:
            raise Failure("the CLI's answer is not one JSON document", self.text[-500:]) from broken


class Service:
    def __init__(self, folder: Path, built: Path, token_names: tuple[str, ...], threshold: int):
        self.folder = folder
        self.state, self.run = folder / "state", folder / "run"
        self.socket = self.run / "operator.sock"
        self.log = folder / "sealwrightd.log"
        self.port, self.metrics_port = free_port(), free_port()
        self.token_names = token_names
        self._threshold = threshold
        self._compiled = folder / "sealwright.compiled"
        self._daemon: subprocess.Popen | None = None
        # Words before sealwrightd's, for a program that becomes it.
        self.launcher: tuple[str, ...] = ()
        folder.chmod(0o711)
        self.programs = programs.copy(built, folder)

    def make_tokens(self) -> None:
        self.use_tokens(tuple(
            make_token(self.folder / "tokens", self.folder / "credentials", name, token_user(index))
            for index, name in enumerate(self.token_names)))

    def use_tokens(self, tokens: tuple[SoftToken | VendorToken, ...]) -> None:
        self._tokens = tokens

    def write_configuration(self, alter: Callable[[str], str] = lambda text: text) -> Path:
        longest = self.run / f"token@{max(self.token_names, key=len)}.sock"
        if len(str(longest)) > _socket_path_max:
            raise Failure(f"socket path too long for the kernel: {longest}",
                          advice="use a shorter folder, for example below /tmp")
        path = self.folder / "sealwright.toml"
        settings = Settings(getpass.getuser(), self.state, self.run, self.port,
                            self.metrics_port, self._threshold, self._tokens)
        path.write_text(alter(service_toml(settings)))
        run([self.programs / "sealwright", "check-config", path, "--write", self._compiled],
            "checking and compiling the configuration")
        return path

    def start(self, spawned: Callable[[Process], None] = lambda _: None,
              is_up: Callable[[], bool] | None = None, every: float = 0.1) -> None:
        """Starts sealwrightd, tells who it is, and waits until it and every token answer."""
        with open(self.log, "ab") as log:
            self._daemon = subprocess.Popen(
                [*self.launcher, str(self.programs / "sealwrightd"), "--config", str(self._compiled)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                start_new_session=True)
        process = processes.read(self._daemon.pid)
        if process:
            spawned(process)
        self._wait(is_up or self.tokens_ready, "sealwrightd answers and its tokens are up", 30,
                   every)

    def initialise(self) -> str:
        """`init --solo`; returns the journal's verifier key, which a person would write down."""
        answer = self.ask("init", "--solo", "--config", self.folder / "sealwright.toml", seconds=60)
        for line in (answer.text + answer.talk).splitlines():
            if line.strip().startswith("verifier key:"):
                self.wait_open()
                return line.partition(":")[2].strip()
        raise Failure("init printed no verifier key", last_lines(answer.text + answer.talk))

    def ask(self, *words, code: int | None = 0, json_answer: bool = False,
            seconds: float = 30) -> Answer:
        """One CLI command; an exit code other than `code` is a Failure (None: any is fine)."""
        arguments = [self.programs / "sealwright", "--socket", self.socket]
        arguments += ["--format", "json"] if json_answer else []
        done = run(arguments + list(words), "sealwright " + " ".join(map(str, words[:2])), seconds,
                   advice=f"read {self.log}", accept=None if code is None else (code,))
        return Answer(done.returncode, done.stdout, done.stderr)

    def offline(self, *words) -> Answer:
        """A command that asks no service, run where none could be found."""
        environment = {"PATH": os.defpath, "SEALWRIGHT_SOCKET": str(self.folder / "nobody.sock")}
        done = run([self.programs / "sealwright", *words], "sealwright " + " ".join(words[:2]),
                   environment=environment, accept=None)
        return Answer(done.returncode, done.stdout, done.stderr)

    def status(self) -> dict:
        """What `status` says, or {} while nobody answers."""
        answer = self.ask("status", code=None, json_answer=True)
        return answer.document if answer.text.strip() else {}

    def token_states(self) -> dict[str, str]:
        return {token["name"]: token["state"] for token in self.status().get("tokens", [])}

    def tokens_ready(self) -> bool:
        """Before `init` a token that is logged in has no key yet."""
        states = list(self.token_states().values())
        return len(states) == len(self.token_names) and set(states) <= {"logged in", "no key"}

    def wait_open(self, tokens_ready: int = 0, seconds: float = 30) -> None:
        """Open, enough tokens serve, and the front answers."""
        def is_open() -> bool:
            status = self.status()
            return (status.get("phase") == "open" and answers(self.port)
                    and status.get("tokens_ready", 0) >= tokens_ready)
        self._wait(is_open, f"the service is open with {tokens_ready} tokens or more", seconds)

    def wait_token(self, name: str, state: str, seconds: float = 20) -> None:
        self._wait(lambda: self.token_states().get(name) == state, f"token {name} is {state}",
                   seconds)

    def _wait(self, condition, what: str, seconds: float, every: float = 0.1) -> None:
        def still() -> bool:
            if self._daemon and self._daemon.poll() is not None:
                raise Failure(f"sealwrightd ended (exit code {self._daemon.returncode})",
                              self.log_tail(), f"read {self.log}")
            return condition()
        wait_until(still, what, seconds, every, why=self.log_tail, advice=f"read {self.log}")

    def log_tail(self) -> str:
        return last_lines(self.log.read_text(errors="replace")) if self.log.exists() else ""

    @property
    def daemon_pid(self) -> int:
        return self._daemon.pid if self._daemon else 0

    def process(self, program: str, token: str = "") -> Process:
        """The running process of one program; of sealwright-token the one that serves `token`."""
        found = [one for one in programs.running_below(self.folder) if one.name == program]
        if token:
            found = [one for one in found if self._serves(one, token)]
        if len(found) != 1:
            raise Failure(f"expected one running {program} {token}, found {len(found)}",
                          self.log_tail())
        return found[0]

    def _serves(self, process: Process, token: str) -> bool:
        socket = str(self.run / f"token@{token}.sock")
        by_word = any(word == token or socket in word or word.endswith((f"@{token}", f"={token}"))
                      for word in process.arguments)
        return by_word or socket in processes.holders_of({socket}).get(process.pid, set())

    def kill_daemon(self) -> None:
        if self._daemon:
            self._daemon.kill()
            self._daemon.wait(timeout=10)
            self._daemon = None

    def kill_everything(self) -> None:
        """As a power cut would; sealwrightd first, so that nothing is started again."""
        self.kill_daemon()
        for process in programs.running_below(self.folder):
            process.kill_9()

    def stop(self) -> None:
        """As a person would: each token, then sealwrightd; what is left then ends by its pid."""
        if self._daemon and self._daemon.poll() is None:
            for name in self.token_names:
                try:
                    self.ask("token", "stop", name, code=None, seconds=10)
                except Failure:
                    pass  # It is ended below by its pid.
            self._daemon.send_signal(signal.SIGTERM)
            try:
                self._daemon.wait(timeout=10)
            except subprocess.TimeoutExpired:
                pass
        programs.end_all_below(self.folder)
        if self._daemon:
            self._daemon.wait(timeout=10)
            self._daemon = None

