"""An enrolment is killed, or its keeper is, at each step: the same command finishes it, or says how to go on."""

import os
import re
import signal
import subprocess
import threading
import unittest

from tests.e2e.attested_house import attested_house
from tests.e2e.tap import Tap, without_certificate
from tests.support import console

from scripts.lab.agent import Agent, Node
from scripts.lab.attested import agent_uid
from scripts.lab.tpm_relay import TpmRelay
from scripts.lab.waiting import wait_until

_begin, _finish = 1, 2  # What an enrolment says to its service.
_refused = 11
_waits = "waits for approval"


class EnrolmentKilled(unittest.TestCase):
    """One vault with a new node for each step. Between agent and service stands a tap, between agent and TPM
    a relay; both forward whole messages."""

    @classmethod
    def setUpClass(cls):
        cls.house = attested_house()
        cls.service = cls.house.settled()
        cls.vault = "half-enrolled"
        cls.service.ask("vault", "add", cls.vault)
        cls.tap = Tap(cls.service.port, without_certificate)
        cls.addClassCleanup(cls.tap.stop)
        cls.names: list[str] = []

    def newcomer(self, tpm: str = "") -> None:
        """Invited, and its agent configured as the page says."""
        self.name = f"node-{len(self.names) + 1}"
        self.names.append(self.name)
        kind = "tpm2" if tpm else "pinned-key"
        enrolled = self.service.ask("node", "enrol", self.vault, self.name, "--evidence", kind,
                                    json_answer=True).document
        self.token = enrolled["token"]
        node = Node(enrolled["node"], enrolled["vault"], self.service.status()["verifier_key"],
                    (f"127.0.0.1:{self.tap.port}",), "transit", self.vault, kind, tpm)
        self.agent = Agent(self.house.folder / "half" / self.name, self.service.programs, node,
                           os.geteuid(), agent_uid())
        self.agent.write_configuration()

    def here(self) -> dict:
        """Of the page, whose vault is demo and whose node is node-1."""
        return {"places": {"demo": self.vault, "node-1": self.name}, "environment": {
            "SEALWRIGHT_SOCKET": str(self.service.socket),
            "PATH": os.pathsep.join([str(self.service.programs), os.environ.get("PATH", os.defpath)])}}

    def shown(self) -> dict:
        return self.service.ask("node", "show", self.vault, self.name, json_answer=True).document

    def state(self) -> str:
        return self.shown()["state"]

    def words(self) -> list[str]:
        return [str(self.agent.programs / "sealwright-agent"), "enrol", "--config",
                str(self.agent.configuration)]

    def spawn(self) -> subprocess.Popen:
        """`enrol`, with its token on its standard input."""
        started = subprocess.Popen(self.words(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, start_new_session=True,
                                   user=agent_uid() if os.geteuid() == 0 else None)
        self.addCleanup(started.wait, 30)
        started.stdin.write(self.token.encode() + b"\n")
        started.stdin.close()
        return started

    def killed_at(self, message: int, when_sent=None) -> None:
        """Before this message reaches the service; or when it did, and `when_sent` has seen it work."""
        dead = threading.Event()

        def kill() -> None:
            if when_sent:
                when_sent()
            self.dying.kill()
            dead.set()
            if not when_sent:
                raise ConnectionAbortedError  # So that the tap forwards none of it.
        self.tap.arm(message, kill, after=when_sent is not None)
        self.dying = self.spawn()
        self.assertTrue(dead.wait(30), "the step never came")
        self.assertEqual(self.dying.wait(30), -signal.SIGKILL)
        self.tap.disarm()

    def check_finishes(self, step: str) -> None:
        again = self.agent.command("enrol", token=self.token)

        self.assertEqual(again.returncode, 0, f"{step}: {again.stderr}")
        self.assertIn("enrolled as", again.stdout, step)
        self.check_one_record(step)

    def check_one_record(self, step: str) -> None:
        """Enrolled once, shown to whoever approves, and served when that is done."""
        shown = self.shown()
        listed = self.service.ask("node", "list", json_answer=True).document["nodes"]
        ours = sorted(each["name"] for each in listed if each["vault"] == self.vault)
        self.assertEqual(shown["state"], _waits, step)
        self.assertEqual(ours, sorted(self.names), step)
        words = ["--baseline", "base"] if self.agent.node.tpm else []
        self.service.ask("node", "approve", self.vault, self.name, *words)
        rehearsed = self.agent.command("attest", "--dry-run")
        self.assertEqual(rehearsed.returncode, 0, f"{step}: {rehearsed.stderr}")
        self.assertEqual(self.shown()["identity"], shown["identity"], step)

    def check_invited(self, step: str) -> None:
        self.assertEqual(self.state(), "waits for its agent", step)

    def test_1_before_it_begins_and_before_its_challenge_comes(self):
        def begun() -> None:
            """Nothing shows at the service that a begin was heard; the tap has passed it on."""
        for after in (None, begun):
            self.newcomer()
            self.killed_at(_begin, after)
            step = "after its begin" if after else "at its begin"
            self.check_invited(step)
            self.check_finishes(step)

    def test_2_before_its_finish_is_sent(self):
        self.newcomer()
        self.killed_at(_finish)
        self.check_invited("at its finish")
        self.check_finishes("at its finish")

    def test_3_when_it_was_enrolled_and_has_not_heard_so_it_is_told_where_to_look(self):
        self.newcomer()
        self.killed_at(_finish, lambda: wait_until(lambda: self.state() == _waits,
                                                   "the service has enrolled it", 30))
        before = self.shown()["identity"]

        again = self.agent.command("enrol", token=self.token)

        self.assertEqual(again.returncode, _refused, again.stderr)
        self.assertIn("sealwright node show VAULT NODE", again.stderr)
        self.assertNotIn(self.token, again.stdout + again.stderr)
        said = console.run("docs/runbooks/node-is-refused.md", "enrolled", **self.here())
        self.assertRegex(said, f"state: +{_waits}")
        self.assertEqual(self.shown()["identity"], before)
        self.check_one_record("after its finish")

    def test_4_at_each_call_that_brings_its_key_to_the_disk(self):
        self.newcomer()
        calls = self.traced([])
        self.check_one_record("undisturbed")
        for needed in ("write", "fsync", "link", "unlink"):
            self.assertIn(needed, calls)
        for index, call in enumerate(calls):
            number = calls[:index + 1].count(call)
            step = f"at {call} {number}"
            self.newcomer()
            died = self.traced([f"--inject={call}:signal=KILL:when={number}"])
            self.assertEqual(died, calls[:index + 1], step)
            self.check_invited(step)
            self.check_finishes(step)
            left = [path.name for path in (self.agent.folder / "state").iterdir()]
            self.assertEqual(left, ["node.key"], step)

    def traced(self, killing: list[str]) -> list[str]:
        """`enrol`, and the calls in which it touched its key's file or folder, in their order."""
        state, seen = self.agent.folder / "state", self.agent.folder / "seen"
        key = state / "node.key"
        watched = [word for path in (state, f"{state}/", key, f"{key}.new") for word in ("-P", path)]
        if os.geteuid() == 0:
            os.chown(state, 0, 0)  # The tracer runs it, as root.
        done = subprocess.run(
            ["strace", "-f", "-qq", "-o", seen,
             "--trace=openat,write,fsync,link,linkat,unlink,unlinkat,rename", *killing, *watched,
             *self.words()],
            input=self.token + "\n", capture_output=True, text=True, timeout=60, check=False)
        for path in (state, *state.iterdir()):
            os.chown(path, agent_uid(), -1)
        self.assertEqual(done.returncode == 0, not killing, done.stderr)
        return re.findall(r"^\d+ +(\w+)\(", seen.read_text(), re.MULTILINE)

    def test_5_while_its_tpm_works(self):
        tpm = self.house.new_tpm("half")
        tpm.start()
        self.addCleanup(tpm.kill)
        relay = TpmRelay(tpm.socket, tpm.folder / "relay.sock")
        self.addCleanup(relay.close)
        os.chown(tpm.folder / "relay.sock", agent_uid(), -1)
        self.newcomer(relay.tcti)
        self.check_finishes("undisturbed")
        relay.forget()
        self.newcomer(relay.tcti)
        self.check_finishes("undisturbed, counted")
        whole = len(relay.commands) // 2  # The other half is of its rehearsal.
        for command in (1, whole // 2, whole):
            self.newcomer(relay.tcti)
            relay.plain()
            relay.silent_at = command
            dying = self.spawn()
            wait_until(lambda at=command: len(relay.commands) >= at, "the TPM is asked", 30)
            dying.kill()
            dying.wait(30)
            relay.plain()
            self.check_invited(f"at command {command} to its TPM")
            self.check_finishes(f"at command {command} to its TPM")

    def test_6_while_it_waits_for_its_approval(self):
        self.newcomer()
        self.agent.enrol(self.token)
        for _ in range(2):
            self.agent.start()
            self.addCleanup(self.agent.kill_9)
            self.agent.kill_9()
        self.check_one_record("while it waited")

    def test_7_the_keeper_is_killed_between_challenge_and_finish(self):
        self.newcomer()
        restarted = threading.Event()

        def restart() -> None:
            os.kill(self.service.process("sealwright-keeper").pid, signal.SIGKILL)
            self.service.wait_open(tokens_ready=3)
            restarted.set()
        self.tap.arm(_finish, restart)

        lost = self.agent.command("enrol", token=self.token)

        self.tap.disarm()
        self.assertTrue(restarted.is_set())
        self.assertNotEqual(lost.returncode, 0)
        self.assertIn("code=1504", lost.stderr)
        self.assertIn("run the same command again", lost.stderr)
        self.check_invited("after the keeper's death")
        self.check_finishes("after the keeper's death")

    def test_8_the_journal_is_whole_afterwards(self):
        self.assertTrue(self.house.journal_verifies())


if __name__ == "__main__":
    unittest.main()
