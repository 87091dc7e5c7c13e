"""What is done to a vault to make, find and end root tokens, done to a real OpenBao."""

import subprocess
import tempfile
import unittest
from pathlib import Path

from tests.e2e.shamir_vault import ShamirVault
from tests.e2e.shared import repository

_steps = repository / "build/release/tests/vault/vault_steps"


class VaultSteps(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="sealwright-vault-", dir="/tmp")
        cls.addClassCleanup(folder.cleanup)
        cls.socket = Path(folder.name) / "bao.sock"
        cls.vault = ShamirVault(Path(folder.name) / "bao", "steps",
                                f'listener "unix" {{ address = "{cls.socket}" socket_mode = "600" }}')
        cls.addClassCleanup(cls.vault.bao.kill_9)
        cls.root = cls.vault.root_token

    def vault_of_its_own(self) -> ShamirVault:
        """Where nothing of another test's is ended."""
        folder = tempfile.TemporaryDirectory(prefix="sealwright-vault-", dir="/tmp")
        self.addCleanup(folder.cleanup)
        vault = ShamirVault(Path(folder.name) / "bao", "purge")
        self.addCleanup(vault.bao.kill_9)
        return vault

    def run_steps(self, *words, token: str | None = None, shares: tuple[str, ...] = (),
                  socket: bool = False, code: int = 0, of: ShamirVault | None = None) -> list[str]:
        vault = of or self.vault
        address = f"unix:{self.socket}" if socket else vault.bao.address
        given = "\n".join((vault.root_token if token is None else token, *shares)) + "\n"
        done = subprocess.run([_steps, address, vault.bao.authority, *words], input=given,
                              capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout.splitlines()

    def census(self, **how) -> dict[str, tuple[str, str]]:
        lines = self.run_steps("census", **how)
        return {words[1]: (words[2], words[3])
                for words in map(str.split, lines) if words[0] == "root"}

    def make(self, path: str, inside: str = "", of: ShamirVault | None = None, **body) -> dict:
        vault = of or self.vault
        asked = {"namespace": inside} if inside else {}
        status, answer = vault.bao.request("POST", f"{inside}{path}", body,
                                           token=vault.root_token)
        self.assertIn(status, (200, 204), (path, answer, asked))
        return answer.get("auth") or {}

    def plant(self, vault: ShamirVault, **body) -> str:
        return self.make("auth/token/create", of=vault, **body)["accessor"]

    def accessor_of(self, token: str, vault: ShamirVault) -> str:
        status, answer = vault.bao.request("GET", "auth/token/lookup-self", token=token)
        self.assertEqual(status, 200, answer)
        return answer["data"]["accessor"]

    def look_at(self, accessor: str, vault: ShamirVault) -> dict:
        return vault.ask("POST", "auth/token/lookup-accessor", {"accessor": accessor})["data"]

    def end(self, accessor: str, inside: str = "") -> None:
        self.make("auth/token/revoke-accessor", inside, accessor=accessor)

    def test_the_product_and_its_seal_are_told_without_a_token(self):
        for socket in (False, True):
            line, = self.run_steps("status", token="", socket=socket)
            self.assertRegex(line, r"^openbao 2\.7\.2\S* shamir open 2/3$")

    def test_a_census_finds_each_root_token_that_was_planted_and_no_other(self):
        before = self.census()
        self.assertEqual(len(before), 1)
        self.make("sys/namespaces/team")
        self.make("sys/namespaces/deep", "team/")
        planted = {
            self.make("auth/token/create", policies=["root"], ttl="1h")["accessor"]:
                ("/", "limited"),
            self.make("auth/token/create", policies=["root"], no_parent=True)["accessor"]:
                ("/", "unlimited"),
            self.make("auth/token/create", policies=["root"], explicit_max_ttl="1h",
                      display_name='odd "name" \\ \u00e9')["accessor"]: ("/", "limited"),
        }
        self.make("auth/token/create", "team/deep/", policies=["default"])
        self.make("auth/token/create", policies=["default"], meta={"a\"b": "root"})
        found = self.census()
        for accessor in planted:
            self.addCleanup(self.end, accessor)
        self.assertEqual({one: found[one] for one in found if one not in before}, planted)

    def test_a_root_token_of_a_child_namespace_is_found_where_it_lives(self):
        self.make("sys/namespaces/child")
        before = self.census()
        status, _ = self.vault.bao.request("POST", "child/auth/token/create",
                                           {"policies": ["root"]}, token=self.root)
        found = {one: place for one, place in self.census().items() if one not in before}
        if status == 200:
            self.assertEqual(list(found.values()), [("child/", "unlimited")])
        else:
            self.assertEqual(found, {}, "a vault that makes none there has none there")

    def test_a_purge_kills_every_root_that_nobody_granted_and_no_other_token(self):
        vault = self.vault_of_its_own()
        own = self.accessor_of(vault.root_token, vault)
        self.make("sys/namespaces/team", of=vault)
        granted = self.plant(vault, policies=["root"], no_parent=True)
        doomed = [self.plant(vault, policies=["root"], no_parent=True),
                  self.plant(vault, policies=["root"], ttl="1h"),
                  self.plant(vault, policies=["root"], ttl="1h", explicit_max_ttl="1h",
                             no_parent=True)]
        other = self.plant(vault, policies=["default"])
        before = self.census(of=vault)
        self.assertEqual(set(before), {own, granted, *doomed})

        lines = self.run_steps("purge", own, granted, of=vault)

        self.assertEqual(lines[0], "round")
        self.assertEqual(sorted(lines[1:-1]), sorted(f"root {each}" for each in doomed))
        self.assertEqual(lines[-1], "revoked 3")
        self.assertEqual(set(self.census(of=vault)), {own, granted})
        self.assertEqual(self.look_at(other, vault)["policies"], ["default"])
        self.assertEqual(self.run_steps("purge", own, granted, of=vault), ["revoked 0"])

    def test_a_root_that_died_with_its_parent_is_no_failure_of_a_purge(self):
        vault = self.vault_of_its_own()
        own = self.accessor_of(vault.root_token, vault)
        parent = self.make("auth/token/create", of=vault, policies=["root"], no_parent=True)
        status, answer = vault.bao.request("POST", "auth/token/create", {"policies": ["root"]},
                                           token=parent["client_token"])
        self.assertEqual(status, 200, answer)
        child = answer["auth"]["accessor"]

        first, *told, revoked = self.run_steps("purge", own, of=vault)

        self.assertEqual(first, "round")
        self.assertEqual(sorted(told), sorted(f"root {each}" for each in
                                              (parent["accessor"], child)))
        self.assertIn(revoked, ("revoked 1", "revoked 2"))
        self.assertEqual(set(self.census(of=vault)), {own})

    def test_a_limited_root_makes_no_unlimited_one(self):
        limited = self.make("auth/token/create", policies=["root"], no_parent=True, ttl="1h",
                            explicit_max_ttl="1h")
        self.addCleanup(self.end, limited["accessor"])
        status, answer = self.vault.bao.request(
            "POST", "auth/token/create", {"policies": ["root"], "no_parent": True},
            token=limited["client_token"])
        self.assertEqual(status, 400)
        self.assertIn("expiring root tokens cannot create non-expiring root tokens",
                      str(answer))

    def test_an_answer_in_many_pieces_is_read_over_both_ways(self):
        made = [self.make("auth/token/create", policies=["default"], ttl="5m")["accessor"]
                for _ in range(150)]
        self.addCleanup(lambda: [self.end(each) for each in made])
        for socket in (False, True):
            counted, *_ = self.run_steps("census", socket=socket)
            self.assertGreater(int(counted.split()[1]), 150)

    def test_out_of_the_shares_comes_one_root_that_the_vault_ends(self):
        before = self.census()
        lines = self.run_steps("make", "900", shares=self.vault.shares[:2], socket=True)
        accessor = lines[-1].removeprefix("made ")
        self.addCleanup(self.end, accessor)
        found = {one: place for one, place in self.census().items() if one not in before}
        self.assertEqual(found, {accessor: ("/", "limited")})
        facts = self.vault.ask("POST", "auth/token/lookup-accessor", {"accessor": accessor})["data"]
        self.assertTrue(facts["orphan"])
        self.assertEqual(facts["explicit_max_ttl"], 900)

    def test_a_wrong_share_makes_nothing_and_leaves_no_attempt(self):
        before = self.census()
        wrong = "A" * 43 + "B"
        lines = self.run_steps("make", shares=(self.vault.shares[0], wrong), code=1)
        self.assertIn("step take back", lines)
        self.assertTrue(lines[-1].startswith("E3606"), lines)
        self.assertEqual(self.census(), before)
        attempt = self.vault.ask("GET", "sys/generate-root-token/attempt")["data"]
        self.assertFalse(attempt["started"])

    def test_a_strangers_attempt_is_left_as_it_is(self):
        begun = self.vault.ask("PUT", "sys/generate-root-token/attempt", {})["data"]
        self.addCleanup(self.vault.ask, "DELETE", "sys/generate-root-token/attempt")
        lines = self.run_steps("make", shares=self.vault.shares[:2], code=1)
        self.assertTrue(lines[-1].startswith("E3607"), lines)
        attempt = self.vault.ask("GET", "sys/generate-root-token/attempt")["data"]
        self.assertEqual((attempt["started"], attempt["nonce"], attempt["progress"]),
                         (True, begun["nonce"], 0))

    def test_a_token_that_may_not_is_told_apart_from_a_vault_that_cannot(self):
        line, = self.run_steps("census", token="s.nobodys", code=1)
        self.assertTrue(line.startswith("E3602"), line)


class KeyChange(unittest.TestCase):
    """A vault of its own, whose shares are others afterwards."""

    def test_the_key_that_was_kept_opens_the_vault_and_the_old_shares_do_not(self):
        folder = tempfile.TemporaryDirectory(prefix="sealwright-vault-", dir="/tmp")
        self.addCleanup(folder.cleanup)
        vault = ShamirVault(Path(folder.name) / "bao", "change")
        self.addCleanup(vault.bao.kill_9)

        wrong = self.change(vault, (vault.shares[0], "A" * 43 + "B"), code=1)
        self.assertEqual(wrong[0], "in force old")
        self.assertFalse(vault.ask("GET", "sys/rotate/root/init")["data"]["started"])
        key, outcome = self.change(vault, vault.shares[:2])
        self.assertEqual(outcome, "in force fresh")
        again = self.change(vault, vault.shares[:2], code=1)
        self.assertEqual(again[0], "in force old")

        vault.bao.restart_after_kill()
        for share in vault.shares[:2]:
            vault.give(share, migrate=False)
        self.assertEqual(vault.bao.health(), vault.bao.sealed)
        vault.give(key.removeprefix("key "), migrate=False)
        vault.bao.wait_unsealed("the new key unseals the vault")
        self.assertEqual(vault.value(), "from before")

    def change(self, vault: ShamirVault, shares: tuple[str, ...], code: int = 0) -> list[str]:
        given = "\n".join((vault.root_token, *shares)) + "\n"
        done = subprocess.run([_steps, vault.bao.address, vault.bao.authority, "change"],
                              input=given, capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout.splitlines()
