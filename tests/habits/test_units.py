"""The units of deploy/systemd: systemd finds nothing wrong in them, and little that is exposed."""

import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from scripts.habits.tree import ROOT
from tests.support import console

_units = ROOT / "deploy" / "systemd"
_threshold = 20  # Tenths: 2.0.


def unit_files() -> list[Path]:
    return sorted(path for path in _units.iterdir()
                  if path.suffix in {".service", ".socket", ".path", ".target"})


def exposure(path: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["systemd-analyze", "--no-pager", "security", "--offline=true",
         f"--threshold={_threshold}", str(path)],
        capture_output=True, text=True, check=False)


class UnitsTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="sealwright-units-", dir="/tmp"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def copy(self, path: Path, old: str = "", new: str = "") -> Path:
        """`verify` wants programs that can be run: any will do in the place of ours."""
        text = re.sub(r"/usr/bin/sealwright\S*", "/bin/true", path.read_text()).replace(old, new, 1)
        copied = self.folder / path.name
        copied.write_text(text)
        return copied

    def verified(self, *others: Path) -> str:
        done = subprocess.run(
            ["systemd-analyze", "--no-pager", "--man=no", "verify",
             *(str(self.folder / path.name) for path in unit_files()), *map(str, others)],
            capture_output=True, text=True, check=False)
        # The machine's own units are not ours to judge.
        return "\n".join(line for line in (done.stdout + done.stderr).splitlines()
                         if "sealwright" in line) + ("" if done.returncode == 0 else "\nfailed")

    def test_systemd_finds_nothing_to_say_about_any_unit(self):
        for path in unit_files():
            self.copy(path)

        self.assertEqual(self.verified(), "")

    def test_control_systemd_says_what_is_wrong_with_a_unit(self):
        for path in unit_files():
            self.copy(path)
        self.copy(_units / "sealwright-depot.service", "ProtectSystem=", "ProtectSystems=")

        self.assertIn("ProtectSystems", self.verified())

    def with_vault(self, name: str, order: str) -> str:
        """What systemd says to a vault's unit that wants the agent, in an order of its own."""
        for path in unit_files():
            self.copy(path)
        vault = self.folder / name
        vault.write_text(f"[Unit]\nWants=sealwright-agent.service\n{order}=sealwright-agent.service\n"
                         "[Service]\nExecStart=/bin/true\n")
        return self.verified(vault)

    def test_the_agent_and_its_socket_start_before_the_vault(self):
        for name in ("openbao.service", "vault.service"):
            self.assertEqual(self.with_vault(name, "After"), "")
            self.assertIn("ordering cycle", self.with_vault(name, "Before"))
        agent = (_units / "sealwright-agent.service").read_text()
        self.assertRegex(agent, r"(?m)^After=.*\bsealwright-agent\.socket\b")

    def test_control_another_unit_may_start_before_the_agent(self):
        self.assertEqual(self.with_vault("another.service", "Before"), "")

    def test_every_service_is_exposed_at_two_or_less(self):
        services = [path for path in unit_files() if path.suffix == ".service"]

        self.assertGreaterEqual(len(services), 5)
        for path in services:
            done = exposure(path)
            self.assertEqual(done.returncode, 0, done.stdout[-200:] + done.stderr)

    def test_the_page_shows_how_exposed_a_unit_is(self):
        shown = console.run("docs/howto/run-under-systemd.md", "exposure")

        self.assertEqual(shown.count("Overall exposure level"), 7)

    def test_control_a_service_without_its_walls_is_exposed(self):
        bare = self.folder / "bare.service"
        bare.write_text("[Service]\nExecStart=/bin/true\n")

        self.assertNotEqual(exposure(bare).returncode, 0)

    def test_each_program_that_the_service_starts_has_a_unit(self):
        started = {word for path in unit_files() if path.suffix == ".service"
                   for word in re.findall(r"ExecStart=/usr/bin/(\S+)", path.read_text())}

        self.assertEqual(started, {"sealwrightd", "sealwright-front", "sealwright-keeper",
                                   "sealwright-depot", "sealwright-verifier", "sealwright-token",
                                   "sealwright-agent"})

    def test_users_and_folders_are_what_systemd_can_read(self):
        for program, name, words in (
                ("systemd-sysusers", "sealwright.sysusers", ["--replace=/none.conf"]),
                ("systemd-tmpfiles", "sealwright.tmpfiles", ["--create"])):
            root = self.folder / program
            (root / "etc").mkdir(parents=True)
            done = subprocess.run([program, f"--root={root}", *words, str(_units / name)],
                                  capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr.replace("Creating", "")
                              if program == "systemd-tmpfiles" else ""), (0, ""), done.stderr)
        made = (self.folder / "systemd-sysusers" / "etc" / "passwd").read_text()
        for user in ("front", "keeper", "depot"):
            self.assertIn(f"sealwright-{user}:x:", made)
        self.assertTrue((self.folder / "systemd-tmpfiles" / "var/lib/sealwright/token").is_dir())


if __name__ == "__main__":
    unittest.main()
