"""Each wrong request has its own answer, changes nothing, and the vault is none the worse for it.

The service and the vault are real. `Wrong` is a row: who asks, with which bytes, and the error that
must come back. A row whose class may be opened reaches the keys, and fails there; no other may.
"""

import base64
import re
import unittest
from dataclasses import dataclass

from tests.e2e.odd_requests import TABLE
from tests.e2e.raw_client import Answer, RawClient, ask_raw, request, trust_of
from tests.e2e.shared import house
from tests.e2e.transit import Asker, ciphertexts_in
from tests.e2e.unchanged import Trace, trace

from scripts.lab.certificates import client_certificate
from scripts.lab.failure import Failure
from scripts.lab.openbao import OpenBao
from scripts.lab.waiting import wait_until

_node, _nobody, _stranger, _other = "its node", "no certificate", "an unknown one", "another's node"


@dataclass(frozen=True)
class Wrong:
    what: str
    code: int
    stream: bytes
    status: int = 403
    who: str = _node
    reaches_keys: bool = False


class Sealed:
    """A ciphertext of the vault's, to be altered: 46 bytes of header, then what is sealed."""

    format, vault, seal_class, version, node, time = 0, 1, 17, 18, 22, 38
    root_class, heartbeat_class = 2, 1

    def __init__(self, text: str):
        self.text = text
        self.bytes = base64.b64decode(text.split(":")[2])

    def changed(self, at: int, value: bytes, version: int = 1) -> str:
        return self.of(self.bytes[:at] + value + self.bytes[at + len(value):], version)

    @staticmethod
    def of(raw: bytes, version: int = 1) -> str:
        return f"vault:v{version}:{base64.b64encode(raw).decode()}"


