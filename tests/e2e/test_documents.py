"""The pages that lead a person by the hand lead where they say, with the real programs."""

import json
import os
import re
import shutil
import tempfile
import unittest
from pathlib import Path

from tests.e2e.shared import repository
from tests.support import console

from scripts.lab import openbao, programs, settings, softhsm
from scripts.lab.commands import run
from scripts.lab.openbao import OpenBao
from scripts.lab.ports import free_port
from scripts.lab.waiting import wait_until


class FirstInstallation(unittest.TestCase):
    """docs/howto/first-installation.md, with other folders, users and another port."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="sealwright-page-", dir="/tmp")).resolve()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.addCleanup(programs.end_all_below, self.folder)
        self.folder.chmod(0o711)
        self.programs = programs.copy(programs.built(repository), self.folder)
        self.bao = OpenBao(self.folder / "vault", openbao.binary(repository))
        self.addCleanup(self.bao.kill_9)
        self.places = {
            "/etc/sealwright": str(self.folder),
            "/var/lib/sealwright": str(self.folder / "state"),
            "/run/sealwright": str(self.folder / "run"),
            "/var/log/sealwrightd.log": str(self.folder / "sealwrightd.log"),
            "/etc/openbao": str(self.bao.folder),
            "/var/backups/journal.export": str(self.folder / "journal.export"),
            "127.0.0.1:8443": f"127.0.0.1:{free_port()}",
            "/usr/lib/softhsm/libsofthsm2.so": softhsm.module(),
        }
        self.environment = {
            **self.bao.client_environment(),
            "SEALWRIGHT_SOCKET": str(self.folder / "run" / "operator.sock"),
            "PATH": os.pathsep.join([str(self.programs), str(self.bao.program.parent),
                                     os.environ.get("PATH", os.defpath)]),
        }
        self.here = {"folder": self.folder, "places": self.places, "environment": self.environment}

    def do_what_the_page_tells_in_words(self) -> None:
        """Steps 1 to 3: numbers need no accounts, the lab makes tokens and PINs, the file is written."""
        users = {"sealwright-front": settings.front_user, "sealwright-keeper": settings.keeper_user,
                 "sealwright-depot": settings.depot_user,
                 "sealwright-verifier": settings.verifier_user, "sealwright": 0}
        for index, name in enumerate("abc"):
            users[f"sealwright-token-{name}"] = settings.token_user(index)
            softhsm.make_token(self.folder / "tokens", self.folder / "credentials", name,
                               settings.token_user(index))
        page = console.blocks(repository, "docs/howto/first-installation.md")
        text = "\n".join(next(block for block in page if block.language == "toml").lines)
        numbers = {f'"{name}"': str(number) for name, number in users.items()}
        (self.folder / "sealwright.toml").write_text(
            console.elsewhere(text, self.places | numbers))

    def token_states(self) -> list[str]:
        done = run([self.programs / "sealwright", "--format", "json", "status"], "status",
                   environment=self.environment, accept=None)
        document = json.loads(done.stdout) if done.stdout.strip() else {}
        return [token["state"] for token in document.get("tokens", [])]

    def test_the_page_leads_to_a_vault_that_unseals_itself(self):
        self.do_what_the_page_tells_in_words()
        console.run("docs/howto/first-installation.md", "compile", **self.here)
        console.run("docs/howto/first-installation.md", "start", **self.here)
        wait_until(lambda: self.token_states() == ["no key"] * 3, "all three tokens wait for init",
                   20, why=lambda: (self.folder / "sealwrightd.log").read_text()[-2000:])

        said = console.run("docs/howto/first-installation.md", "init", **self.here)
        self.environment["VERIFIER_KEY"] = re.search(r"(?m)^verifier key: (\S+)$", said).group(1)
        wait_until(lambda: self.token_states() == ["logged in"] * 3, "the service is open", 20)
        console.run("docs/howto/first-installation.md", "enrol", **self.here)
        stanza = console.run("docs/howto/first-installation.md", "stanza", **self.here)

        self.bao.write_configuration(stanza)
        self.bao.start()
        console.run("docs/howto/first-installation.md", "vault", **self.here, limit_seconds=90)
        self.bao.wait_unsealed("the vault is unsealed after its init")
        self.bao.restart_after_kill()
        self.bao.wait_unsealed("the vault of the page unseals itself")

        looked = console.run("docs/howto/first-installation.md", "look", **self.here)
        self.assertRegex(looked, r"(?m)outcome .*result=released")
        console.run("docs/howto/first-installation.md", "journal", **self.here)


if __name__ == "__main__":
    unittest.main()
