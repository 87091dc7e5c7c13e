"""What the front sees of a node, and what becomes of a vault when agent, TPM or service fail."""

import base64
import contextlib
import http.client
import json
import os
import re
import signal
import ssl
import subprocess
import threading
import unittest
from pathlib import Path

from tests.e2e.attested_house import attested_house
from tests.e2e.test_agent import AttestedCase
from tests.e2e.transit import Asker, ciphertexts_in
from tests.support.memory import found_in, memory_of

from scripts.lab.openbao import Keys, OpenBao
from scripts.lab.waiting import wait_until


def _bytes_of(output: Path) -> bytes:
    """What a trace shows of what was read and written, in its order."""
    texts = re.findall(rb'"((?:\\x[0-9a-f]{2})*)"', output.read_bytes())
    return b"".join(bytes.fromhex(text.replace(b"\\x", b"").decode()) for text in texts)


def secrets_of(bao: OpenBao, keys: Keys, decrypt) -> dict[str, bytes]:
    """What the vault gave to its people, and what its own node opens of what lies on its disk."""
    secret = {"the recovery key": base64.b64decode(keys.recovery[0]),
              "the root token": keys.root_token.encode()}
    for text in ciphertexts_in(bao.folder / "data"):
        status, answer = decrypt(text)
        if status != 200:
            continue
        plaintext = base64.b64decode(json.loads(answer)["data"]["plaintext"])
        secret["the plaintext of the stored root key"] = plaintext
        secret["the root key's text"] = plaintext[2:-2]
        secret["the root key"] = base64.b64decode(plaintext[2:-2])
    if "the root key" not in secret:
        raise AssertionError("the vault's own node opened no ciphertext of its root key")
    return secret


