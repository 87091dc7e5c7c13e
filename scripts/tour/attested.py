"""AttestedScenario: the quickstart's own way, with a machine that proves by a TPM what it is."""

import time

from scripts.lab.attested import Machine, agent_uid, new_machine
from scripts.lab.openbao import OpenBao
from scripts.lab import processes
from scripts.lab.tpm import SoftwareTpm
from scripts.lab.tpm_authority import write_roots
from scripts.lab.waiting import wait_until
from scripts.tour.scenario import Scenario, vault_name

_node = "node-1"


class AttestedScenario(Scenario):
    """The steps of the channel tier, and what a machine that is measured adds to them."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self._tpm: SoftwareTpm | None = None
        self._machine: Machine | None = None

    def stop(self) -> None:
        """The machine is switched off last; whatever does not end by word is ended by its pid."""
        try:
            super().stop()
        finally:
            if self._machine:
                self._machine.agent.kill_9()
            if self._tpm:
                self._tpm.kill()

    def _configure(self) -> None:
        folder = self._service.folder / "machine"
        folder.mkdir(mode=0o711)
        self._tpm = SoftwareTpm.make(folder / "tpm", agent_uid())
        self._tpm.folder.chmod(0o711)
        self._roots = write_roots(self._service.folder / "tpm-makers", [self._tpm.root_certificate],
                                  [self._tpm.issuer_certificate])
        self._write_configuration()

    def _write_configuration(self) -> None:
        self._service.write_configuration(
            lambda text: text + f'\n[attestation]\nroots = "{self._roots}"\n')

    def _start_vault(self) -> None:
        self._voice.step("A machine with a TPM (swtpm), an agent, and a real, unmodified OpenBao")
        self._tpm.start()
        self._remember(self._tpm.pid)
        self._add_vault()
        self._vault = OpenBao(self._belongings.vault, self._bao)
        self._machine = new_machine(self._service, self._service.folder / "machine" / "agent",
                                    vault_name, _node, self._vault, self._tpm)
        self._voice.seen("sealwright node enrol: a token that is good once, for ten minutes")
        self._machine.enrol()
        self._voice.seen("sealwright-agent enrol: the token became a key inside the TPM")
        self._machine.approve("first-boot")
        self._voice.seen("sealwright node approve --baseline first-boot")
        self._service.ask("vault", "allow-init", vault_name, "--for", "10m", seconds=60)
        self._start_agent()
        self._voice.quoted(self._machine.agent.stanza())
        self._vault.start(spawned=self._belongings.remember)
        self._voice.meaning(
            "That is all the vault's configuration says about its seal: a socket. No token, no "
            "certificate, no key; and the agent's configuration holds nothing secret either. The TPM's "
            "maker vouches for its key, a person approved of what it measured at this boot.")

    def _add_vault(self) -> None:
        self._service.ask("vault", "add", vault_name)

    def _restart_unsealed(self) -> None:
        self._voice.step("kill -9 of the vault, and a restart")
        self._voice.seen(f"up and unsealed by itself after {self._restart():.1f} s")
        self._voice.meaning(
            "Nobody typed a key. The machine's TPM signed what was measured since its boot, for this "
            "one request; two tokens opened the vault's root key, and it was wiped again. What "
            "went over the network was sealed between agent and keeper.")
        self._reboot_machine()

    def _reboot_machine(self) -> None:
        self._voice.step("Rebooting the machine: its TPM is reset, agent and vault start anew")
        begun = time.monotonic()
        self._switch_off()
        self._tpm.reset()
        self._switch_on()
        self._vault.wait_unsealed("the vault is unsealed after a reboot of its machine", 30)
        self._voice.seen(f"unsealed by itself {time.monotonic() - begun:.1f} s after the reboot began")
        explained = self._service.ask("explain", self._machine.shown()["id"]).text
        shown = [line for line in explained.splitlines() if line.startswith(("reset count", "pcr 7"))]
        self._voice.quoted("\n".join(shown))
        self._voice.meaning(
            "The TPM counts its resets, so a boot is told from a copy that went back; it measured the "
            "same as at the approved boot. Nothing was kept over the reboot but the TPM itself.")

    def _change_machine(self) -> None:
        self._voice.step("Booting the machine with another boot loader")
        self._switch_off()
        self._tpm.reset()
        self._tpm.extend(7, b"another boot loader")
        before = self._machine.shown()["entry"]
        self._switch_on()
        wait_until(lambda: self._machine.shown()["entry"] != before,
                   "the machine has shown what it is now", 30, why=self._vault.log_tail)
        identifier = self._machine.shown()["id"]
        self._voice.seen("the vault is running, and waits sealed; the service says why:")
        self._voice.seen(f"sealwright explain {identifier}")
        explained = self._service.ask("explain", identifier).text
        self._voice.quoted(explained[explained.index("Last evidence"):], lines_max=20)
        self._voice.seen("sealwright node baseline approve --id after-update")
        self._service.ask("node", "baseline", "approve", vault_name, _node, "--id", "after-update")
        self._vault.wait_unsealed("the waiting vault is unsealed after the approval", 30)
        self._voice.meaning(
            "An upgrade that somebody meant is approved, best before it is deployed; then its first "
            "boot is no surprise. Anything else stays outside, with the key in another's hands or not.")

    def _switch_off(self) -> None:
        self._vault.kill_9()
        self._machine.agent.kill_9()

    def _switch_on(self) -> None:
        self._start_agent()
        self._vault.start(spawned=self._belongings.remember)

    def _start_agent(self) -> None:
        self._machine.agent.start()
        self._remember(self._machine.agent.process.pid)

    def _remember(self, pid: int) -> None:
        process = processes.read(pid)
        if process:
            self._belongings.remember(process)
