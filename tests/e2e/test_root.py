"""Root never stands: it is made for a task, ended by the vault itself, proved dead, and not made by stolen
recovery keys. With a real OpenBao, the real agent and the real keeper."""

import subprocess
import time
import unittest
from pathlib import Path

from tests.e2e.attested_house import attested_house
from tests.e2e.managed_vault import ManagedVault

from scripts.lab.openbao import OpenBao
from scripts.lab.waiting import wait_until


class ManagedCase(unittest.TestCase):
    label = "managed"

    @classmethod
    def setUpClass(cls):
        cls.house = attested_house()
        cls.service = cls.house.settled()
        cls.vault = ManagedVault(cls.house, cls.label)
        cls.addClassCleanup(cls.vault.end)


class RootNeverStands(ManagedCase):
    def test_1_a_vault_that_initialised_itself_has_no_root_token(self):
        page = self.vault.page()
        self.assertTrue(page["managed_since"])
        self.assertTrue(page["recovery_key"]["kept"])
        self.assertEqual(page["grants"], [])
        token = self.vault.root_token()
        found = self.vault.roots(token)
        self.assertEqual(len(found), 1, found)

    def test_2_a_requested_root_token_is_an_orphan_that_the_vault_ends(self):
        token = self.vault.root_token("2m")
        _, answer = self.vault.ask("GET", "auth/token/lookup-self", token)
        facts = answer["data"]
        self.assertEqual(facts["policies"], ["root"])
        self.assertTrue(facts["orphan"])
        self.assertEqual(facts["explicit_max_ttl"], 120)
        self.assertFalse(facts["renewable"])
        self.assertEqual(self.vault.page()["grants"][-1]["accessor"], facts["accessor"])

    def test_7_a_requested_token_ends_though_everything_of_ours_is_down(self):
        token = self.vault.root_token("60s")
        self.vault.machine.agent.kill_9()
        self.addCleanup(self.vault.machine.agent.start)
        self.assertTrue(self.vault.lives(token))
        wait_until(lambda: not self.vault.lives(token), "the vault has ended the token", 75, every=1)

    def test_3_an_emergency_rotation_ends_every_root_that_somebody_planted(self):
        mine = self.vault.root_token()
        self.vault.made("sys/namespaces/team", mine)
        child = self.vault.made("auth/token/create", mine, policies=["root"], ttl="1h")
        orphan = self.vault.made("auth/token/create", mine, policies=["root"], no_parent=True, ttl="2h")
        endless, _ = self.vault.ask("POST", "auth/token/create", mine, {"policies": ["root"], "no_parent": True})
        self.assertEqual(endless, 400, "a root that ends has made one that does not")
        limited = self.vault.made("auth/token/create", mine, policies=["root"], no_parent=True,
                                  explicit_max_ttl="1h")
        inside_status, inside = self.vault.ask("POST", "team/auth/token/create", mine,
                                               {"policies": ["root"], "no_parent": True, "ttl": "1h"})
        innocent = self.vault.made("auth/token/create", mine, policies=["default"], no_parent=True)
        planted = [mine, *(each["client_token"] for each in (child, orphan, limited))]
        accessors = {each["accessor"] for each in (orphan, limited)}
        if inside_status == 200:
            planted.append(inside["auth"]["client_token"])
            accessors.add(inside["auth"]["accessor"])
        before = self.sealed_root_keys()

        begun = time.monotonic()
        shown = self.vault.rotate()
        took = time.monotonic() - begun

        for token in planted:
            self.assertFalse(self.vault.lives(token))
        self.assertTrue(self.vault.lives(innocent["client_token"]))
        task = self.vault.page()["task"]
        self.assertLessEqual(accessors, {each["accessor"] for each in task["found"]})
        self.assertTrue(task["rotated_root"])
        self.assertTrue(task["changed_recovery"])
        self.assertEqual(self.vault.page()["grants"], [])
        self.assertGreater(self.sealed_root_keys(), before, "no new barrier root key was sealed")
        for accessor in accessors:
            self.assertIn(accessor, shown.text + shown.talk)
        self.assertLess(took, 30)

    def test_4_after_a_rotation_the_vault_unseals_and_makes_root_again(self):
        term = self.term_by(self.vault.root_token())
        self.vault.rotate("exercise")
        self.vault.bao.restart_after_kill()
        self.vault.bao.wait_unsealed("the vault unseals by its new barrier root key")
        token = self.vault.root_token()
        self.assertTrue(self.vault.lives(token))
        self.assertEqual(self.term_by(token), term + 1, "no new key of the keyring")

    def term_by(self, token: str) -> int:
        return self.vault.ask("GET", "sys/key-status", token)[1]["data"]["term"]

    def test_5_what_is_done_is_in_the_journal_before_it_is_done(self):
        self.vault.rotate("nothing granted is left")
        self.vault.root_token()
        steps = [entry["fields"]["step"] for entry in self.house.entries()
                 if entry["kind"] == "task" and entry["fields"]["vault"] == self.vault.name]
        last = len(steps) - 1 - steps[::-1].index("taken")
        self.assertEqual(steps[last:],
                         ["taken", "log in", "look at every token", "begin to make a root token",
                          "give the recovery key for a root token",
                          "make the limited token and revoke the unlimited one",
                          "begin to change the recovery key", "give the recovery key for its change",
                          "put the new recovery key in force", "look at every token again", "done"])
        self.assertTrue(self.house.journal_verifies())

    def test_6_the_statement_is_made_again_from_an_export_and_a_planted_root_breaks_it(self):
        before = self.moment()
        self.vault.rotate("a look")
        first = self.statement(before, "first")
        self.assertIn("statement holds", first.read_text())
        self.assertEqual(self.verified(first), 0)
        token = self.vault.root_token()
        self.vault.made("auth/token/create", token, policies=["root"], no_parent=True, ttl="2h")
        self.vault.rotate("what was planted is found")
        broken = self.statement(before, "broken")
        self.assertIn("root-tokens-nobody-granted 1", broken.read_text())
        self.assertEqual(self.verified(broken), 14)
        forged = self.house.folder / "forged.statement"
        forged.write_text(broken.read_text().replace("nobody-granted 1", "nobody-granted 0")
                          .replace("does not hold", "holds"))
        self.assertEqual(self.verified(forged), 13)

    def moment(self) -> str:
        """Behind everything so far, in the form that the command takes."""
        begin = int(time.time()) + 1
        wait_until(lambda: time.time() > begin, "the next second has begun", 5, 0.05)
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(begin))

    def statement(self, begin: str, name: str) -> Path:
        path = self.house.folder / f"{self.vault.name}-{name}.statement"
        self.service.ask("root", "statement", self.vault.name, "--from", begin, "--output", path, code=None)
        return path

    def verified(self, statement: Path) -> int:
        bundle = self.house.folder / "statement.export"
        bundle.unlink(missing_ok=True)
        self.service.ask("journal", "export", bundle)
        done = subprocess.run([self.service.programs / "sealwright", "root", "verify", statement, "--journal",
                               bundle, "--verifier", self.house.verifier_key],
                              capture_output=True, text=True, timeout=30, check=False)
        return done.returncode

    def sealed_root_keys(self) -> int:
        return sum(1 for entry in self.house.entries()
                   if entry["kind"] == "intent" and entry["fields"].get("operation") == "encrypt"
                   and entry["fields"].get("class") == "stored root key"
                   and entry["fields"].get("vault") == self.vault.name)