class BadRequests(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.house = house()
        cls.service = cls.house.settled()
        cls.vault = cls.house.new_vault("bad").initialise()
        cls.vault.write_secret("still here")
        cls.other = cls.house.new_vault("beside").initialise()
        cls.house.end_other_vaults(cls.vault)  # So that only our asks can touch a key.
        cls.who = {_node: cls.vault.node, _nobody: None, _other: cls.other.node,
                   _stranger: client_certificate(cls.vault.bao.folder, "stranger")}
        cls.sealed = cls.root_key_of(cls.vault)
        cls.name = cls.vault.name

    @classmethod
    def root_key_of(cls, vault) -> Sealed:
        found = [Sealed(text) for text in ciphertexts_in(vault.bao.folder / "data")]
        return next(one for one in found if one.bytes[Sealed.seal_class] == Sealed.root_class
                    and len(one.bytes) > 46)

    def setUp(self):
        self.house.settled()
        self.before = trace(self.house)

    def tearDown(self):
        """Whatever came, the vault serves, and unseals itself when it starts anew."""
        self.assertEqual(self.vault.bao.health(), OpenBao.active)
        self.vault.bao.restart_after_kill()
        self.vault.bao.wait_unsealed("the vault restarts unsealed after the wrong requests")
        self.assertEqual(self.vault.read_secret(), "still here")
        self.assertTrue(self.house.journal_verifies())

    def encrypt(self, body: bytes) -> bytes:
        return request(f"/v1/transit/encrypt/{self.name}", body)

    def decrypt(self, body: bytes) -> bytes:
        return request(f"/v1/transit/decrypt/{self.name}", body)

    def opens(self, text: str) -> bytes:
        return self.decrypt(f'{{"ciphertext":"{text}"}}'.encode())

    def check(self, rows: list[Wrong]) -> None:
        for row in rows:
            with self.subTest(row.what):
                before = trace(self.house)

                answer = ask_raw(self.service, self.who[row.who], row.stream)

                self.assertEqual(answer.status, row.status, answer.body)
                self.assertIn(f"E{row.code}", self.words_of(answer))
                self.assert_nothing_changed(before, trace(self.house), row.reaches_keys)

    def words_of(self, answer: Answer) -> str:
        """What, why and what to do: in the answer, or where the answer says one can read it."""
        self.assertRegex(answer.body, r'^\{"errors":\["[^"]{10,}"\]\}$')
        named = re.search(r"\(sealwright explain ([A-Za-z0-9-]+)\)", answer.body)
        if not named:
            self.assertRegex(answer.body, r"; .{10,} \(E\d{4}\)")
            return answer.body
        explained = self.service.ask("explain", named.group(1)).text
        for line in ("why:", "what to do:", "nothing was released"):
            self.assertIn(line, explained)
        return explained

    def assert_nothing_changed(self, before: Trace, after: Trace, reaches_keys: bool) -> None:
        self.assertEqual((after.revision, after.rows), (before.revision, before.rows))
        if not reaches_keys:
            self.assertEqual(after.keys_used, before.keys_used, "a key was touched")
            new = [one for one in self.house.entries() if one["sequence"] > before.sequence]
            # A checkpoint comes with time, whatever is asked.
            told = {entry["kind"] for entry in new} - {"refusal", "checkpoint"}
            # Whoever asks for a recovery key wakes somebody.
            refused = [entry for entry in new if entry["kind"] == "refusal"]
            self.assertEqual(told, {"alert"} if any("asked" in entry["fields"] for entry in refused) else set())

    def test_who_may_not_ask_is_told_so(self):
        good = self.opens(self.sealed.text)
        self.check([
            Wrong("no certificate", 2700, good, who=_nobody),
            Wrong("an unknown certificate", 2404, good, who=_stranger),
            Wrong("another vault's certificate", 2407, good, who=_other),
            Wrong("an unknown certificate seals", 2404, self.encrypt(b'{"plaintext":"YQ=="}'),
                  who=_stranger),
        ])

    def test_what_is_not_served_is_said_so(self):
        elsewhere = b'{"plaintext":"YWJj"}'
        self.check([
            Wrong("another mount", 2407, request(f"/v1/kv/encrypt/{self.name}", elsewhere)),
            Wrong("another key", 2407, request("/v1/transit/encrypt/other", elsewhere)),
            Wrong("another vault's key", 2407,
                  request(f"/v1/transit/encrypt/{self.other.name}", elsewhere)),
            Wrong("an unknown path", 2216, request("/v1/sys/health", b"{}"), 404),
            Wrong("keys are not read", 2216, request(f"/v1/transit/keys/{self.name}", b"{}"), 404),
            Wrong("the root path", 2206, request("/", b"{}"), 400),
            Wrong("a GET of the seal", 2217,
                  request(f"/v1/transit/encrypt/{self.name}", b"", "GET"), 405),
            Wrong("a PUT of the health", 2217, request("/healthz", b"{}"), 405),
            Wrong("DELETE", 2204, request(f"/v1/transit/encrypt/{self.name}", b"", "DELETE"), 400),
            Wrong("LIST", 2204, request("/v1/transit/keys", b"", "LIST"), 400),
            Wrong("a query", 2206, request(f"/v1/transit/encrypt/{self.name}?a=1", b"{}"), 400),
            Wrong("renewing a token", 2702,
                  request("/v1/auth/token/renew-self", b'{"increment":0}')),
        ])

    def test_a_body_of_another_shape_is_refused_unread(self):
        deep, wide = b"[" * 10_000, b",".join(b'"a%d":1' % at for at in range(4_000))
        plain = b'{"plaintext":"%s"}'
        self.check([
            Wrong(what, 2000, self.encrypt(body), 400) for what, body in {
                "an empty body": b"", "an empty object": b"{}", "a list": b'["plaintext","YWJj"]',
                "deep JSON": deep, "deep JSON in the value": b'{"plaintext":' + deep + b"}",
                "4,000 keys": b"{" + wide + b"}",
                "a key twice": b'{"plaintext":"YWJj","plaintext":"YWJj"}',
                "a further key": b'{"plaintext":"YWJj","context":"YQ=="}',
                "the other key": b'{"ciphertext":"YWJj"}',
                "the key in capitals": b'{"Plaintext":"YWJj"}',
                "a number": b'{"plaintext":1e400}', "null": b'{"plaintext":null}',
                "a lone surrogate": b'{"plaintext":"\\ud800"}', "NUL": plain % b"YW\0Jj",
                "bytes over ASCII": plain % b"\xff\xfe", "blanks": b'{ "plaintext": "YWJj" }',
                "cut off": b'{"plaintext":"YWJj', "something behind it": plain % b"YWJj" + b"{}",
            }.items()
        ] + [
            Wrong(what, 2001, self.encrypt(plain % text), 400) for what, text in {
                "base64 without padding": b"YWI", "padding too much": b"YWJj====",
                "the other alphabet": b"-_-_", "bits left over": b"YWJ=", "no base64": b"....",
            }.items()
        ])

    def test_a_ciphertext_that_is_not_this_vaults_opens_nothing(self):
        theirs = self.root_key_of(self.other)
        whole = self.sealed.bytes
        probe = Asker(self.service, self.vault.node).encrypt(self.name, b"a")
        self.check([
            Wrong("another vault's", 2003, self.opens(theirs.text)),
            Wrong("ours under another vault's id", 2003,
                  self.opens(self.sealed.changed(Sealed.vault, theirs.bytes[1:17]))),
            Wrong("an unknown format", 2002, self.opens(self.sealed.changed(Sealed.format, b"\2"))),
            Wrong("an unknown class", 2002,
                  self.opens(self.sealed.changed(Sealed.seal_class, b"\x63"))),
            Wrong("the class that is never opened", 1700,
                  self.opens(self.sealed.changed(Sealed.seal_class, b"\6"))),
            Wrong("the class of recovery keys", 1701,
                  self.opens(self.sealed.changed(Sealed.seal_class, b"\3"))),
            Wrong("another version in the header", 2002,
                  self.opens(self.sealed.changed(Sealed.version, b"\0\0\0\2"))),
            Wrong("another version in the text", 2002, self.opens(Sealed.of(whole, 2))),
            Wrong("a version that is not here", 2004,
                  self.opens(self.sealed.changed(Sealed.version, b"\0\0\0\2", 2))),
            Wrong("version 0", 2002,
                  self.opens(self.sealed.changed(Sealed.version, b"\0\0\0\0", 0))),
            Wrong("cut inside its header", 2002, self.opens(Sealed.of(whole[:45]))),
            Wrong("two parts", 2002, self.opens(self.sealed.text.removeprefix("vault:"))),
            Wrong("four parts", 2002, self.opens(self.sealed.text + ":")),
            Wrong("a probe's answer", 2002, self.decrypt(probe.text[8:-1].encode())),
            Wrong("64,000 letters", 2002, self.opens("vault:v1:" + "A" * 64_000)),
            Wrong("no ciphertext", 2002, self.opens("nonsense")),
        ])

    def test_a_ciphertext_that_was_changed_does_not_open_under_its_key(self):
        whole = self.sealed.bytes
        changed = [self.sealed.changed(Sealed.node, bytes(16)),
                   self.sealed.changed(Sealed.time, bytes(8)),
                   self.sealed.changed(Sealed.seal_class, bytes([Sealed.heartbeat_class])),
                   Sealed.of(whole[:-1]), Sealed.of(whole + b"\0"),
                   Sealed.of(whole[:-1] + bytes([whole[-1] ^ 1])),
                   Sealed.of(whole[:60] + bytes([whole[60] ^ 1]) + whole[61:])]
        for text in changed:
            with self.subTest(text=text):
                before = trace(self.house)

                answer = ask_raw(self.service, self.vault.node, self.opens(text))

                self.assertEqual(answer.status, 403, answer.body)
                self.assertIn("sealed bytes do not open", answer.body)
                self.assert_nothing_changed(before, trace(self.house), reaches_keys=True)
                outcome = self.house.entries()[-1]
                if outcome["kind"] == "outcome":  # A heartbeat is counted and has no entry.
                    self.assertEqual(outcome["fields"]["result"], "failed")
                    self.assertEqual(outcome["fields"]["code"], 1200)
        self.assertIn("other context", self.service.ask("explain", "E1200").text)

    def test_every_row_of_the_http_table_is_refused_by_the_running_front(self):
        hidden = self.opens(self.sealed.text)
        for what, stream in TABLE.items():
            with self.subTest(what):
                before = trace(self.house)
                client = RawClient(self.service.port, trust_of(self.service, self.vault.node))
                self.addCleanup(client.close)
                try:
                    client.send(stream + hidden)
                except OSError:
                    pass  # It may have closed on us already; what it said is still to be read.

                answer = client.answer()

                self.assertIn(answer.status, (400, 413), what)
                self.assertRegex(answer.body, r"; .{10,} \(E22\d\d\)")
                self.assertIn("Connection: close", answer.head)
                self.assertEqual(client.answer().status, 0, "what was hidden behind it was served")
                self.assertEqual(trace(self.house), before)

    def test_a_request_that_is_cut_off_leaves_no_trace(self):
        whole = self.opens(self.sealed.text)
        head = whole.index(b"\r\n\r\n") + 4
        for size in (1, 20, head - 1, head, head + 10, len(whole) - 1):
            with self.subTest(size=size):
                client = RawClient(self.service.port, trust_of(self.service, self.vault.node))
                client.send(whole[:size])
                client.close()

        self.assertEqual(trace(self.house), self.before)

    def test_a_vault_whose_stanza_names_another_key_ends_with_our_reason(self):
        stranger = OpenBao(self.house.folder / "vaults" / "wrong-key", self.vault.bao.program)
        self.addCleanup(stranger.kill_9)
        stanza = re.sub(r'(key_name\s*=\s*)"[^"]*"', r'\1"another"', self.vault.stanza)
        self.assertNotEqual(stanza, self.vault.stanza)
        stranger.write_configuration(stanza)

        with self.assertRaises(Failure):
            stranger.start()

        line, identifier = wait_until(stranger.refusal, "its log carries our reason", 10)
        self.assertIn("another mount or key name", line)
        self.assertIn("seal-config", self.service.ask("explain", identifier).text)
        self.assert_nothing_changed(self.before, trace(self.house), reaches_keys=False)


if __name__ == "__main__":
    unittest.main()
