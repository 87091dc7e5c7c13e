"""sealwright-verifier with TPMs in software: what it makes they activate, and what it may do."""

import hashlib
import os
import re
import shutil
import ssl
import struct
import tempfile
import unittest
from pathlib import Path

from tests.e2e.verifier_client import (
    EK_PINNED, Ask, Parsed, Refused, VerifierClient, write_configuration)

from scripts.lab.commands import run
from scripts.lab.tpm_authority import RunningTpm, TpmAuthority, write_roots

_chain, _purpose, _other, _roots, _verifier_ask = 1803, 1810, 1813, 1841, 1842
_magic = 0xBADCC0DE  # Of the file that tpm2_activatecredential reads.


class Verifier(unittest.TestCase):
    """One maker and two of its TPMs for all cases; each case asks processes of its own."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="sealwright-verifier-", dir="/tmp"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.maker = TpmAuthority(cls.folder / "maker")
        for name in ("a", "b"):
            cls.maker.manufacture(cls.folder / name)
        cls.tpm = RunningTpm(cls.folder / "a")
        cls.addClassCleanup(cls.tpm.end)
        cls.rows = cls.tpm.identity(cls.folder / "out-a")
        other = RunningTpm(cls.folder / "b")
        try:
            cls.other = other.identity(cls.folder / "out-b")
        finally:
            other.end()
        cls.roots = write_roots(cls.folder / "roots", [cls.maker.root], [cls.maker.issuer])
        cls.configuration = cls.folder / "compiled"
        write_configuration(cls.configuration, str(cls.roots))

    def client(self, configuration: Path | None = None,
               before: tuple[str, ...] = ()) -> VerifierClient:
        client = VerifierClient(configuration or self.configuration, self.folder / "log", before)
        self.addCleanup(client.kill)
        return client

    def ask(self, key: str, **changes) -> Ask:
        fields = {"certificates": [self.rows[f"{key}.certificate"]],
                  "endorsement_key": self.rows[f"{key}.public"],
                  "attestation_key": self.rows["ak.public"]}
        return Ask(**(fields | changes))

    def activated(self, answer: Parsed, handle: str) -> bytes:
        credential, secret = self.folder / "credential", self.folder / "secret"
        credential.write_bytes(struct.pack(">II", _magic, 1) + answer.credential
                               + answer.encrypted_secret)
        secret.unlink(missing_ok=True)
        self.tpm.activate(handle, credential, secret, self.folder)
        return secret.read_bytes()

    def test_a_tpm_activates_the_credential_with_its_rsa_and_with_its_p384_key(self):
        for key, handle in (("ek-rsa-2048", "0x81010001"), ("ek-p384", "0x81010016")):
            client = self.client()
            ask = self.ask(key, secret=os.urandom(32))

            answer = client.ask(ask)

            self.assertIsInstance(answer, Parsed)
            self.assertEqual(answer.attestation_name, self.rows["ak.name"])
            self.assertEqual(answer.endorsed_by, "CN=swtpm-localca-rootca")
            root = ssl.PEM_cert_to_DER_cert(self.maker.root.read_text())
            self.assertEqual(answer.anchor, hashlib.sha256(root).digest())
            self.assertEqual(self.activated(answer, handle), ask.secret)
            self.assertEqual(client.end(), 0)

    def test_another_machines_certificate_and_a_platforms_are_refused_by_their_codes(self):
        cases = [(self.ask("ek-p384", certificates=[self.other["ek-p384.certificate"]]), _other),
                 (self.ask("ek-p384", endorsement_key=self.other["ek-p384.public"]), _other),
                 (self.ask("ek-rsa-2048", certificates=[self.rows["platform.certificate"]]),
                  _purpose)]
        for ask, code in cases:
            client = self.client()

            answer = client.ask(ask)

            self.assertEqual((type(answer), answer.code), (Refused, code))
            self.assertEqual(client.end(), 0)

    def test_without_roots_a_chain_is_refused_and_a_pinned_key_is_not(self):
        configuration = self.folder / "without"
        write_configuration(configuration, "")
        self.assertEqual(self.client(configuration).ask(self.ask("ek-p384")).code, _chain)
        pinned = self.ask("ek-p384", certificates=[], provenance=EK_PINNED,
                          pinned=self.spki_digest("ek-p384"))
        self.assertIsInstance(self.client(configuration).ask(pinned), Parsed)

    def spki_digest(self, key: str) -> bytes:
        """As an operator computes it, by the openssl program."""
        certificate, key_file = self.folder / "c.der", self.folder / "k.pem"
        digest = self.folder / "k.sha256"
        padded = self.rows[f"{key}.certificate"]
        certificate.write_bytes(padded[:4 + int.from_bytes(padded[2:4], "big")])
        run(["openssl", "x509", "-inform", "der", "-in", certificate, "-pubkey", "-noout",
             "-out", key_file], "reading a key")
        run(["openssl", "pkey", "-pubin", "-in", key_file, "-outform", "der", "-out",
             self.folder / "k.der"], "writing a key")
        run(["openssl", "dgst", "-sha256", "-binary", "-out", digest, self.folder / "k.der"],
            "hashing a key")
        return digest.read_bytes()

    def test_a_root_that_others_can_write_is_believed_by_nobody(self):
        roots = write_roots(self.folder / "loose", [self.maker.root], [self.maker.issuer])
        for spoiled in (roots / "roots", next((roots / "intermediates").iterdir()), roots):
            before = spoiled.stat().st_mode
            spoiled.chmod(before | 0o022)
            configuration = self.folder / "loose.compiled"
            write_configuration(configuration, str(roots))

            answer = self.client(configuration).ask(self.ask("ek-p384"))

            self.assertEqual((type(answer), answer.code), (Refused, _roots))
            self.assertIn(str(spoiled), answer.sentence)
            spoiled.chmod(before)

    def test_a_file_that_is_no_certificate_is_named(self):
        roots = write_roots(self.folder / "odd", [self.maker.root], [self.configuration])
        configuration = self.folder / "odd.compiled"
        write_configuration(configuration, str(roots))

        answer = self.client(configuration).ask(self.ask("ek-p384"))

        self.assertEqual(answer.code, _roots)
        self.assertIn("0-compiled.pem", answer.sentence)

    def test_it_serves_one_ask_and_ends(self):
        client = self.client()
        client.ask(self.ask("ek-p384"))

        self.assertEqual(client.child.wait(timeout=10), 0)

    def test_what_is_no_ask_is_refused_and_nobody_asking_is_no_failure(self):
        for kind, body in ((0x0602, b""), (0x0601, b"\xff" * 40), (0x0601, b"")):
            client = self.client()
            client.send(kind, body)
            self.assertEqual(client.answer().code, _verifier_ask)
        self.assertEqual(self.client().end(), 0)

    @unittest.skipUnless(shutil.which("strace"), "strace is not installed")
    def test_once_it_listens_it_opens_nothing_and_connects_nowhere(self):
        trace = self.folder / "trace"
        client = self.client(before=("strace", "-f", "-o", str(trace)))
        self.assertIsInstance(client.ask(self.ask("ek-rsa-2048")), Parsed)
        self.assertEqual(client.end(), 0)
        calls = [line.split(None, 1)[1] for line in trace.read_text().splitlines()]
        # The filter is entered once everything is read.
        filtered = max(place for place, call in enumerate(calls) if call.startswith("seccomp("))
        after = {re.match(r"\w+", call).group() for call in calls[filtered + 1:]
                 if re.match(r"\w+\(", call)}

        self.assertFalse(any(call.startswith(("socket(", "connect(")) for call in calls))
        self.assertTrue({"recvfrom", "sendto"} & after, after)
        self.assertEqual(after & {"open", "openat", "socket", "connect", "execve", "clone", "fork"},
                         set())

    def test_no_address_in_a_certificate_is_asked_for_a_missing_issuer(self):
        roots = write_roots(self.folder / "half", [self.maker.root])
        configuration = self.folder / "half.compiled"
        write_configuration(configuration, str(roots))

        answer = self.client(configuration).ask(self.ask("ek-rsa-2048"))

        self.assertEqual((type(answer), answer.code), (Refused, _chain))


if __name__ == "__main__":
    unittest.main()
