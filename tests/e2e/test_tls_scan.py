"""What an outside scanner (sslyze) finds at our TLS port, beside what it shall find."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

from tests.e2e.raw_client import RawClient, request, trust_of
from tests.e2e.shared import house, repository

from scripts.lab.certificates import server_certificate
from scripts.lab.commands import run
from scripts.lab.ports import answers, free_port
from scripts.lab.waiting import wait_until

_limit_seconds = 240
_scans_max = 3
_everything = ["--sslv2", "--sslv3", "--tlsv1", "--tlsv1_1", "--tlsv1_2", "--tlsv1_3",
               "--compression", "--early_data", "--reneg", "--resum", "--elliptic_curves",
               "--heartbleed", "--openssl_ccs", "--robot"]

# The whole statement: docs/protocol/seal.md section 1 in the scanner's words.
GOLDEN = {
    "client certificate": "OPTIONAL",
    "ssl_2_0": [], "ssl_3_0": [], "tls_1_0": [], "tls_1_1": [], "tls_1_2": [],
    "tls_1_3": ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"],
    "groups": ["X25519", "secp256r1"],
    "compression": False,
    "early data": False,
    "renegotiations by a client": 0,
    "resumption by id": "SERVER_IS_TLS_1_3_ONLY",
    "resumption by ticket": "SERVER_IS_TLS_1_3_ONLY",
    "heartbleed": False,
    "CCS injection": False,
    "ROBOT": "NOT_VULNERABLE_RSA_NOT_SUPPORTED",
}


def scan(port: int, *wanted: str) -> dict:
    """A scanner that could not connect in its own time, on a busy machine, has found nothing yet."""
    for _ in range(_scans_max):
        found = scan_once(port, *wanted)
        parts = (found["scan_result"] or {}).values()
        if parts and all(part["status"] != "ERROR" for part in parts):
            return found
    raise AssertionError(f"{_scans_max} scans came to no end: {found}")


def scan_once(port: int, *wanted: str) -> dict:
    with tempfile.TemporaryDirectory(prefix="sealwright-scan-") as folder:
        found = Path(folder) / "found.json"
        run([repository / ".tools/python/bin/python", "-B", "-m", "sslyze", *wanted,
             f"--json_out={found}", f"127.0.0.1:{port}"], "scanning", _limit_seconds,
            advice="run scripts/setup")
        return json.loads(found.read_text())["server_scan_results"][0]


def facts_of(found: dict) -> dict:
    result = {name: part["result"] for name, part in found["scan_result"].items()
              if part["status"] == "COMPLETED"}
    facts = {name.removesuffix("_cipher_suites"): sorted(
        suite["cipher_suite"]["name"] for suite in part["accepted_cipher_suites"])
        for name, part in result.items() if name.endswith("_cipher_suites")}
    curves = result["elliptic_curves"]["supported_curves"]
    resumption = result["session_resumption"]
    return facts | {
        "client certificate": found["connectivity_result"]["client_auth_requirement"],
        "groups": sorted(curve["name"] for curve in curves),
        "compression": result["tls_compression"]["supports_compression"],
        "early data": result["tls_1_3_early_data"]["supports_early_data"],
        "renegotiations by a client":
            result["session_renegotiation"]["client_renegotiations_success_count"],
        "resumption by id": resumption["session_id_resumption_result"],
        "resumption by ticket": resumption["tls_ticket_resumption_result"],
        "heartbleed": result["heartbleed"]["is_vulnerable_to_heartbleed"],
        "CCS injection": result["openssl_ccs_injection"]["is_vulnerable_to_ccs_injection"],
        "ROBOT": result["robot"]["robot_result"],
    }


class TlsScan(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.service = house().settled()

    def test_a_scanner_finds_what_the_protocol_says_and_nothing_else(self):
        self.assertEqual(facts_of(scan(self.service.port, *_everything)), GOLDEN)

    def test_a_session_is_never_resumed(self):
        """The scanner does not try it with TLS 1.3: tickets would come behind the handshake."""
        trust = trust_of(self.service, None)
        first = RawClient(self.service.port, trust)
        self.addCleanup(first.close)
        first.send(request("/healthz", b"", "GET"))
        self.assertEqual(first.answer().status, 200)

        session = first.socket.session

        self.assertFalse(session.has_ticket)
        self.assertFalse(first.socket.session_reused)

    def test_control_the_scanner_sees_an_older_version_and_other_groups_where_they_are(self):
        with tempfile.TemporaryDirectory(prefix="sealwright-lax-") as folder:
            made = server_certificate(Path(folder), "lax")
            port = free_port()
            lax = subprocess.Popen(
                ["openssl", "s_server", "-accept", str(port), "-cert", str(made.certificate),
                 "-key", str(made.key), "-groups", "P-384", "-quiet"],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.addCleanup(lax.wait)
            self.addCleanup(lax.kill)
            wait_until(lambda: answers(port), "the lax server listens", 10)

            found = scan(port, "--tlsv1_2", "--elliptic_curves")["scan_result"]

            suites = found["tls_1_2_cipher_suites"]["result"]["accepted_cipher_suites"]
            curves = found["elliptic_curves"]["result"]["supported_curves"]
            self.assertTrue(suites)
            self.assertEqual([curve["name"] for curve in curves], ["secp384r1"])


if __name__ == "__main__":
    unittest.main()
