"""scripts/quickstart keeps what the README says of it."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

from tests.e2e.shared import repository
from tests.support import console

from scripts.lab import processes
from scripts.lab.waiting import wait_until

_seconds_max = 900  # The first run may have to build.


class Quickstart(unittest.TestCase):
    """In a folder of its own, so that a developer's own .quickstart stays what it is."""

    def setUp(self):
        self.home = Path(tempfile.mkdtemp(prefix="quickstart-test-")).resolve()
        self.folder = self.home / "belongings"
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)
        self.addCleanup(self.run_it, "--clean")

    def run_it(self, *options: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(self.command(*options), stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=_seconds_max, check=False,
                              env=os.environ | environment)

    def command(self, *options: str) -> list[str]:
        return [str(repository / "scripts" / "quickstart"), "--folder", str(self.folder), *options]

    def shell(self, script: str) -> subprocess.CompletedProcess:
        """What a person types after `source .quickstart/env`."""
        return subprocess.run(["bash", "-euc", f'source "{self.folder}/env"\n{script}'], text=True,
                              capture_output=True, timeout=60, check=False,
                              env={"PATH": os.defpath, "HOME": str(self.home)})

    def service_folder(self) -> Path:
        return Path(json.loads((self.folder / "belongings.json").read_text())["service"])

    def running(self, service: Path) -> list[processes.Process]:
        places = (str(service), str(self.folder))
        return [one for one in processes.everyone()
                if any(place in word for place in places for word in (one.program, *one.arguments))]

    def test_the_scenario_runs_again_is_kept_used_and_removed(self):
        """One long case, because each run starts from what the run before has left."""
        first = self.run_it("--keep")
        self.assertEqual(first.returncode, 0, first.stderr + first.stdout[-3000:])
        self.check_story(first.stdout)
        self.check_reboot(first.stdout)
        self.check_refused_boot(first.stdout)
        kept_service = self.service_folder()
        self.check_kept_environment()
        here = self.where_the_tutorial_is_read()
        self.assertIn("logged in", console.run("docs/tutorial/ten-minutes.md", "look", **here))
        self.assertIn("HELD", console.run("docs/tutorial/ten-minutes.md", "hold", **here))
        rotated = console.run("docs/tutorial/ten-minutes.md", "rotate", **here)
        self.assertIn("v2", rotated)
        self.assertNotIn("re-wrap", rotated.splitlines()[-1])
        self.assertIn("vault rotate-key",
                      console.run("docs/tutorial/ten-minutes.md", "read", **here))

        second = console.run("README.md", "quickstart", limit_seconds=_seconds_max,
                             places={"scripts/quickstart": " ".join(self.command())})
        self.check_story(second)
        service = self.service_folder()
        self.assertNotEqual(service, kept_service)
        self.assertFalse(kept_service.exists())
        self.assertEqual(self.running(kept_service) + self.running(service), [])
        self.assertFalse((self.folder / "root-token").exists())

        cleaned = self.run_it("--clean")
        self.assertEqual(cleaned.returncode, 0, cleaned.stderr)
        self.assertFalse(self.folder.exists())
        self.assertFalse(service.exists())
        self.assertEqual(list(self.home.iterdir()), [])

    def check_reboot(self, said: str) -> None:
        self.assertRegex(said, r"(?s)its TPM is reset.*unsealed by itself [0-9.]+ s after the reboot"
                               r".*reset count +passed.*pcr 7 +passed.*another boot loader")

    def check_refused_boot(self, said: str) -> None:
        self.assertRegex(said, r"(?s)another boot loader.*waits sealed.*sealwright explain node-"
                               r".*pcr 7 +failed.*baseline approve")
        self.assertNotIn("enrol-", said, "an enrolment token was printed")

    def check_story(self, said: str, restarts: int = 2) -> None:
        self.assertEqual(said.count("up and unsealed by itself after"), restarts, said)
        self.assertRegex(
            said, r"(?s)waits sealed.*\| .*sealwright explain \S+\).*-> sealwright explain")
        self.assertRegex(said, r"unsealed by itself after [0-9.]+ s; nobody touched it")
        self.assertRegex(said, r"verifier key: sealwright/")
        self.assertIn("three SoftHSM folders on one disk show the mechanics and are one secret",
                      " ".join(said.split()))
        self.assertNotRegex(said, r"\bs\.[A-Za-z0-9]{24}\b", "a root token was printed")

    def check_kept_environment(self) -> None:
        used = self.shell('test "$(stat -c %a "$BAO_TOKEN_FILE")" = 600\n'
                          'kill -0 "$BAO_PID" && kill -0 "$SEALWRIGHTD_PID"\n'
                          'test -d "$SEALWRIGHT_STATE" && test -f "$BAO_CONFIG"\n'
                          'bao status -format=json\n'
                          'export BAO_TOKEN="$(cat "$BAO_TOKEN_FILE")"\n'
                          'bao token lookup -format=json >&2\n')
        self.assertEqual(used.returncode, 0, used.stderr)
        self.assertFalse(json.loads(used.stdout)["sealed"])

        status = self.shell("sealwright --format json status")
        self.assertEqual(status.returncode, 0, status.stderr)
        self.assertEqual(json.loads(status.stdout)["tokens_ready"], 3)

    def where_the_tutorial_is_read(self) -> dict:
        """A shell that has sourced what --keep left behind."""
        lines = self.shell("env -0").stdout.split("\0")
        environment = dict(line.split("=", 1) for line in lines if "=" in line)
        return {"folder": self.home, "environment": environment}

    def test_the_way_in_which_root_never_stands(self):
        said = self.run_it("--root")
        self.assertEqual(said.returncode, 0, said.stderr + said.stdout[-3000:])
        self.assertRegex(said.stdout, r"(?s)vault init.*initialize \"sealwright\".*root request.*explicit_max_ttl 900 s"
                                      r".*INC-412.*both tokens are refused by the vault.*root-tokens-nobody-granted 1")
        self.assertNotRegex(said.stdout, r"\bs\.[A-Za-z0-9]{24}\b", "a root token was printed")
        refused = self.run_it("--root", "--keep")
        self.assertEqual(refused.returncode, 2)

    def test_the_way_with_a_certificate_is_kept(self):
        said = self.run_it("--channel")

        self.assertEqual(said.returncode, 0, said.stderr + said.stdout[-3000:])
        self.check_story(said.stdout)
        self.assertIn("tls_client_cert", said.stdout)
        self.assertNotIn("another boot loader", said.stdout)

    def test_three_people_found_it_and_decide_by_two(self):
        said = self.run_it("--founded")

        self.assertEqual(said.returncode, 0, said.stderr + said.stdout[-3000:])
        self.check_story(said.stdout)
        self.check_refused_boot(said.stdout)
        self.assertRegex(said.stdout, r"(?s)the plan's eight words: (\w+ ){7}\w+\n.*founding sign: ana, "
                                      r"bea and cem.*waits for 1 more operator.*bea signs the same "
                                      r"bytes.*acts that people signed: +[1-9]")

    def test_custodians_bring_a_vault_back_when_every_token_is_lost(self):
        said = self.run_it("--recovery")

        self.assertEqual(said.returncode, 0, said.stderr + said.stdout[-3000:])
        self.check_story(said.stdout, restarts=3)
        self.assertRegex(said.stdout, r"(?s)genesis +committed.*enough: 3 of 5.*keys: +2.*service: +"
                                      r"locked.*data key +demo.*contribute: dan.*contribute: hal.*up "
                                      r"and unsealed by itself after the recovery")

    def test_a_failure_says_what_why_and_what_to_do_and_leaves_nothing_running(self):
        failed = self.run_it(BAO_BINARY="/bin/false")

        self.assertEqual(failed.returncode, 1, failed.stdout)
        self.assertRegex(failed.stderr, r"(?s)quickstart failed: .*why:.*what to do: ")
        self.assertEqual(self.running(self.service_folder()), [])

    def test_an_interrupt_in_the_middle_leaves_nothing_running(self):
        with open(self.home / "output", "wb") as output:
            tour = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=output,
                                    stderr=output, start_new_session=True)
            try:
                wait_until(lambda: b"kill -9 of the vault" in (self.home / "output").read_bytes(),
                           "the quickstart comes to its first restart", 300, every=0.02)
                os.killpg(tour.pid, signal.SIGINT)  # As a terminal does it: the whole group.
                code = tour.wait(timeout=60)
            finally:
                if tour.poll() is None:
                    tour.kill()
                    tour.wait()

        self.assertEqual(code, 130, (self.home / "output").read_text())
        self.assertEqual(self.running(self.service_folder()), [])

    def test_help_and_a_mistyped_option_start_nothing(self):
        self.assertEqual(self.run_it("--help").returncode, 0)
        self.assertNotEqual(self.run_it("--kept").returncode, 0)
        self.assertFalse(self.folder.exists())


if __name__ == "__main__":
    unittest.main()
