"""FoundedScenario: the quickstart with three people, without whom nothing is loosened."""

from scripts.lab.people import ByTwo, People, pending, request_in
from scripts.tour.attested import AttestedScenario
from scripts.tour.scenario import vault_name


class FoundedScenario(AttestedScenario):
    """Three people on one machine stand for three on their own."""

    _roles = {"ana": ("operator",), "bea": ("operator",), "cem": ("operator", "custodian")}

    def _found(self) -> None:
        self._voice.step("sealwright init --founders: three people, and none of them alone")
        folder = self._service.folder / "people"
        self._people = People(self._service, folder, self._roles)
        roster = self._people.write_roster()
        self._voice.seen("sealwright person key new: each makes a key, under a passphrase")
        plan = self._people.begin(roster)
        self._voice.seen(f"the plan's eight words: {plan['words']}")
        self._people.sign_all(plan["words"])
        self._service.wait_open()
        self._verifier_key = self._service.status()["verifier_key"]
        self._voice.seen("sealwright founding sign: " + self._names() + ", each "
                         "after comparing the words")
        self._voice.seen(f"verifier key: {self._verifier_key}")
        self._voice.meaning(
            "The journal's first entry holds the plan and all three signatures. From now on the "
            "local socket, even as root, reads, signs tokens in, holds and freezes, and nothing else.")
        self._one_alone()
        self._service = ByTwo(self._people, "ana", "bea")
        self._accept_maker()

    def _names(self) -> str:
        *most, last = self._roles
        return f"{', '.join(most)} and {last}"

    def _one_alone(self) -> None:
        self._voice.step("One operator alone, with a good key, wants a vault of class production")
        alone = self._people["ana"].say("vault", "add", vault_name, "--class", "production",
                                        code=pending)
        request = request_in(alone)
        self._voice.quoted(alone.talk)
        shown = self._people["bea"].say("request", "show", request, code=None)
        self._voice.seen(f"bea sees it: sealwright request show {request}")
        self._voice.quoted(shown.text, lines_max=20)
        self._people["bea"].approve(request)
        self._voice.seen("sealwright request approve: bea signs the same bytes, and it is done")
        self._voice.meaning(
            "What loosens anything takes two; whoever steals one operator's key gets a request that "
            "the others see.")

    def _accept_maker(self) -> None:
        self._voice.step("Whose TPMs are believed: two people, and not whoever writes a folder")
        self._service.ask("anchor", "accept", self._tpm.root_certificate)
        self._voice.seen(f"sealwright anchor accept {self._tpm.root_certificate.name}: ana, then bea")
        self._voice.quoted(self._people["cem"].say("anchor", "ls").text)
        self._voice.meaning(
            "The folder of roots on the service's host says which makers can be believed; only those "
            "that two people accepted are.")

    def _add_vault(self) -> None:
        """It was the request that two people have signed."""
