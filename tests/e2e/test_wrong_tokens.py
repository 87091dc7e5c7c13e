"""A token that is configured wrongly or was changed is refused with its reason; two go on."""

import os
import shutil
import unittest
from pathlib import Path

from scripts.lab import softhsm
from scripts.lab.commands import run
from scripts.lab.settings import token_user
from scripts.lab.waiting import wait_until
from tests.e2e.shared import token_names
from tests.e2e.wholeness import FaultyHouse, digest_of

_nobody = 65534


class TokenC(FaultyHouse):
    """Token c is wrong, a and b serve: each case ends with c put right and the vault unsealed."""

    def setUp(self):
        super().setUp()
        self.pin = self.service.folder / "credentials" / "c" / "pin"

    def token(self) -> dict:
        return next(one for one in self.service.status()["tokens"] if one["name"] == "c")

    def stop(self) -> None:
        self.service.ask("token", "stop", "c")
        self.service.wait_token("c", "stopped")

    def started(self, words: str) -> None:
        """Token c is started and says why it does not serve; the service is open without it."""
        self.service.ask("token", "start", "c")
        wait_until(lambda: words in self.token()["detail"], f"token c says `{words}`", 30,
                   why=lambda: str(self.token()), every=0.02)
        self.service.wait_open(tokens_ready=len(token_names) - 1)


class WrongToken(TokenC):
    def configured(self, wrong: str, right: str, words: str) -> None:
        self.stop()
        self.service.write_configuration(lambda text: text.replace(right, wrong, 1))
        self.started(words)
        self.stop()
        self.service.write_configuration()
        self.service.ask("token", "start", "c")
        self.check_whole()

    def test_a_wrong_label_is_told_and_the_others_serve(self):
        self.configured('label = "sealwright-nobody"', 'label = "sealwright-c"',
                        "no initialised token has the configured label and serial")

    def test_a_wrong_serial_is_told_and_the_others_serve(self):
        self.configured('label = "sealwright-c"\nserial = "0123456789abcdef"',
                        'label = "sealwright-c"',
                        "no initialised token has the configured label and serial")

    def test_a_wrong_pin_is_tried_once_and_the_others_serve(self):
        right = self.pin.read_text()
        self.stop()
        self.pin.write_text("0" * len(right))
        self.started("the module refused the PIN; it is not tried again")
        self.service.wait_token("c", "pin refused")

        self.pin.write_text(right)
        self.service.ask("token", "start", "c")
        self.check_whole()

    def test_a_pin_file_that_others_may_read_is_not_used_and_the_others_serve(self):
        self.stop()
        self.pin.chmod(0o644)
        self.started("a PIN is missing, empty, too short or too long, or lies where others")

        self.pin.chmod(0o600)
        self.stop()
        self.service.ask("token", "start", "c")
        self.check_whole()

    def test_a_pin_file_that_is_gone_leaves_the_token_waiting_for_a_person(self):
        self.stop()
        away = self.pin.rename(self.pin.with_name("away"))
        self.service.ask("token", "start", "c")
        self.service.wait_token("c", "waiting for pin")
        self.assertTrue(self.token()["detail"])

        away.rename(self.pin)
        self.stop()
        self.service.ask("token", "start", "c")
        self.check_whole()

    def test_a_module_that_others_could_change_is_loaded_by_nobody(self):
        """At check-config, and by the token itself when its owner changes later."""
        folder = self.service.folder / "modules"
        folder.mkdir(mode=0o755)
        module = Path(shutil.copy(softhsm.module(), folder / "libsofthsm2.so"))
        def moved(text: str) -> str:
            head, _, section = text.partition("[token.c]")
            return head + "[token.c]" + section.replace(softhsm.module(), str(module), 1)

        self.stop()
        self.service.write_configuration(moved)
        os.chown(module, _nobody, _nobody)
        self.started("a PKCS#11 module is not a file that only root can change")
        refused = self.service.offline("check-config", str(self.service.folder / "sealwright.toml"))
        self.assertEqual(refused.code, 1)
        self.assertIn("others than root can change the module", refused.talk)

        self.stop()
        self.service.write_configuration()
        self.service.ask("token", "start", "c")
        self.check_whole()


