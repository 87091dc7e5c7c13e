"""docs/howto/move-a-shamir-vault.md, followed literally with a real OpenBao."""

import os
import unittest

from tests.e2e.shamir_vault import ShamirVault
from tests.e2e.shared import house
from tests.support import console

from scripts.lab.openbao import OpenBao

PAGE = "docs/howto/move-a-shamir-vault.md"


class MoveAShamirVault(unittest.TestCase):
    """The page's vault is called demo; in the house it has a name of its own."""

    @classmethod
    def setUpClass(cls):
        cls.house = house()
        cls.service = cls.house.settled()

    def new(self, name: str) -> ShamirVault:
        vault = ShamirVault(self.house.folder / "vaults" / name, name)
        self.addCleanup(vault.bao.kill_9)
        home = vault.bao.folder / "home"
        home.mkdir()
        programs = [self.service.folder / "programs", vault.bao.program.parent]
        path = [*map(str, programs), os.environ.get("PATH", os.defpath)]
        self.here = {
            "folder": vault.bao.folder,
            "places": {"/etc/openbao": str(vault.bao.folder), "demo": name,
                       "/etc/sealwright": str(self.service.folder)},
            "environment": {**vault.bao.client_environment(), "HOME": str(home),
                            "SEALWRIGHT_SOCKET": str(self.service.socket),
                            "PATH": os.pathsep.join(path), "HTTPS_PROXY": "", "https_proxy": ""},
        }
        return vault

    def page(self, block: str, **more) -> str:
        return console.run(PAGE, block, **self.here, **more)

    def to_the_shares(self, vault: ShamirVault) -> None:
        """Sections 1 to 5, up to the shares."""
        self.page("enrol")
        self.page("stanza")
        vault.bao.stop()
        self.page("copy")
        self.page("window")
        self.assertEqual(vault.bao.start(), OpenBao.sealed)

    def moved(self, name: str) -> ShamirVault:
        vault = self.new(name)
        self.to_the_shares(vault)
        self.page("migrate", typed=vault.shares[:2])
        vault.bao.wait_unsealed("the vault is unsealed by its move")
        return vault

    def sealed_and_opened(self, name: str) -> list[tuple[str, str]]:
        fields = [entry["fields"] for entry in self.house.intents()]
        return [(one["operation"], one["class"]) for one in fields if one["vault"] == name]

    def test_the_page_moves_a_vault_with_its_data(self):
        vault = self.new("moved")
        console.run("docs/howto/move-a-shamir-vault.md", "enrol", **self.here)
        console.run("docs/howto/move-a-shamir-vault.md", "stanza", **self.here)
        vault.bao.stop()
        console.run("docs/howto/move-a-shamir-vault.md", "copy", **self.here)
        console.run("docs/howto/move-a-shamir-vault.md", "window", **self.here)
        vault.bao.start()
        console.run("docs/howto/move-a-shamir-vault.md", "waits", **self.here)
        console.run("docs/howto/move-a-shamir-vault.md", "migrate", **self.here,
                    typed=vault.shares[:2])
        vault.bao.wait_unsealed("the vault is unsealed by its move")
        console.run("docs/howto/move-a-shamir-vault.md", "rotate", **self.here,
                    typed=(vault.root_token,))
        self.assertFalse((vault.bao.folder / "home" / ".vault-token").exists())

        vault.bao.restart_after_kill()
        vault.bao.wait_unsealed("the moved vault unseals itself")
        console.run("docs/howto/move-a-shamir-vault.md", "look", **self.here)

        self.assertEqual(vault.value(), "from before")
        self.assertEqual(self.sealed_and_opened("moved"),
                         [("encrypt", "recovery key"), ("encrypt", "stored root key"),
                          ("encrypt", "stored root key"), ("decrypt", "stored root key")])
        status = self.service.ask("vault", "status", "moved", json_answer=True).document
        self.assertIsNone(status["vaults"][0]["init_until"], "the first unseal closes the window")

    def test_until_the_last_share_nothing_has_changed(self):
        vault = self.new("unmoved")
        self.to_the_shares(vault)
        refused, answer = vault.give(vault.shares[0], migrate=False)
        self.assertEqual(refused, 500, answer)
        self.assertIn("migrate option not provided", str(answer))
        self.assertEqual(vault.give(vault.shares[0], migrate=True)[1]["progress"], 1)

        vault.bao.stop()
        console.run("docs/howto/move-a-shamir-vault.md", "undo", **self.here)
        vault.bao.start()
        vault.unseal()

        self.assertEqual(vault.value(), "from before")
        self.assertEqual(self.sealed_and_opened("unmoved"), [])

    def test_without_a_window_the_vault_ends_at_its_start_and_says_why(self):
        vault = self.new("unasked")
        self.page("enrol")
        self.page("stanza")
        mark = vault.bao.log_size()

        vault.bao.stop()
        vault.bao.spawn()
        vault.bao.wait_ended("the vault ends at its start")

        self.assertIn("nothing was ever sealed for this vault", vault.bao.log_text(mark))
        self.page("undo")
        vault.bao.start()
        vault.unseal()
        self.assertEqual(vault.value(), "from before")

    def test_the_copy_leads_back_and_the_stanza_alone_does_not(self):
        vault = self.moved("returned")
        vault.ask("POST", "kept/thing", {"value": "from after"})
        stanza = vault.bao.configuration.read_text()

        vault.bao.stop()
        vault.bao.configuration.write_text(
            stanza.replace('seal "transit" {', 'seal "transit" {\n  disabled = "true"'))
        vault.bao.start()
        answers = [vault.give(share, migrate=True) for share in vault.shares[:2]]
        self.assertEqual(answers[-1][0], 400)
        self.assertIn("this class of value opens only inside a window", str(answers[-1][1]))
        self.assertIn("sealwright explain entry-", str(answers[-1][1]))
        self.assertEqual(vault.bao.health(), OpenBao.sealed)

        vault.bao.stop()
        vault.bao.configuration.write_text(stanza)
        vault.bao.start()
        vault.bao.wait_unsealed("nothing was lost by trying")
        self.assertEqual(vault.value(), "from after")

        vault.bao.stop()
        console.run("docs/howto/move-a-shamir-vault.md", "back", **self.here)
        vault.bao.start()
        vault.unseal()
        self.assertEqual(vault.value(), "from before")


if __name__ == "__main__":
    unittest.main()
