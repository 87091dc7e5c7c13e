"""What befalls a vault, or a stranger does in it, while its agent does a task: afterwards the task is done, or has
failed with the code that says why; no root token lives that nobody was granted, and the vault still makes one."""

import signal
import subprocess
import threading
import unittest

from tests.e2e.attested_house import attested_house
from tests.e2e.managed_vault import ManagedVault

from scripts.lab.openbao import OpenBao
from scripts.lab.waiting import wait_until

_everything = 'path "*" { capabilities = ["create", "read", "update", "delete", "list", "sudo"] }'
_attempt, _recovery = "sys/generate-root-token/attempt", "sys/rotate/recovery/init"


class RootFaults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = attested_house()
        cls.service = cls.house.settled()
        cls.vault = ManagedVault(cls.house, "faults", relayed=True)
        cls.addClassCleanup(cls.vault.end)
        cls.relay = cls.vault.relay
        # May do everything under another name than root, so that no census ends it.
        root = cls.vault.root_token()
        cls.vault.made("sys/policies/acl/everything", root, policy=_everything)
        cls.stranger = cls.vault.made("auth/token/create", root, policies=["everything"], no_parent=True,
                                      ttl="1h")["client_token"]
        cls.vault.made("auth/token/revoke-self", root)

    def setUp(self):
        self.relay.pass_all()

    def does(self, method: str, path: str, body: dict | None = None, token: str = "") -> dict:
        status, answer = self.vault.ask(method, path, token or self.stranger, body)
        self.assertIn(status, (200, 204), f"{path}: {answer}")
        return answer

    def begun(self, task: str) -> subprocess.Popen:
        words = {"rotate": ("--emergency", "--reason", "a fault"), "request": ("--ttl", "1m", "--reason", "a fault")}
        command = [str(self.service.programs / "sealwright"), "--socket", str(self.service.socket), "root", task,
                   "--vault", self.vault.name, *words[task]]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def meets(self, task: str, call: str, act, mend=lambda: None) -> dict:
        """The task, with `act` before its first call of that name, and `mend` some time behind it."""
        acted: list[str] = []

        def once() -> None:
            act()
            acted.append(call)
        self.relay.act_before_first(call, once)
        asked = self.begun(task)
        wait_until(lambda: acted, f"something happens at {call}", 40,
                   why=lambda: f"{self.vault.page()['task']}\n{self.relay.calls}")
        mend()
        done = self.vault.settle(f"the task is done whatever happened at {call}", 100)
        asked.wait(60)
        self.vault.no_stranger_lives()
        return done

    def planted(self) -> tuple[str, str]:
        """A root token that nobody granted, made by one that is given back: the token, its accessor."""
        mine = self.vault.root_token()
        made = self.vault.made("auth/token/create", mine, policies=["root"], no_parent=True, ttl="1h")
        self.vault.made("auth/token/revoke-self", mine)
        return made["client_token"], made["accessor"]

    def serve_again(self) -> None:
        self.assertEqual(self.vault.bao.health(), OpenBao.sealed)
        self.vault.bao.restart_after_kill()
        self.vault.bao.wait_unsealed("the vault serves again", 60)

    def test_a_vault_that_is_sealed_in_a_request_makes_the_token_when_it_is_back(self):
        mine = self.vault.root_token()
        done = self.meets("request", "PUT sys/generate-root-token/update",
                          lambda: self.does("PUT", "sys/seal", token=mine), self.serve_again)
        self.assertGreaterEqual(done["tries"], 2)

    def test_a_vault_that_stands_still_in_a_rotation_is_rotated(self):
        stolen, _ = self.planted()

        def stand_still() -> None:
            process = self.vault.bao.process
            process.signal(signal.SIGSTOP)
            threading.Timer(8, process.signal, (signal.SIGCONT,)).start()
        self.meets("rotate", "PUT sys/rotate/root", stand_still)
        self.assertFalse(self.vault.lives(stolen))

    def test_a_vault_that_steps_down_in_a_rotation_is_rotated(self):
        stolen, _ = self.planted()
        self.meets("rotate", "PUT sys/rotate/root", lambda: self.does("PUT", "sys/step-down"))
        self.assertFalse(self.vault.lives(stolen))

    def test_a_task_whose_own_token_is_revoked_logs_in_again(self):
        for task, call in (("request", f"PUT {_attempt}"), ("rotate", f"PUT {_recovery}")):
            with self.subTest(task=task):
                done = self.meets(task, call, lambda name=task: self.end_login(f"sealwright-{name}"))
                self.assertEqual(done["tries"], 2)

    def end_login(self, policy: str) -> None:
        found = [each["accessor"] for each in self.vault.tokens(self.stranger) if policy in each["policies"]]
        self.assertEqual(len(found), 1, found)
        self.does("POST", "auth/token/revoke-accessor", {"accessor": found[0]})

    def test_a_strangers_attempt_is_not_taken_over_and_the_request_says_so(self):
        self.does("PUT", _attempt, {})
        refused = self.vault.request(code=None)
        self.assertNotEqual(refused.code, 0)
        self.assertIn("E3607", refused.text + refused.talk)
        self.assertTrue(self.does("GET", _attempt)["data"]["started"], "the stranger's attempt was cancelled")
        self.does("DELETE", _attempt)
        self.vault.no_stranger_lives()

    def test_a_strangers_change_of_the_recovery_key_keeps_no_root_token_alive(self):
        stolen, _ = self.planted()
        self.does("PUT", _recovery, {"secret_shares": 1, "secret_threshold": 1, "require_verification": True})
        refused = self.vault.rotate(code=None)
        self.assertNotEqual(refused.code, 0)
        self.assertIn("E3607", refused.text + refused.talk)
        self.assertFalse(self.vault.lives(stolen))
        self.assertTrue(self.does("GET", _recovery)["data"]["started"], "the stranger's change was cancelled")
        self.does("DELETE", _recovery)
        self.vault.rotate()
        self.vault.no_stranger_lives()

    def test_an_attempt_of_ours_that_a_stranger_cancels_costs_one_try(self):
        done = self.meets("request", "PUT sys/generate-root-token/update", lambda: self.does("DELETE", _attempt))
        self.assertEqual(done["tries"], 2)

    def test_a_change_of_the_recovery_key_that_a_stranger_cancels_costs_one_try(self):
        done = self.meets("rotate", "PUT sys/rotate/recovery/verify", lambda: self.does("DELETE", _recovery))
        self.assertEqual(done["tries"], 2)
        self.assertTrue(done["changed_recovery"])

    def test_a_root_token_that_ends_itself_before_it_is_revoked_is_no_fault(self):
        stolen, accessor = self.planted()
        done = self.meets("rotate", "PUT auth/token/revoke-accessor",
                          lambda: self.does("POST", "auth/token/revoke-self", token=stolen))
        self.assertEqual(done["tries"], 1)
        self.assertEqual(done["revoked"], 0)
        self.assertIn(accessor, {each["accessor"] for each in done["found"]})


if __name__ == "__main__":
    unittest.main()