@contextlib.contextmanager
def traced(pid: int, output):
    """Every byte that a process reads and writes, as strace shows it."""
    tracer = subprocess.Popen(
        ["strace", "-f", "-qq", "-xx", "-s", "1000000", "-o", str(output), "-p", str(pid), "-e",
         "trace=read,write,readv,writev,recvfrom,sendto,recvmsg,sendmsg"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def is_attached() -> bool:
        return "TracerPid:\t0\n" not in Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    wait_until(is_attached, "strace is attached", 10)
    try:
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait(20)


@unittest.skipIf(os.geteuid() != 0, "only root may look at another user's process")
class TheFrontCarriesCiphertext(unittest.TestCase):
    def handled(self, make_vault) -> tuple[bytes, dict[str, bytes]]:
        """What passes through the front in an init and a restart, and everything of that vault that is secret."""
        house = attested_house()
        service = house.settled()
        output = house.folder / f"front-{self.id().rpartition('.')[2]}.trace"
        bao, start, decrypt = make_vault(house)
        with traced(service.process("sealwright-front").pid, output):
            start()
            keys = bao.initialise(shares=1, threshold=1)
            bao.wait_unsealed("the traced vault is unsealed after its init")
            bao.restart_after_kill()
            bao.wait_unsealed("the traced vault is unsealed after a restart")
        self.bao = bao
        return _bytes_of(output), secrets_of(bao, keys, decrypt)

    def sees(self, handled: bytes, secret: dict[str, bytes]) -> set[str]:
        """The names of what is there, in whatever form."""
        found = {name for name in secret if found_in(handled, {name: secret[name]})}
        shapes = {"a plaintext's JSON": b'"plaintext"', "a ciphertext's JSON": b'"ciphertext"'}
        return found | {name for name, mark in shapes.items() if mark in handled}

    def test_nothing_of_an_attested_vault_is_in_what_the_front_handles(self):
        def make(house):
            machine = house.new_machine("captured")
            self.addCleanup(machine.end)
            machine.approve()
            machine.agent.start()
            return machine.bao, machine.bao.start, lambda text: machine.agent.asked(
                "decrypt", {"ciphertext": text})

        handled, secret = self.handled(make)

        frame_node_ask = b"\x04\x20\x00\x01"
        self.assertIn(frame_node_ask, handled)
        self.assertEqual(self.sees(handled, secret), set())
        # Control of the marks themselves: the unsealed vault is seen to hold its root key.
        self.assertIn("the root key", self.sees(memory_of(self.bao.process), secret))

    def test_control_in_the_channel_tier_the_same_search_finds_it(self):
        def make(house):
            vault = house.new_vault("seen")
            self.addCleanup(vault.bao.kill_9)
            asker = Asker(house.service, vault.node)

            def decrypt(text: str) -> tuple[int, bytes]:
                reply = asker.decrypt(vault.name, text)
                return reply.status, reply.text.encode()
            return vault.bao, lambda: None, decrypt

        handled, secret = self.handled(make)

        seen = self.sees(handled, secret)
        self.assertIn("a plaintext's JSON", seen)
        # The root token never passes through us; the root key does as the text of its base64.
        self.assertEqual({"the recovery key", "the plaintext of the stored root key",
                          "the root key's text"} - seen, set())


class SomethingIsAway(AttestedCase):
    label = "away"

    def tearDown(self):
        if self.bao.health() != OpenBao.active:
            self.machine.reboot()
            self.bao.wait_unsealed("the vault of this class is unsealed again")

    def test_a_vault_that_starts_without_its_service_waits_sealed_and_opens_when_it_is_back(self):
        self.bao.kill_9()
        self.machine.agent.kill_9()
        self.service.kill_everything()
        self.machine.agent.start()
        self.bao.start()
        self.assertEqual(self.bao.health(), OpenBao.sealed)

        self.service.start()

        self.bao.wait_unsealed("the vault opens by itself when its service is back", 60)

    def test_a_keeper_that_is_killed_costs_its_nodes_one_more_attestation(self):
        before = self.machine.shown()["entry"]
        os.kill(self.service.process("sealwright-keeper").pid, signal.SIGKILL)
        self.service.wait_open(tokens_ready=3)

        self.bao.restart_after_kill()

        self.bao.wait_unsealed("the vault is unsealed after its keeper was killed")
        self.assertGreater(int(self.machine.shown()["entry"].rpartition("-")[2]),
                           int(before.rpartition("-")[2]))

    def test_an_agent_that_is_killed_and_started_serves_its_vault_again(self):
        for _ in range(3):
            self.machine.agent.kill_9()
            self.machine.agent.start()
            self.bao.restart_after_kill()
            self.bao.wait_unsealed("the vault is unsealed through its new agent")
        self.assertEqual(self.machine.tpm.handles(), [])

    def test_without_its_tpm_it_stays_sealed_and_opens_when_that_is_back(self):
        self.bao.kill_9()
        self.machine.agent.kill_9()
        self.machine.tpm.stop()
        self.machine.agent.start()
        self.bao.start()
        wait_until(lambda: "E30" in self.machine.agent.log.read_text(),
                   "the agent says what is wrong with its TPM", 30)
        self.assertEqual(self.bao.health(), OpenBao.sealed)

        self.machine.tpm.start()

        self.bao.wait_unsealed("the vault opens when its TPM is back", 60)

    def test_a_flood_of_begins_does_not_keep_a_node_from_booting(self):
        identifier = self.machine.agent.node.identifier.rpartition("-")[2]
        vault = self.machine.agent.node.vault.rpartition("-")[2]
        begin = b"\x01\x00" + bytes.fromhex(identifier + vault) + bytes(4)
        stopping = threading.Event()
        answered: list[int] = []

        def flood() -> None:
            trust = ssl._create_unverified_context()
            while not stopping.is_set():
                line = http.client.HTTPSConnection("127.0.0.1", self.service.port, timeout=20,
                                                   context=trust)
                with contextlib.suppress(OSError, http.client.HTTPException):
                    for _ in range(200):
                        if stopping.is_set():
                            break
                        line.request("POST", "/v1/node/begin", begin)
                        reply = line.getresponse()
                        reply.read()
                        answered.append(reply.status)
                line.close()
        crowd = [threading.Thread(target=flood, daemon=True) for _ in range(8)]
        for one in crowd:
            one.start()
        try:
            wait_until(lambda: len(answered) > 100, "the flood is there", 30)
            self.machine.reboot()
            self.bao.wait_unsealed("the vault boots through a flood of begins", 60)
        finally:
            stopping.set()
            for one in crowd:
                one.join(timeout=30)
        self.assertIn(200, answered)


class AtTheAgent(AttestedCase):
    label = "agent"

    def test_a_dry_run_prints_every_check_and_releases_nothing(self):
        before = self.house.head()

        rehearsed = self.machine.agent.command("attest", "--dry-run")

        self.assertEqual(rehearsed.returncode, 0, rehearsed.stderr)
        for claim in ("signature", "binding", "pcr set", "reset count", "pcr 7", "policy"):
            self.assertIn(claim, rehearsed.stdout)
        self.assertEqual(self.house.intents(after=before), [])

    def test_a_token_makes_one_node_known_and_no_second_one(self):
        identity = self.machine.shown()["identity"]
        thief = self.house.new_tpm("claims")
        thief.start()
        self.addCleanup(thief.kill)

        again = self.machine.agent.command("enrol", token=self.machine.token)

        self.assertNotEqual(again.returncode, 0)
        self.assertIn("attestation refused", again.stderr)
        self.assertEqual(self.machine.shown()["identity"], identity)
        self.assertNotIn(self.machine.token, again.stdout + again.stderr)

    def test_another_user_of_the_host_gets_nothing_from_the_socket(self):
        asked = subprocess.run(
            ["curl", "--silent", "--show-error", "--max-time", "10", "--unix-socket",
             str(self.machine.agent.socket), "-X", "PUT", "--data", '{"plaintext":"YQ=="}',
             f"http://localhost/v1/transit/encrypt/{self.machine.vault}"],
            capture_output=True, text=True, check=False, timeout=30,
            user=65534 if os.geteuid() == 0 else None)

        if os.geteuid() == 0:
            self.assertNotIn("ciphertext", asked.stdout)


if __name__ == "__main__":
    unittest.main()
