"""Scenario: the steps of the quickstart in the order in which a newcomer sees them."""

import time
from pathlib import Path

from scripts.lab import openbao
from scripts.lab.enrolment import enrol_vault
from scripts.lab.failure import Failure
from scripts.lab.openbao import Keys, OpenBao
from scripts.lab.service import Service
from scripts.lab.waiting import wait_until
from scripts.tour.belongings import Belongings
from scripts.tour.build import build
from scripts.tour.kept import keep_running
from scripts.tour.voice import Voice

vault_name = "demo"


class Scenario:
    def __init__(self, repository: Path, belongings: Belongings, voice: Voice, keep: bool):
        self._repository = repository
        self._belongings = belongings
        self._voice = voice
        self._keep = keep
        self._service: Service | None = None
        self._vault: OpenBao | None = None

    def run(self) -> None:
        self._build()
        self._make_tokens()
        self._start_service()
        self._found()
        self._start_vault()
        keys = self._initialise()
        self._restart_unsealed()
        self._change_machine()
        self._one_token_less()
        self._too_few_tokens()
        self._token_back()
        self._check_journal()
        self._close(keys)

    def stop(self) -> None:
        """Ends what runs; the logs stay for reading until the next run or --clean."""
        if self._vault:
            self._vault.stop()
        if self._service:
            self._service.stop()
        if self._belongings.folder.exists():
            self._belongings.end_processes()

    def _build(self) -> None:
        self._voice.step("Building Sealwright (the first time takes some minutes, later seconds)")
        self._bao = openbao.binary(self._repository)
        self._programs = build(self._repository)

    def _make_tokens(self) -> None:
        self._voice.step("Making three SoftHSM tokens: a, b and c")
        folder = self._belongings.make()
        self._service = Service(folder, self._programs, ("a", "b", "c"), threshold=2)
        self._service.make_tokens()
        self._voice.meaning(
            "Each stands for a hardware security module with a PIN of its own. Each will make a"
            " key that never leaves it; any two of the three open what the service keeps, one "
            "alone opens nothing.")

    def _configure(self) -> None:
        self._service.write_configuration()

    def _start_service(self) -> None:
        self._voice.step("Starting the service: sealwrightd and its processes")
        self._configure()
        self._service.start(spawned=self._belongings.remember)
        for name, state in self._service.token_states().items():
            self._voice.seen(f"token {name}: {state}")
        self._voice.meaning(
            "Every token runs in a process of its own, which read its PIN once.")

    def _found(self) -> None:
        self._voice.step("sealwright init --solo: the service's keys and its journal")
        self._verifier_key = self._service.initialise()
        self._voice.seen(f"verifier key: {self._verifier_key}")
        self._voice.meaning(
            "Whoever has this public line can check the journal later, without us. Solo means "
            "that one person may do everything: right for trying, and the journal's first entry"
            " says so for ever.")

    def _start_vault(self) -> None:
        self._voice.step("Starting a real, unmodified OpenBao that is sealed by us")
        self._vault = OpenBao(self._belongings.vault, self._bao)
        _, stanza = enrol_vault(self._service, self._vault.folder, vault_name)
        self._vault.write_configuration(stanza)
        self._voice.quoted(stanza)
        self._vault.start(spawned=self._belongings.remember)
        self._voice.meaning(
            "That is all the vault's configuration says about its seal: where we are and which "
            "certificate it shows. There is no token in it. `vault add`, `node add` and `vault "
            "allow-init` told the service about this vault, its one node, and that it may be "
            "initialised within the next ten minutes.")

    def _initialise(self) -> Keys:
        self._voice.step("bao operator init")
        keys = self._vault.initialise()
        self._vault.wait_unsealed("the new vault is unsealed")
        self._voice.seen("initialised and unsealed")
        self._voice.meaning(
            "The vault sent us its root key to keep. It came to us over TLS, was sealed under a"
            " data key that needs two tokens, opened again to be sure, and written to the "
            "journal before the vault got its answer.")
        return keys

    def _restart_unsealed(self) -> None:
        self._voice.step("kill -9 of the vault, and a restart")
        self._voice.seen(f"up and unsealed by itself after {self._restart():.1f} s")
        self._voice.meaning(
            "Nobody typed a key. The vault showed its certificate, two tokens opened its root "
            "key for this one request, and it was wiped again.")

    def _change_machine(self) -> None:
        """A certificate says nothing about the machine that shows it."""

    def _one_token_less(self) -> None:
        self._voice.step("Taking token c away (sealwright token stop c), and a restart")
        self._stop_token("c")
        self._voice.seen(f"up and unsealed by itself after {self._restart():.1f} s")
        self._voice.meaning(
            "Two of three are enough, so one broken or stolen device stops nothing.")

    def _too_few_tokens(self) -> None:
        self._voice.step("Taking token b away as well, and a restart")
        self._stop_token("b")
        mark = self._vault.log_size()
        self._vault.restart_after_kill(spawned=self._belongings.remember)
        line, identifier = wait_until(lambda: self._vault.refusal(mark),
                                      "the vault's log says why it waits", 30,
                                      why=self._vault.log_tail)
        health = self._vault.health()
        if health != OpenBao.sealed:
            raise Failure(f"with one token the vault should wait sealed, its health is {health}",
                          self._vault.log_tail(), "this is a defect: please report it")
        self._voice.seen("the vault is running, and waits sealed; its own log says why:")
        self._voice.quoted(line)
        self._voice.seen(f"sealwright explain {identifier}")
        self._voice.quoted(self._service.ask("explain", identifier).text)
        self._voice.meaning(
            "One token alone opens nothing, for us neither. The vault asks again every five "
            "seconds.")

    def _token_back(self) -> None:
        self._voice.step("Giving token b back (sealwright token start b)")
        begun = time.monotonic()
        self._service.ask("token", "start", "b")
        self._vault.wait_unsealed("the waiting vault is unsealed after its token is back", 30)
        seconds = time.monotonic() - begun
        self._voice.seen(f"unsealed by itself after {seconds:.1f} s; nobody touched it")
        self._service.ask("token", "start", "c")
        self._service.wait_open(tokens_ready=3)

    def _check_journal(self) -> None:
        self._voice.step("Exporting the journal and checking it offline")
        bundle = self._belongings.folder / "journal.export"
        self._service.ask("journal", "export", bundle)
        checked = self._service.offline("journal", "verify", bundle, "--key", self._verifier_key)
        if checked.code != 0:
            raise Failure(f"the journal does not verify (exit code {checked.code})",
                          checked.talk or checked.text, "this is a defect: please report it")
        self._voice.quoted(checked.text)
        self._voice.meaning(
            "The file, the command and the public line from step 4 are all that is needed; no "
            "service was asked. Every release above stands in it, and so does every refusal.")

    def _close(self, keys: Keys) -> None:
        if self._keep:
            keep_running(self._belongings, self._service, self._vault, keys, self._verifier_key)
            self._voice.closing(
                f"Everything is still running. For a shell: source {self._belongings.environment}\n"
                f"Stop and remove it: scripts/quickstart --clean{self._belongings.folder_option}")
        else:
            self.stop()
            self._voice.closing(
                "All of it is stopped now; logs and journal stay in "
                f"{self._belongings.folder} until the next run or --clean.\n"
                "To play with it: scripts/quickstart --keep")
        self._voice.closing(
            f"Done in {self._voice.elapsed()}. What this was, honestly: three SoftHSM folders on "
            "one disk show the mechanics and are one secret. Whoever can read this disk as root "
            "has all three. Real protection begins with tokens on separate devices whose PINs hang "
            "on different things.")

    def _restart(self) -> float:
        begun = time.monotonic()
        self._vault.restart_after_kill(spawned=self._belongings.remember)
        self._vault.wait_unsealed("the restarted vault is unsealed by itself")
        return time.monotonic() - begun

    def _stop_token(self, name: str) -> None:
        self._service.ask("token", "stop", name)
        self._service.wait_token(name, "stopped")
