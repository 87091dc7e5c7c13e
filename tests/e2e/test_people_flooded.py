"""Strangers flood every route of the description, and what two people decide is done all the same, within the
time that their tool waits for an answer."""

import itertools
import json
import threading
import unittest

from tests.e2e.asks_by_hand import HandPerson, add_vault, decide_ask, now_ms, posted, propose_ask, requests_ask
from tests.e2e.people_house import people_house
from tests.e2e.raw_client import RawClient, trust_of
from tests.e2e.shared import repository

from scripts.lab.waiting import wait_until

_connections = 4
_streams_of_address, _streams_max = 4, 64
_everything = bytes(16) + (256).to_bytes(4, "big") + b"\0"  # The body of a RequestsAsk.


def described() -> list[tuple[str, str]]:
    whole = json.loads((repository / "docs/reference/openapi.json").read_text())
    return [(method.upper(), path) for path, way in whole["paths"].items() for method in way]


class Flood:
    """Connections of strangers, each from an address of its own, that ask on and on while the `with` lasts."""

    def __init__(self, service, streams: list[bytes]):
        self._service, self._trust = service, trust_of(service, None)
        self._streams = itertools.cycle(streams)
        self._over = threading.Event()
        self.statuses: list[list[int]] = [[] for _ in range(_connections)]
        self._threads = [threading.Thread(target=self._ask_on, args=(number,), daemon=True)
                         for number in range(_connections)]

    def __enter__(self) -> "Flood":
        for thread in self._threads:
            thread.start()
        wait_until(lambda: all(self.statuses), "each stranger of the flood was answered", 20)
        return self

    def __exit__(self, *_) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=30)

    def _ask_on(self, number: int) -> None:
        while not self._over.is_set():
            try:
                client = RawClient(self._service.port, self._trust, 10, f"127.0.0.{2 + number}")
            except OSError:
                continue  # Turned away; it comes again.
            try:
                client.send(next(self._streams))
                self.statuses[number].append(client.answer().status)
            except OSError:
                pass
            finally:
                client.close()


class PeopleFlooded(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = people_house()
        cls.service = cls.house.settled()
        cls.eve = HandPerson("eve", cls.house.folder / "strangers", "operator", 1)
        cls.numbers = itertools.count(1)

    def asks(self, method: str, path: str) -> list[bytes]:
        """Garbage, a question that nobody signed, and acts that are well-formed and forged."""
        if method == "GET":
            return [f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()]
        place, plan = self.house.place, add_vault("theirs")
        forged = self.eve.ask(place, propose_ask, self.eve.proposal(place, plan)[1])
        in_anas_name = forged[:-96] + self.house.people["ana"].key + bytes(64)
        act = self.eve.act(place, bytes(16), plan.digest, now_ms() + 60_000)
        decision = self.eve.ask(place, decide_ask, bytes(16) + bytes(4) + len(act).to_bytes(4, "big") + act)
        nothing = posted(path, b"")
        return [nothing, *(posted(path, ask) for ask in (forged, in_anas_name, decision))]

    def decide_by_two(self) -> None:
        name = f"flooded-{next(self.numbers)}"
        self.assertEqual(self.house.by_two(add_vault(name)).state, "committed")

    def test_on_each_route_a_flood_of_strangers_keeps_no_act_from_being_done(self):
        routes = described()
        self.assertGreater(len(routes), 40)
        for method, path in routes:
            with self.subTest(path=path), Flood(self.service, self.asks(method, path)) as flood:
                self.decide_by_two()
            heard = {status for each in flood.statuses for status in each}
            self.assertLessEqual(heard, {200} if method == "GET" else {400, 401, 429, 503}, path)

    def test_a_flood_on_all_routes_at_once_keeps_no_act_from_being_done(self):
        streams = [ask for method, path in described() for ask in self.asks(method, path)]
        with Flood(self.service, streams) as flood:
            for _ in range(5):
                self.decide_by_two()
            wait_until(lambda: sum(map(len, flood.statuses)) >= 200, "the flood is one", 60)
            self.decide_by_two()

    def stream(self, source: str) -> RawClient:
        rex = self.house.people["rex"]
        client = RawClient(self.service.port, trust_of(self.service, None), 10, source)
        self.addCleanup(client.close)
        client.send(posted("/v1/events", rex.ask(self.house.place, requests_ask, _everything)))
        return client

    def hear(self, client: RawClient, words: bytes) -> None:
        heard = b""
        while words not in heard:
            more = client.socket.recv(65536)
            self.assertTrue(more, heard)
            heard += more

    def test_all_streams_held_by_one_key_keep_no_act_from_being_done_and_hear_of_it(self):
        streams = []
        for number in range(_streams_max // _streams_of_address):
            for _ in range(_streams_of_address):
                streams.append(self.stream(f"127.0.0.{10 + number}"))
                self.hear(streams[-1], b"\n\n")
            self.assertEqual(self.stream(f"127.0.0.{10 + number}").answer().status, 429)
        self.assertEqual(self.stream("127.0.0.99").answer().status, 429)

        with Flood(self.service, self.asks("POST", "/v1/events")) as flood:
            self.decide_by_two()

        for stream in streams:
            self.hear(stream, b"event: changed\n")
        self.assertLessEqual({status for each in flood.statuses for status in each}, {401, 400, 429, 503})

    def test_strangers_who_never_finish_their_question_keep_no_act_from_being_done(self):
        head = (b"POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                b"Content-Length: 100000\r\n\r\n{\"ask\":\"")
        trust = trust_of(self.service, None)
        for number in range(16):
            for _ in range(_connections):
                client = RawClient(self.service.port, trust, 10, f"127.0.0.{30 + number}")
                self.addCleanup(client.close)
                client.send(head)

        self.decide_by_two()


if __name__ == "__main__":
    unittest.main()
