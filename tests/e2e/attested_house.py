"""attested_house: one running service that believes the lab's maker of TPMs, for all test cases."""

from scripts.lab import openbao
from scripts.lab.attested import Machine, agent_uid, new_machine
from scripts.lab.openbao import OpenBao
from scripts.lab.provider import Provider
from scripts.lab.tpm import SoftwareTpm
from scripts.lab.tpm_authority import write_roots
from tests.e2e.shared import House, repository


class AttestedHouse(House):
    agent_launcher: tuple[str, ...] = ()

    def __init__(self, launcher: tuple[str, ...] = ()):
        self._machines: list[Machine] = []
        self._number = 0
        super().__init__(launcher)

    def alter(self, text: str) -> str:
        """The maker's certificates exist before the service starts, as a person would have them."""
        self.tpms = self.folder / "tpms"
        self.tpms.mkdir(mode=0o711)
        first = self.new_tpm("first")
        self.maker = first.root_certificate
        self.provider = Provider(self.folder / "provider")
        roots = write_roots(self.folder / "believed", [first.root_certificate],
                            [first.issuer_certificate], providers=[self.provider.root])
        return text + f'\n[attestation]\nroots = "{roots}"\n'

    def new_tpm(self, name: str) -> SoftwareTpm:
        tpm = SoftwareTpm.make(self.tpms / name, agent_uid())
        tpm.folder.chmod(0o711)
        return tpm

    def new_machine(self, label: str, with_tpm: bool = True, *enrol_words: str,
                    vault_words: tuple[str, ...] = (), enrols: bool = True) -> Machine:
        """A vault inside its init window and its first node, enrolled and not approved yet."""
        self._number += 1
        vault = f"{label}-{self._number}"
        self.service.ask("vault", "add", vault, *vault_words)
        machine = self.further_machine(vault, "one", with_tpm, *enrol_words, enrols=enrols)
        self.service.ask("vault", "allow-init", vault, "--for", "10m", seconds=60)
        return machine

    def further_machine(self, vault: str, name: str, with_tpm: bool = True,
                        *enrol_words: str, enrols: bool = True) -> Machine:
        tpm = self.new_tpm(f"{vault}-{name}") if with_tpm else None
        if tpm:
            tpm.start()
        machine = self.invited_machine(vault, name, tpm, *enrol_words)
        if enrols:
            machine.enrol()
        return machine

    def invited_machine(self, vault: str, name: str, tpm: SoftwareTpm | None,
                        *enrol_words: str) -> Machine:
        """Its token is made, and its agent has not enrolled."""
        folder = self.folder / "machines" / f"{vault}-{name}"
        folder.mkdir(parents=True)
        bao = OpenBao(folder / "vault", openbao.binary(repository))
        machine = new_machine(self.service, folder / "agent", vault, name, bao, tpm, *enrol_words)
        machine.agent.launcher = self.agent_launcher
        self._machines.append(machine)
        return machine

    def running(self, label: str, with_tpm: bool = True,
                vault_words: tuple[str, ...] = ()) -> Machine:
        """Approved, its vault initialised and unsealed."""
        machine = self.new_machine(label, with_tpm, vault_words=vault_words)
        machine.approve()
        machine.agent.start()
        machine.bao.start()
        machine.keys = machine.bao.initialise()
        machine.bao.wait_unsealed(f"vault {machine.vault} is unsealed after its init")
        return machine

    def end(self) -> None:
        for machine in self._machines:
            machine.end()
        super().end()


_house: AttestedHouse | None = None


def attested_house() -> AttestedHouse:
    global _house
    if _house is None:
        _house = AttestedHouse()
    return _house
