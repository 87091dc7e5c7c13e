"""PeopleHouse: one founded service whose people speak by hand, without passphrases, for many acts in little
time. Founded by the very same messages over HTTPS."""

from dataclasses import dataclass
from pathlib import Path

from tests.e2e import raw_client
from tests.e2e.asks_by_hand import (HandPerson, Place, Plan, Shown, decide_ask, now_ms, propose_ask,
                                    send, shown_in, text)
from tests.e2e.shared import House

from scripts.lab.people import pending
from scripts.lab.service import Answer
from scripts.lab.waiting import wait_until

founding_ask, founding_sign = 0x0581, 0x0582
nowhere = Place(bytes(16), "")  # Before there is an installation nobody can name it.


@dataclass(frozen=True)
class Begun:
    """A founding as it was shown when it began."""

    place: Place
    plan: bytes  # Its digest.


class PeopleHouse(House):
    roles = {"ana": "operator", "bea": "operator", "cem": "operator", "rex": "auditor",
             "wil": "witness"}

    def initialise(self) -> str:
        """The founders sign in the order of the roster, which is their index."""
        self.gather()
        begun = self.begun_in(self.begin())
        self.place = begun.place
        self.wait_answering()
        for person in self.people.values():
            signed = self.sign(person, self.founding_act(person, begun))
            if signed.status != 200:
                raise AssertionError(f"{person.name} could not sign: {signed}")
        self.service.wait_open()
        return self.service.status()["verifier_key"]

    def wait_answering(self) -> None:
        """A front that has just got its certificate has a keeper only in a moment."""
        first = next(iter(self.people.values()))
        wait_until(lambda: send(self.service, "/v1/founding/show",
                                first.ask(nowhere, founding_ask, b"")).status != 503,
                   "the front answers for the keeper", seconds=20)

    def gather(self) -> None:
        self.people = {name: HandPerson(name, self.folder / "people", role, index)
                       for index, (name, role) in enumerate(self.roles.items(), start=1)}
        self._roster = Path(self.folder / "roster.toml")
        self._roster.write_text("[rules]\nneeded = 2\noverrule = 3\n"
                                + "".join(each.roster_toml() for each in self.people.values()))

    def begin(self, code: int | None = pending) -> Answer:
        return self.service.ask("init", "--config", self.service.folder / "sealwright.toml",
                                "--founders", self._roster, code=code, json_answer=True, seconds=60)

    @staticmethod
    def begun_in(shown: Answer) -> Begun:
        place = Place(bytes.fromhex(shown.document["installation"].rpartition("-")[2]))
        return Begun(place, bytes.fromhex(shown.document["plan_digest"]))

    @staticmethod
    def founding_act(person: HandPerson, begun: Begun) -> bytes:
        return person.act(begun.place, begun.plan[:16], begun.plan, now_ms() + 3_600_000)

    def sign(self, person: HandPerson, act: bytes) -> raw_client.Answer:
        return send(self.service, "/v1/founding/sign",
                    person.ask(nowhere, founding_sign, text(act)))


    def by_two(self, plan: Plan) -> Shown:
        """Proposed by ana, approved by bea."""
        ana, bea = self.people["ana"], self.people["bea"]
        _, proposal = ana.proposal(self.place, plan)
        asked = shown_in(send(self.service, f"/v1/requests/{plan.route}",
                              ana.ask(self.place, propose_ask, proposal)))
        approval = bea.decision(self.place, plan, asked)
        return shown_in(send(self.service, "/v1/acts", bea.ask(self.place, decide_ask, approval)))


_house: PeopleHouse | None = None


def people_house() -> PeopleHouse:
    global _house
    if _house is None:
        _house = PeopleHouse()
    return _house
