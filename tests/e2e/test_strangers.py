"""What an answer tells a stranger about who exists: nothing. The same bytes, head and all, on every route of
the description, whether a key is unknown, taken back, its owner's who has left, or borrowed."""

import json
import unittest
from dataclasses import replace

from tests.e2e.asks_by_hand import (HandPerson, Place, Plan, decide_ask, propose_ask, requests_ask,
                                    roster_ask, send, text, u16)
from tests.e2e.people_house import PeopleHouse, founding_ask, founding_sign, nowhere
from tests.e2e.raw_client import Answer
from tests.e2e.shared import repository

_key_revoke, _person_remove = 0x0592, 0x0593


def described() -> dict[str, int]:
    """Each path that takes a question, with the type of its ask."""
    whole = json.loads((repository / "docs/reference/openapi.json").read_text())
    return {path: int(way["post"]["x-sealwright"]["type"], 16)
            for path, way in whole["paths"].items() if "post" in way}


class House(PeopleHouse):
    """What strangers hear during and after its founding; before it the front has no certificate."""

    roles = {"ana": "operator", "bea": "operator", "rex": "auditor", "sue": "auditor"}

    def gather(self) -> None:
        super().gather()
        self.eve = HandPerson("eve", self.folder / "people", "operator", 1)
        self.heard: dict[str, set[Answer]] = {}

    def sign(self, person: HandPerson, act: bytes) -> Answer:
        if "during" not in self.heard:
            self.heard["during"] = self.hear(nowhere, ["eve", "ana?", "ana by eve"])
        return super().sign(person, act)

    def who(self, name: str) -> HandPerson:
        return self.eve if name == "eve" else self.people[name]

    def question(self, place: Place, kind: str, route: str, ask: int) -> bytes:
        """Of the right form for the route, as this stranger would send it."""
        named, *rest = kind.rstrip("?").split(" ")
        signer = self.who(named)
        body = b""
        if route.startswith("/v1/requests/"):
            plan = Plan(route, ask, b"")
            body, ask = signer.proposal(place, plan)[1], propose_ask
        whole = signer.ask(place, ask, body)
        if rest[:1] == ["by"]:  # Another one's signature under this one's key.
            whole = whole[:-64] + self.who(rest[1]).ask(place, ask, body)[-64:]
        if kind.endswith("?"):
            whole = whole[:-1] + bytes([whole[-1] ^ 1])
        return whole

    def hear(self, place: Place, kinds: list[str]) -> set[Answer]:
        return {send(self.service, route, self.question(place, kind, route, ask))
                for route, ask in described().items() for kind in kinds}


class Strangers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.end)
        cls.service, cls.place = cls.house.service, cls.house.place
        cls.send_away()

    @classmethod
    def send_away(cls) -> None:
        """Sue's key is taken back, and Rex leaves."""
        people, house = cls.house.people, cls.house
        for plan in (Plan("person-key-revoke", _key_revoke,
                          text("sue") + people["sue"].key + text("lost")),
                     Plan("person-remove", _person_remove, text("rex") + text("left"))):
            assert house.by_two(plan).state == "committed", plan
            house.place = cls.place = replace(cls.place, epoch=cls.place.epoch + 1)
        house.heard["after"] = house.hear(cls.place, ["eve", "sue", "rex", "ana?", "ana by eve"])
        house.heard["elsewhere"] = house.hear(
            replace(cls.place, installation=bytes(15) + b"\1"), ["ana"]) | house.hear(
            replace(cls.place, environment="production"), ["ana"])

    def test_every_stranger_hears_the_same_bytes_on_every_route_at_every_time(self):
        for when, heard in self.house.heard.items():
            self.assertEqual([answer.status for answer in heard], [401], (when, heard))
        self.assertEqual(len(set.union(*self.house.heard.values())), 1)

    def test_control_who_is_known_hears_something_else_with_the_same_question(self):
        ana = self.house.people["ana"]
        stranger = next(iter(self.house.heard["after"]))
        for route, ask in (("/v1/queries/roster", roster_ask), ("/v1/founding/show", founding_ask),
                           ("/v1/founding/sign", founding_sign), ("/v1/acts", decide_ask)):
            answer = send(self.service, route, ana.ask(self.place, ask, b""))
            self.assertNotEqual((answer.status, answer.body), (stranger.status, stranger.body), route)

    def test_a_known_name_in_a_strangers_act_is_like_any_other(self):
        eve, heard = self.house.eve, set()
        for name in ("ana", "rex", "zoe"):
            liar = HandPerson(name, self.house.folder / "liars", "operator", 1)
            plan = Plan("vault-add", 0x0518, b"")
            body = liar.proposal(self.place, plan)[1]
            heard.add(send(self.service, "/v1/requests/vault-add",
                           eve.ask(self.place, propose_ask, body)))
            heard.add(send(self.service, "/v1/requests/vault-add",
                           liar.ask(self.place, propose_ask, body)))
        heard.add(send(self.service, "/v1/events",
                       eve.ask(self.place, requests_ask, bytes(16) + u16(0) + u16(8) + b"\0")))

        self.assertEqual(heard, self.house.heard["after"])


if __name__ == "__main__":
    unittest.main()
