"""kill -9 of each process in turn, while clients are served: nothing is lost, nothing is hidden.

Two rounds in a run of the suite; with SEALWRIGHT_SOAK_SECONDS (`scripts/test --long`) as many as
fit into that time.
"""

import time
import unittest

from scripts.habits import soak
from scripts.lab.waiting import wait_until
from tests.e2e.load import Load
from tests.e2e.shared import token_names
from tests.e2e.transit import Asker, ciphertexts_in
from tests.e2e.wholeness import FaultyHouse

_rounds_min = 2
_page = 500


class KillUnderLoad(FaultyHouse):
    def setUp(self):
        super().setUp()
        asker = Asker(self.service, self.vault.node)
        replies = [(text, asker.decrypt(self.vault.name, text))
                   for text in ciphertexts_in(self.vault.bao.folder / "data")]
        self.ciphertext, opened = next((text, reply.plaintext) for text, reply in replies
                                       if reply.status == 200 and reply.plaintext[:2] == b'["')
        self.load = Load(self.service, self.vault.node, self.vault.name, self.ciphertext, opened)

    def releases_since(self, first: int) -> int:
        """Intents of the journal from an entry on."""
        count = 0
        head = self.service.status()["journal"]["sequence"]
        while first <= head:
            page = self.service.ask("journal", "show", "--from", str(first), "--last", str(_page),
                                    json_answer=True).document["entries"]
            if not page:
                break
            count += sum(1 for entry in page if "intent" in entry["kind"])
            first = max(entry["sequence"] for entry in page) + 1
        return count

    def served_again(self, what: str) -> None:
        """A few answers more than there are now, whatever was under way."""
        wanted = self.load.right() + 8
        wait_until(lambda: self.load.right() >= wanted, f"clients are served after {what}", 30,
                   why=self.service.log_tail)

    def kill(self, program: str, token: str = "") -> None:
        self.service.process(program, token).kill_9()
        self.served_again(f"kill -9 of {program} {token}")
        self.service.wait_open(tokens_ready=len(token_names))

    def one_round(self) -> None:
        for program in ("sealwright-front", "sealwright-keeper", "sealwright-depot"):
            self.kill(program)
        for name in token_names:
            self.kill("sealwright-token", name)
        self.service.kill_daemon()
        self.service.start()
        self.served_again("kill -9 of sealwrightd")
        self.service.kill_everything()
        self.service.start()
        self.served_again("kill -9 of everything at once")
        self.service.wait_open(tokens_ready=len(token_names))

    def test_every_process_is_killed_in_turn_and_every_answered_release_has_its_intent(self):
        first = self.service.status()["journal"]["sequence"] + 1
        until = time.monotonic() + soak.seconds()
        rounds = 0
        with self.load:
            self.served_again("the start")
            while rounds < _rounds_min or time.monotonic() < until:
                self.one_round()
                rounds += 1

        self.assertEqual(self.load.wrong, [])
        self.house.settled()
        self.assertGreaterEqual(self.releases_since(first), self.load.right())
        self.check_whole()


if __name__ == "__main__":
    unittest.main()