class ReplacedToken(TokenC):
    """Another token of the same label and folder takes the place of c."""

    def replace(self) -> Path:
        """Returns where the right one lies now."""
        folder = self.service.folder / "tokens" / "c"
        kept = folder.rename(folder.with_name("c-right"))
        softhsm.make_token(self.service.folder / "tokens", self.service.folder / "spare", "c",
                           token_user(token_names.index("c")))
        return kept

    def put_right(self, kept: Path) -> None:
        shutil.rmtree(self.service.folder / "tokens" / "c")
        shutil.rmtree(self.service.folder / "spare")
        kept.rename(kept.with_name("c"))

    def use_its_pin(self) -> str:
        right = self.pin.read_text()
        self.pin.write_text((self.service.folder / "spare" / "c" / "pin").read_text())
        return right

    def test_a_token_that_was_initialised_anew_has_no_key_and_gets_none(self):
        self.stop()
        kept = self.replace()
        right = self.use_its_pin()
        objects = digest_of(self.service.folder / "tokens" / "c" / "objects").keys()

        self.started("the token has no key of ours")
        refused = self.service.ask("token", "enrol", "c", code=None)
        self.assertNotEqual(refused.code, 0)
        self.assertEqual(digest_of(self.service.folder / "tokens" / "c" / "objects").keys(), objects)

        self.stop()
        self.put_right(kept)
        self.pin.write_text(right)
        self.service.ask("token", "start", "c")
        self.check_whole()

    def test_a_token_that_was_initialised_anew_while_it_serves_spoils_no_unseal(self):
        kept = self.replace()
        self.vault.bao.kill_9()
        self.vault.bao.start()
        self.vault.bao.wait_unsealed("the vault unseals itself beside the replaced token")

        self.stop()
        self.put_right(kept)
        self.service.ask("token", "start", "c")
        self.check_whole()


class WrongConfiguration(FaultyHouse):
    def check_config(self, text: str):
        file = self.service.folder / "wrong.toml"
        file.write_text(text)
        return run([self.service.folder / "programs" / "sealwright", "check-config", file,
                    "--write", self.service.folder / "sealwright.compiled"], "check-config",
                   accept=None)

    def test_an_unknown_key_is_refused_and_the_compiled_form_stays_as_it_was(self):
        compiled = self.service.folder / "sealwright.compiled"
        good, before = (self.service.folder / "sealwright.toml").read_text(), compiled.read_bytes()
        for section, key in (("[installation]", "sate"), ("[listen]", "tls"), ("[token.c]", "pins"),
                             ("[tokens]", "quorum"), ("[users]", "root")):
            refused = self.check_config(good.replace(section, f'{section}\n{key} = "x"', 1))

            self.assertEqual(refused.returncode, 1)
            self.assertIn("config-unknown-key", refused.stderr)
            self.assertIn(key, refused.stderr)
        self.assertEqual(compiled.read_bytes(), before)
        self.check_whole()

    def test_a_compiled_form_that_is_torn_or_unreadable_starts_nothing_and_changes_nothing(self):
        compiled = self.service.folder / "sealwright.compiled"
        whole = compiled.read_bytes()
        self.service.stop()
        state = digest_of(self.service.state)
        for broken, words in ((whole[:-40], "config-damaged"), (None, "config-unreadable"),
                              (whole[:60] + b"\0" + whole[61:], "config-damaged")):
            compiled.unlink(missing_ok=True)
            if broken is not None:
                compiled.write_bytes(broken)
            done = run([self.service.folder / "programs" / "sealwrightd", "--config", compiled],
                       "sealwrightd", accept=None)

            self.assertEqual(done.returncode, 1)
            self.assertIn(words, done.stderr)
        compiled.write_bytes(whole) if compiled.exists() else self.service.write_configuration()
        self.assertEqual(digest_of(self.service.state), state)
        self.start_stopped()
        self.check_whole()


if __name__ == "__main__":
    unittest.main()
