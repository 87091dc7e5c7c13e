"""A node boots while others flood its service with what costs it most: enrolments' P-384 chains, and evidence.

Who floods has a token and a recording of that node's own messages, so that nothing of it is refused for its
form: each begin keeps a verifier busy, each finish makes the keeper verify a signature."""

import contextlib
import http.client
import subprocess
import threading
import unittest
from collections import Counter

from tests.e2e.recorder import Recorder, begin_route, connection, finish_route, post
from tests.e2e.test_agent import AttestedCase

from scripts.lab.waiting import wait_until

_crowd = 4  # Threads of each kind.
_many = 50  # Of each kind, before the node boots.


class FloodedByAttesters(AttestedCase):
    label = "flooded"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enrol_begin = cls.record_enrolment()
        cls.begin, cls.rest = cls.record_rehearsal()

    @classmethod
    def record_enrolment(cls) -> bytes:
        """A begin of a second machine, by its P-384 key, whose token stays good."""
        recorder = Recorder(cls.service, withheld=begin_route)
        cls.addClassCleanup(recorder.stop)
        tpm = cls.house.new_tpm("invited")
        tpm.start()
        cls.addClassCleanup(tpm.kill)
        text = subprocess.run(
            ["openssl", "x509", "-inform", "der", "-noout", "-text"], input=tpm.certificate("p384"),
            capture_output=True, timeout=30, check=True).stdout
        assert b"secp384r1" in text, text
        cls.invited = cls.house.invited_machine(cls.machine.vault, "invited", tpm)
        cls.invited.reach_by(f"127.0.0.1:{recorder.port}")
        assert cls.invited.agent.command("enrol", token=cls.invited.token).returncode != 0
        return recorder.messages(begin_route)[0][0]

    @classmethod
    def record_rehearsal(cls) -> tuple[bytes, bytes]:
        """A begin of the node itself, and what stands behind the challenge in its finish."""
        recorder = Recorder(cls.service)
        cls.addClassCleanup(recorder.stop)
        addresses = cls.machine.agent.node.addresses
        cls.machine.reach_by(f"127.0.0.1:{recorder.port}")
        rehearsed = cls.machine.agent.command("attest", "--dry-run")
        assert rehearsed.returncode == 0, rehearsed.stderr
        cls.machine.reach_by(*addresses)
        begin, challenge = recorder.messages(begin_route)[0]
        finish = recorder.messages(finish_route)[0][0]
        assert finish.startswith(challenge)
        return begin, finish[len(challenge):]

    def flood(self, one) -> None:
        """`one` says something over a line that stays open, for as long as nobody stops us."""
        while not self.stopping.is_set():
            line = connection(self.service)
            with contextlib.suppress(OSError, http.client.HTTPException):
                while not self.stopping.is_set():
                    one(line)
            line.close()

    def enrol_once(self, line) -> None:
        status, _ = post(line, begin_route, self.enrol_begin)
        self.enrolled[status] += 1

    def finish_once(self, line) -> None:
        status, challenge = post(line, begin_route, self.begin)
        if status != 200:
            return
        status, _ = post(line, finish_route, challenge + self.rest)
        self.finished[status] += 1

    def test_it_is_served(self):
        self.stopping = threading.Event()
        self.enrolled: Counter[int] = Counter()
        self.finished: Counter[int] = Counter()
        identity = self.machine.shown()["identity"]
        newest = self.house.entries()[-1]["sequence"]
        crowd = [threading.Thread(target=self.flood, args=(one,), daemon=True)
                 for _ in range(_crowd) for one in (self.enrol_once, self.finish_once)]
        for one in crowd:
            one.start()
        try:
            wait_until(lambda: self.enrolled.total() > _many and self.finished.total() > _many,
                       "the flood is there", 60, why=lambda: f"{self.enrolled} {self.finished}")
            before = self.enrolled.total(), self.finished.total()
            self.machine.reboot()
            self.bao.wait_unsealed("the vault boots through the flood", 60)
            after = self.enrolled.total(), self.finished.total()
        finally:
            self.stopping.set()
            for one in crowd:
                one.join(timeout=30)
        self.assertTrue(all(now > then for now, then in zip(after, before)), (before, after))
        # Verifiers did work, and whoever found none free was told to come again.
        self.assertGreater(self.enrolled[200], 0)
        self.assertLessEqual(set(self.enrolled), {200, 429, 503})
        self.assertGreater(self.finished[403], 0)
        self.assertNotIn(200, self.finished)
        self.assertEqual(self.machine.shown()["identity"], identity)
        self.assertEqual(self.invited.shown()["state"], "waits for its agent")
        noted = [entry for entry in self.house.entries() if entry["sequence"] > newest]
        self.assertLess(len(noted), _many)  # A refusal like the last is counted, not journalled.
        self.invited.reach_by(f"127.0.0.1:{self.service.port}")
        self.invited.enrol()
        self.assertEqual(self.invited.shown()["state"], "waits for approval")


if __name__ == "__main__":
    unittest.main()
