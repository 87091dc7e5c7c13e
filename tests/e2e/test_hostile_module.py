"""A vendor's module that hangs or dies costs its own token; the vault is served by the others."""

import os
import shutil
import unittest
from pathlib import Path

from scripts.lab import programs, softhsm
from scripts.lab.settings import token_user
from scripts.lab.waiting import wait_until
from tests.e2e.shared import repository, token_names
from tests.e2e.transit import Asker, ciphertexts_in
from tests.e2e.wholeness import FaultyHouse


class HostileModule(FaultyHouse):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = cls.service.folder / "modules"
        folder.mkdir(mode=0o755)
        built = programs.built(repository).parent / "tests/process/token/hostile.so"
        cls.module = Path(shutil.copy(built, folder / "hostile.so"))
        cls.module.chmod(0o755)

    def setUp(self):
        super().setUp()
        asker = Asker(self.service, self.vault.node)
        self.ciphertext = next(
            text for text in ciphertexts_in(self.vault.bao.folder / "data")
            if asker.decrypt(self.vault.name, text).status == 200)

    def calls(self, name: str) -> Path:
        return self.service.folder / f"calls-{name}"

    def with_module(self, faults: dict[str, str]) -> None:
        """These tokens get the hostile module with a fault each; the others stay as they are."""
        def alter(text: str) -> str:
            for name, fault in faults.items():
                head, mark, section = text.partition(f"[token.{name}]")
                section = section.replace(softhsm.module(), str(self.module), 1).replace(
                    "environment = {", "environment = { "
                    f'HOSTILE_MODULE = "{softhsm.module()}", HOSTILE_FAULT = "{fault}", '
                    f'HOSTILE_CALLS = "{self.calls(name)}",', 1)
                text = head + mark + section
            return text
        self.service.write_configuration(alter)
        for name in token_names:
            self.calls(name).unlink(missing_ok=True)
            self.calls(name).touch()
            os.chown(self.calls(name), token_user(token_names.index(name)), -1)
        for name in faults:
            self.service.ask("token", "stop", name)
            self.service.wait_token(name, "stopped")
            self.service.ask("token", "start", name)

    def calls_until_ready(self, name: str) -> int:
        """How many calls a module sees until its token is logged in."""
        self.with_module({name: "none:0"})
        self.service.wait_token(name, "logged in")
        return self.calls(name).stat().st_size

    def put_right(self, *names: str) -> None:
        """A process that hangs in its module hears nothing, and is stopped all the same."""
        hanging = [self.service.process("sealwright-token", name) for name in names]
        for name in names:
            self.service.ask("token", "stop", name)
        for process in hanging:
            wait_until(lambda: not process.alive(), "a token that hangs ends by `token stop`", 20)
        self.service.write_configuration()
        for name in names:
            self.service.ask("token", "start", name)
        self.check_whole()

    def boots(self) -> None:
        self.vault.bao.kill_9()
        self.vault.bao.start()
        self.vault.bao.wait_unsealed("the vault unseals itself beside the hostile module")

    def test_a_module_that_hangs_is_left_out_and_the_vault_is_served(self):
        first = self.calls_until_ready("c") + 1
        self.with_module({"c": f"hang:{first}"})
        self.service.wait_open(tokens_ready=len(token_names))

        self.boots()
        self.assertTrue(self.service.process("sealwright-token", "c").alive())
        self.put_right("c")

    def test_a_module_that_dies_takes_its_own_process_with_it_and_the_vault_is_served(self):
        first = self.calls_until_ready("c") + 1
        self.with_module({"c": f"crash:{first}"})
        self.service.wait_open(tokens_ready=len(token_names))
        victim = self.service.process("sealwright-token", "c")

        self.boots()
        # Tokens are asked in turn: within a few asks it is this one's.
        asker = Asker(self.service, self.vault.node)

        def has_died() -> bool:
            self.assertEqual(asker.decrypt(self.vault.name, self.ciphertext).status, 200)
            return not victim.alive()
        wait_until(has_died, "the token's process has died", 20)
        self.service.wait_open(tokens_ready=len(token_names) - 1)
        others = ("sealwright-keeper", "sealwright-front", "sealwright-depot")
        self.assertTrue(all(self.service.process(name).alive() for name in others))
        wait_until(lambda: self.service.token_states()["c"] != "away", "it is started again", 20)
        self.service.ask("token", "stop", "c")
        self.service.write_configuration()
        self.service.ask("token", "start", "c")
        self.check_whole()

    def test_with_two_modules_that_hang_asks_are_refused_with_a_reason_and_served_afterwards(self):
        first = self.calls_until_ready("b") + 1
        self.with_module({"b": f"hang:{first}", "c": f"hang:{first}"})
        self.service.wait_open(tokens_ready=len(token_names))
        asker = Asker(self.service, self.vault.node)

        refused = asker.decrypt(self.vault.name, self.ciphertext)
        again = asker.decrypt(self.vault.name, self.ciphertext)

        for reply in (refused, again):
            self.assertIn(reply.status, (403, 503), reply.text)
            self.assertIn("sealwright explain", reply.text)
        self.put_right("b", "c")


if __name__ == "__main__":
    unittest.main()
