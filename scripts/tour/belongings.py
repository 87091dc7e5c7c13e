"""Belongings: what a quickstart run has made, remembered on disk so that any later run can end it.

In its folder lie the vault, the logs and `belongings.json`. The service's own folder lies below
/tmp: a unix socket's path has 107 bytes at most, and the service's users must be able to walk
there, which they cannot below /root. Processes are remembered by pid and start time.
"""

import contextlib
import fcntl
import json
import os
import shlex
import shutil
import tempfile
from pathlib import Path
from collections.abc import Iterator

from scripts.lab import processes, programs
from scripts.lab.failure import Failure
from scripts.lab.processes import Process

_prefix = "sealwright-"


class Belongings:
    def __init__(self, folder: Path):
        self.folder = folder
        self.vault = folder / "vault"
        self.environment = folder / "env"
        self._record = folder / "belongings.json"

    @property
    def folder_option(self) -> str:
        """What the command line needs to find this folder again."""
        is_default = self.folder.name == ".quickstart"
        return "" if is_default else f" --folder {shlex.quote(str(self.folder))}"

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """One run at a time; the lock is on the parent folder, so it leaves nothing behind."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        parent = os.open(self.folder.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(parent, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError as taken:
            raise Failure("another quickstart is running in this folder",
                          advice="wait for it, or end it with Ctrl-C") from taken
        finally:
            os.close(parent)

    def make(self) -> Path:
        """Makes the folders; returns the service's, remembered before anything is in it."""
        self.folder.mkdir(mode=0o700)
        service = Path(tempfile.mkdtemp(prefix=_prefix, dir=_short_folder())).resolve()
        self._write({"service": str(service), "processes": []})
        (self.folder / "service").symlink_to(service)
        return service

    def remember(self, process: Process) -> None:
        record = self._read()
        record["processes"].append([process.pid, process.started])
        self._write(record)

    def end_processes(self) -> None:
        record = self._read()
        for pid, started in record["processes"]:
            process = processes.read(pid)
            if process and process.started == started:
                process.end()
        for process in processes.everyone():
            if process.name == "bao" and any(word.endswith(str(self.vault / "config.hcl"))
                                             for word in process.arguments):
                process.end()
        if record["service"]:
            programs.end_all_below(Path(record["service"]))

    def remove(self) -> None:
        """Ends and removes whatever an earlier run left; nothing to do is fine."""
        if not self.folder.exists():
            return
        if not self._record.is_file() and any(self.folder.iterdir()):
            raise Failure(f"{self.folder} was not made by the quickstart",
                          "it has no belongings.json", "move it away, or name another --folder")
        self.end_processes()
        service = self._read()["service"]
        if Path(service).name.startswith(_prefix):
            shutil.rmtree(service, ignore_errors=True)
        shutil.rmtree(self.folder)

    def write_private(self, name: str, text: str) -> Path:
        path = self.folder / name
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        return path

    def write_environment(self, variables: dict[str, object], programs: list[Path]) -> None:
        lines = [f"export {name}={shlex.quote(str(value))}" for name, value in variables.items()]
        folders = ":".join(shlex.quote(str(folder)) for folder in programs)
        lines.append(f'export PATH={folders}:"$PATH"')
        title = "# Made by scripts/quickstart --keep; to be sourced by a shell."
        self.environment.write_text("\n".join([title, *lines]) + "\n")

    def _read(self) -> dict:
        try:
            return json.loads(self._record.read_text())
        except (OSError, ValueError):
            return {"service": "", "processes": []}

    def _write(self, record: dict) -> None:
        fresh = self._record.with_suffix(".new")
        fresh.write_text(json.dumps(record))
        fresh.replace(self._record)


def _short_folder() -> str:
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    return own if own and os.geteuid() != 0 and os.access(own, os.W_OK) else "/tmp"
