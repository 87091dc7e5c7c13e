"""attested_house: one running service that believes the lab's maker of TPMs, for all test cases."""

from scripts.lab import openbao
from scripts.lab.attested import Machine, agent_uid, new_machine
from scripts.lab.openbao import OpenBao
from scripts.lab.tpm import SoftwareTpm
from scripts.lab.tpm_authority import write_roots
from tests.e2e.shared import House, repository


class AttestedHouse(House):
    def __init__(self):
        self._machines: list[Machine] = []
        self._number = 0
        super().__init__()

    def alter(self, text: str) -> str:
        """The maker's certificates exist before the service starts, as a person would have them."""
        self.tpms = self.folder / "tpms"
        self.tpms.mkdir(mode=0o711)
        first = self.new_tpm("first")
        roots = write_roots(self.folder / "believed", [first.root_certificate],
                            [first.issuer_certificate])
        return text + f'\n[attestation]\nroots = "{roots}"\n'

    def new_tpm(self, name: str) -> SoftwareTpm:
        tpm = SoftwareTpm.make(self.tpms / name, agent_uid())
        tpm.folder.chmod(0o711)
        return tpm

    def new_machine(self, label: str, with_tpm: bool = True, *enrol_words: str) -> Machine:
        """A vault inside its init window and its first node, enrolled and not approved yet."""
        self._number += 1
        vault = f"{label}-{self._number}"
        self.service.ask("vault", "add", vault)
        machine = self.further_machine(vault, "one", with_tpm, *enrol_words)
        self.service.ask("vault", "allow-init", vault, "--for", "10m", seconds=60)
        return machine

    def further_machine(self, vault: str, name: str, with_tpm: bool = True,
                        *enrol_words: str) -> Machine:
        tpm = self.new_tpm(f"{vault}-{name}") if with_tpm else None
        if tpm:
            tpm.start()
        folder = self.folder / "machines" / f"{vault}-{name}"
        folder.mkdir(parents=True)
        bao = OpenBao(folder / "vault", openbao.binary(repository))
        machine = new_machine(self.service, folder / "agent", vault, name, bao, tpm, *enrol_words)
        self._machines.append(machine)
        machine.enrol()
        return machine

    def running(self, label: str, with_tpm: bool = True) -> Machine:
        """Approved, its vault initialised and unsealed."""
        machine = self.new_machine(label, with_tpm)
        machine.approve()
        machine.agent.start()
        machine.bao.start()
        machine.bao.initialise()
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
