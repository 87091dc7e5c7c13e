"""Metrics of a running service, its canary on real tokens, and `status --can-unseal`."""

import re
import signal
import ssl
import subprocess
import unittest
import urllib.error
import urllib.request

from tests.e2e.shared import house, repository
from tests.e2e.transit import Asker

from scripts.lab.certificates import client_certificate
from scripts.lab.waiting import wait_until

_row = re.compile(r"^\| `(sealwright_\w+)` \| (\w+) \| ([\w, -]+) \|", re.MULTILINE)
_type = re.compile(r"^# TYPE (\w+) (\w+)$", re.MULTILINE)
_sample = re.compile(r"^(\w+?)(?:_bucket|_sum|_count)?(?:\{(.*)\})? \S+$", re.MULTILINE)


def promtool(*words: str, page: str = "") -> subprocess.CompletedProcess:
    program = repository / ".tools" / "bin" / "promtool"
    return subprocess.run([str(program), *words], input=page, capture_output=True, text=True,
                          timeout=60)


class MetricsCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = house()
        cls.service = cls.house.settled()
        cls.vault = cls.house.new_vault("measured").initialise()

    def setUp(self):
        self.house.settled()

    def page(self) -> str:
        trust = ssl.create_default_context(cafile=str(self.service.state / "tls" / "ca.pem"))
        address = f"https://127.0.0.1:{self.service.metrics_port}/metrics"
        with urllib.request.urlopen(address, timeout=10, context=trust) as answer:
            self.assertTrue(answer.headers["Content-Type"].startswith("text/plain; version=0.0.4"))
            return answer.read().decode()

    def value(self, name: str, **labels: str) -> float:
        """The sum over all samples with these labels."""
        found = [line for line in self.page().splitlines()
                 if re.match(rf"{name}[{{ ]", line)
                 and all(f'{label}="{of}"' in line for label, of in labels.items())]
        return sum(float(line.rpartition(" ")[2]) for line in found)

    def can_unseal(self, *words: str):
        return self.service.ask("status", "--can-unseal", self.vault.name, *words, code=None,
                                json_answer=True, seconds=70)


class Metrics(MetricsCase):
    def test_the_page_lists_exactly_what_a_running_service_exposes(self):
        text = (repository / "docs/reference/metrics.md").read_text()
        listed = {name: (kind, labels) for name, kind, labels in _row.findall(text)}
        stranger = Asker(self.service, client_certificate(self.vault.bao.folder, "listed"))
        stranger.encrypt(self.vault.name, b"Heartbeat 7")
        self.begin_with_junk()
        page = self.page()

        exposed = dict(_type.findall(page))
        labels = {}
        for name, text in _sample.findall(page):
            found = ", ".join(re.findall(r'(\w+)="', text)) or "-"
            if found != "-" or name not in labels:
                labels[name] = found

        self.assertEqual({name: kind for name, (kind, _) in listed.items()}, exposed)
        self.assertEqual({name: these for name, (_, these) in listed.items()}, labels)

    def begin_with_junk(self) -> None:
        """So that evidence was shown, and a person has asked: a family without a sample has no labels."""
        self.refused("/v1/node/begin", b"x", "application/octet-stream")
        self.refused("/v1/queries/status", b'{"ask":"eA=="}', "application/json")

    def refused(self, path: str, body: bytes, kind: str) -> None:
        trust = ssl.create_default_context(cafile=str(self.service.state / "tls" / "ca.pem"))
        ask = urllib.request.Request(f"https://127.0.0.1:{self.service.port}{path}", data=body,
                                     method="POST", headers={"Content-Type": kind})
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(ask, timeout=10, context=trust)
        self.assertEqual(refused.exception.code, 400)

    def test_promtool_finds_nothing_wrong_with_the_metrics(self):
        done = promtool("check", "metrics", page=self.page())
        control = promtool("check", "metrics", page="sealwright_x_total{ 1\n")

        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))
        self.assertNotEqual(control.returncode, 0)

    def test_an_unseal_counts_as_a_release_and_a_stranger_under_no_vault(self):
        released = dict(vault=self.vault.name, outcome="released", operation="decrypt")
        before = self.value("sealwright_requests_total", **released)
        slow = self.value("sealwright_release_seconds_count")

        self.vault.bao.restart_after_kill()
        self.vault.bao.wait_unsealed("the vault is unsealed")
        stranger = Asker(self.service, client_certificate(self.vault.bao.folder, "unknown"))
        stranger.encrypt(self.vault.name, b"Heartbeat 7")

        self.assertGreater(self.value("sealwright_requests_total", **released), before)
        self.assertGreater(self.value("sealwright_release_seconds_count"), slow)
        self.assertGreater(self.value("sealwright_requests_total", vault="",
                                      reason="node-unknown"), 0)
        self.assertGreater(self.value("sealwright_refusals_total", code="E2404"), 0)

    def test_a_keeper_that_does_not_answer_is_reported_by_the_front(self):
        keeper = self.service.process("sealwright-keeper")

        keeper.signal(signal.SIGSTOP)
        try:
            self.assertIn("\nsealwright_keeper_up 0\n", self.page())
        finally:
            keeper.signal(signal.SIGCONT)

        wait_until(lambda: "\nsealwright_keeper_up 1\n" in self.page(), "the keeper is up", 20)


class CanUnseal(MetricsCase):
    def test_a_vault_that_can_be_unsealed_is_said_to_be_after_a_canary_through_real_tokens(self):
        answer = self.can_unseal("--now")

        self.assertEqual(answer.code, 0, answer.text)
        self.assertTrue(answer.document["can_unseal"])
        self.assertEqual([each["tokens"] for each in answer.document["subsets"]],
                         ["a+b", "a+c", "b+c"])
        self.assertEqual(self.can_unseal().code, 0)
        name = "sealwright_vault_canary_success_timestamp_seconds"
        self.assertGreater(self.value(name, vault=self.vault.name), 0)

    def test_a_stopped_token_fails_its_subsets_until_it_is_back_and_the_journal_says_so(self):
        self.service.ask("token", "stop", "b")
        self.service.wait_token("b", "stopped")

        answer = self.can_unseal("--now")

        self.assertEqual(answer.code, 2, answer.text)
        faults = {each["tokens"]: each["fault"] for each in answer.document["subsets"]}
        self.assertEqual(faults["a+c"], "")
        self.assertIn("token=b", faults["a+b"])
        self.assertIn("token=b", faults["b+c"])
        self.assertEqual(self.value("sealwright_tokens_margin"), 0)
        self.assertEqual(self.value("sealwright_token_ready", token="b"), 0)
        self.assertEqual(self.value("sealwright_vault_canary_failing_subsets",
                                    vault=self.vault.name), 2)
        self.assertIn("alert", [entry["kind"] for entry in self.house.entries()])

        self.house.settled()
        self.assertEqual(self.can_unseal("--now").code, 0)
        self.assertTrue(self.house.journal_verifies())
