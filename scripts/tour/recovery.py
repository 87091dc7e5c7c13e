"""RecoveryScenario: five custodians, every HSM destroyed, and the vault comes back."""

import shutil

from scripts.lab.custodians import Custodians
from scripts.lab.failure import Failure
from scripts.lab.people import ByTwo
from scripts.lab.waiting import wait_until
from scripts.tour.founded import FoundedScenario

_custodians = ("dan", "eli", "fay", "gus", "hal")


class RecoveryScenario(FoundedScenario):
    """The founded installation, whose tokens are lost and whose custodians are not."""

    _roles = FoundedScenario._roles | {name: ("custodian",) for name in _custodians}

    def _change_machine(self) -> None:
        """Another tour shows what a changed machine is told."""
        self._make_group()
        self._lose_tokens()
        self._recover()

    def _make_group(self) -> None:
        self._voice.step("Five custodians make a key together; three will be enough")
        self._custodians = Custodians(self._people, _custodians, threshold=3)
        self._custodians.make_files()
        self._voice.seen("sealwright custodian init: each makes a file for a share")
        ceremony = self._custodians.begin("genesis", self._service.folder, "ana", "bea")
        self._voice.seen("sealwright ceremony begin genesis: ana proposes, bea approves")
        shown = self._custodians.join_all(ceremony)
        self._voice.seen(f"sealwright custodian join: {', '.join(_custodians)}, each after comparing "
                         "eight words")
        self._voice.quoted(self._people["ana"].say("ceremony", "list").text)
        if shown["state"] != "committed":
            raise Failure("the custodians made no group", str(shown))
        shown = self._custodians.prove("dan").document
        self._voice.seen(f"sealwright custodian prove: dan still holds it; margin {shown['margin']}")
        self._voice.meaning(
            "Nobody dealt this key and no machine ever had it. Every key of the service was sealed to "
            "it, and so will be each that is made from now on.")

    def _lose_tokens(self) -> None:
        self._voice.step("All three HSM tokens are destroyed")
        self._vault.kill_9()
        self._machine.agent.kill_9()
        service = self._people.service
        service.stop()
        for name in ("tokens", "credentials"):
            shutil.rmtree(service.folder / name)
        service.make_tokens()
        self._write_configuration()
        service.start(spawned=self._belongings.remember)
        wait_until(lambda: service.status().get("phase") == "locked", "the service is locked", 20)
        self._voice.seen("new, empty tokens stand in their places; the service says:")
        self._voice.quoted(service.ask("status", code=None).text, lines_max=12)

    def _recover(self) -> None:
        self._voice.step("sealwright recover begin, and three custodians")
        service = self._people.service
        begun = service.ask("recover", "begin", "--reason", "the HSMs burned", json_answer=True,
                            code=None)
        words = begun.document["words"]
        self._voice.quoted(service.ask("recover", "show", code=None).text)
        for name, more in (("dan", ("--in-the-room",)), ("hal", ("--in-the-room",)), ("fay", ())):
            self._custodians.give(name, words, *more)
            self._voice.seen(f"sealwright custodian contribute: {name}, after comparing the words")
        service.wait_open(tokens_ready=3)
        self._service = ByTwo(self._people, "ana", "bea")
        self._start_agent()
        self._vault.start(spawned=self._belongings.remember)
        self._vault.wait_unsealed("the vault is unsealed by itself, by the new tokens")
        self._voice.seen("up and unsealed by itself after the recovery")
        self._voice.meaning(
            "Each custodian computed one answer with their own share, sealed to this process; no share "
            "left its custodian, and no private key was ever put together. All keys now hang on the "
            "new tokens, and the vault unseals at night again with nobody there.")
