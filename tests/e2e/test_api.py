"""The API for people, from outside: a tester of others' that reads our description, and what a
stranger sees. What people do with it has suites of its own."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from tests.e2e.people_house import PeopleHouse
from tests.e2e.raw_client import ask_raw
from tests.e2e.shared import house, repository
from tests.e2e.signed_asks import SignedAsks
from tests.support import console

from scripts.lab.certificates import client_certificate

_limit_seconds = 300
_limit_with_key_seconds = 120
_settings = f"""hooks = "{Path(__file__).with_name("schemathesis_hooks.py")}"
[checks.not_a_server_error]
expected-statuses = ["2xx", "4xx", 503]
"""
_checks = ("not_a_server_error", "status_code_conformance", "content_type_conformance",
           "response_headers_conformance", "response_schema_conformance", "negative_data_rejection")


def tried_by_another(service, description: dict, *more: str, limit_seconds: int = _limit_seconds,
                     environment: dict[str, str] | None = None) -> subprocess.CompletedProcess:
    """Schemathesis: every operation, wrong and right in form."""
    with tempfile.TemporaryDirectory(prefix="sealwright-api-") as folder:
        (Path(folder) / "schemathesis.toml").write_text(_settings)
        (Path(folder) / "openapi.json").write_text(json.dumps(description))
        return subprocess.run(
            [repository / ".tools/schemathesis/bin/schemathesis", "run", "openapi.json",
             "--url", f"https://127.0.0.1:{service.port}",
             "--tls-verify", str(Path(service.state) / "tls" / "ca.pem"),
             "--checks", ",".join(_checks), "--seed", "6", "--generation-database", "none",
             "--warnings", "off", "--no-color", "--request-timeout", "20", *more],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=limit_seconds, check=False,
            env={**os.environ, "PYTHONPATH": str(repository), **(environment or {})})


def posted(path: str, body: str) -> bytes:
    return (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}").encode()


class ApiTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.house = house()
        cls.service = cls.house.settled()
        cls.authority = Path(cls.service.state) / "tls" / "ca.pem"
        cls.read_description()

    @classmethod
    def read_description(cls):
        answer = ask_raw(cls.service, None,
                         b"GET /v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
        cls.whole = json.loads(answer.body)
        cls.asked_at = [path for path in cls.whole["paths"] if "post" in cls.whole["paths"][path]]

    def test_the_description_that_is_served_is_the_one_of_this_release(self):
        source = json.loads((repository / "docs/reference/openapi.json").read_text())

        self.assertEqual(self.whole, source)

    def test_what_the_page_shows_is_what_a_stranger_sees(self):
        there = {"environment": {"PORT": str(self.service.port)},
                 "places": {"ca.pem": str(self.authority)}}

        console.run("docs/reference/api.md", "description", **there)
        console.run("docs/reference/api.md", "refusal", **there)

    def tried_by_another(self, description: dict, *more: str) -> subprocess.CompletedProcess:
        """Nobody has a key."""
        return tried_by_another(self.service, description, "--phases", "examples,coverage,fuzzing",
                                "--max-examples", "4", *more)

    def test_another_s_tester_finds_no_answer_that_the_description_does_not_have(self):
        front = self.service.process("sealwright-front")

        run = self.tried_by_another(self.whole)

        self.assertEqual(run.returncode, 0, run.stdout[-6000:])
        self.assertIn(f"Tested: {len(self.whole['paths'])}\n", run.stdout)
        self.assertTrue(front.alive())

    def test_control_the_tester_sees_an_answer_that_is_not_described(self):
        path = "/v1/queries/status"
        del self.whole["paths"][path]["post"]["responses"]["401"]
        self.addCleanup(type(self).read_description)

        run = self.tried_by_another(self.whole, "--include-path", path)

        self.assertNotEqual(run.returncode, 0, run.stdout[-3000:])
        self.assertIn("Undocumented status code", run.stdout)

    def test_what_a_stranger_is_told_does_not_depend_on_who_or_what_exists(self):
        ask = self.whole["components"]["requestBodies"]["Ask"]["content"]
        ask = ask["application/json"]["examples"]["roster"]["value"]["ask"]
        vault = client_certificate(self.house.folder, "somebody")
        heard = set()
        for path in self.asked_at:
            for certificate in (None, vault):
                answer = ask_raw(self.service, certificate, posted(path, json.dumps(
                    {"ask": ask}, separators=(",", ":"))))
                heard.add((answer.status, answer.head, answer.body))

        self.assertEqual([status for status, _, _ in heard], [401], heard)


class ApiWithAKey(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = PeopleHouse()
        cls.addClassCleanup(cls.house.end)
        cls.description = json.loads((repository / "docs/reference/openapi.json").read_text())

    def test_whoever_has_a_key_finds_no_answer_that_is_not_described_behind_the_signature_either(self):
        person, answers = self.house.folder / "person.json", self.house.folder / "answers"
        SignedAsks.write(person, self.house.people["ana"], self.house.place)
        front = self.house.service.process("sealwright-front")
        keeper = self.house.service.process("sealwright-keeper")

        run = tried_by_another(
            self.house.service, self.description, "--phases", "examples,fuzzing", "--max-examples", "3",
            "--mode", "positive", "--exclude-path", "/v1/events", limit_seconds=_limit_with_key_seconds,
            environment={"SEALWRIGHT_PERSON": str(person), "SEALWRIGHT_ANSWERS": str(answers)})

        self.assertEqual(run.returncode, 0, run.stdout[-6000:])
        self.assertTrue(front.alive() and keeper.alive())
        heard: dict[str, set[str]] = {}
        for line in answers.read_text().splitlines():
            path, status = line.split()
            heard.setdefault(path, set()).add(status)
        for path in self.description["paths"]:
            if path.startswith(("/v1/queries/", "/v1/requests/", "/v1/acts")):
                self.assertTrue(heard[path] - {"400", "401"}, f"{path}: {heard[path]}")
        self.assertIn("200", heard["/v1/queries/status"])
        self.assertIn("200", set().union(*(heard[path] for path in heard if "/requests/" in path)))


if __name__ == "__main__":
    unittest.main()