class StolenRecoveryKeys(unittest.TestCase):
    """A vault that people initialised by hand, whose root token and recovery shares a thief has."""

    @classmethod
    def setUpClass(cls):
        cls.house = attested_house()
        cls.service = cls.house.settled()
        cls.machine = cls.house.running("stolen", with_tpm=False)
        cls.addClassCleanup(cls.machine.end)

    def make_root(self, bao: OpenBao, token: str) -> tuple[int, dict]:
        status, begun = bao.request("PUT", "sys/generate-root-token/attempt", {}, token=token)
        self.assertEqual(status, 200, begun)
        answer = (0, {})
        for share in self.machine.keys.recovery[:2]:
            answer = bao.request("PUT", "sys/generate-root-token/update",
                                 {"nonce": begun["data"]["nonce"], "key": share}, token=token)
        bao.request("DELETE", "sys/generate-root-token/attempt", token=token)
        return answer

    def test_1_a_thief_with_every_share_and_a_root_token_makes_no_other(self):
        bao, keys = self.machine.bao, self.machine.keys
        status, answer = self.make_root(bao, keys.root_token)
        self.assertEqual(status, 500, answer)
        refused = [entry for entry in self.house.entries() if entry["kind"] == "refusal"
                   and entry["fields"].get("vault") == self.machine.vault]
        self.assertEqual(refused[-1]["fields"]["code"], 1701)
        self.assertEqual(refused[-1]["fields"]["class"] if "class" in refused[-1]["fields"] else
                         "recovery key", "recovery key")

    def test_2_nor_does_one_who_starts_the_vault_in_recovery_mode(self):
        bao, keys = self.machine.bao, self.machine.keys
        before = self.house.head()
        time.sleep(11)  # A probe sooner behind an unseal is that unseal's.
        bao.restart_after_kill(words=("-recovery",))
        try:
            status, begun = bao.request("PUT", "sys/generate-recovery-token/attempt", {})
            self.assertEqual(status, 200, begun)
            for share in keys.recovery[:2]:
                status, answer = bao.request("PUT", "sys/generate-recovery-token/update",
                                             {"nonce": begun["nonce"], "key": share})
            self.assertNotEqual(status, 200, answer)
        finally:
            bao.restart_after_kill()
        bao.wait_unsealed("the vault serves again")
        told = [entry for entry in self.house.entries() if entry["sequence"] > before]
        refused = [each for each in told if each["kind"] == "refusal"]
        alerts = [each for each in told if each["kind"] == "alert"]
        self.assertEqual([each["fields"]["code"] for each in refused], [1701])
        self.assertEqual(refused[0]["fields"]["asked"], "behind a start, before an unseal: as in recovery mode")
        self.assertEqual([each["fields"]["entry"] for each in alerts], [refused[0]["sequence"]])

    def test_3_the_vault_is_adopted_and_what_people_had_is_dead(self):
        bao, keys = self.machine.bao, self.machine.keys
        self.service.ask("vault", "adopt", self.machine.vault)
        commands = self.service.ask("vault", "login-config", self.machine.vault, "--commands").text
        self.run_as_root(commands)
        self.machine.agent.stop()
        self.machine.does_tasks()
        self.machine.agent.start()
        bao.wait_unsealed("the vault serves")
        wait_until(lambda: self.page()["task"]["state"] in ("done", "failed"), "the task is over", 60,
                   why=lambda: self.machine.agent.log.read_text()[-2000:])

        page = self.page()
        self.assertEqual(page["task"]["state"], "done", page["task"])
        self.assertTrue(page["managed_since"])
        self.assertTrue(page["task"]["changed_recovery"])
        self.assertEqual(bao.request("GET", "auth/token/lookup-self", token=keys.root_token)[0], 403)
        token = self.service.ask("root", "request", "--vault", self.machine.vault, "--ttl", "15m", "--reason",
                                 "a look", seconds=130).text.strip()
        status, answer = self.make_root(bao, token)
        self.assertNotEqual(status, 200, answer)

    def page(self) -> dict:
        return self.service.ask("root", "show", self.machine.vault, json_answer=True).document

    def run_as_root(self, commands: str) -> None:
        bao = self.machine.bao
        environment = bao.client_environment() | {"BAO_TOKEN": self.machine.keys.root_token,
                                                  "PATH": f"{bao.program.parent}:/usr/bin:/bin"}
        done = subprocess.run(["sh", "-eu"], input=commands, text=True, env=environment,
                              capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
