"""A solo installation with a vault at work is founded in place: what one loosened alone is shown to whoever
signs, and from then on nobody loosens alone. The cases follow on each other."""

import re
import unittest

from tests.e2e.shared import House

from scripts.lab.people import ByTwo, People, pending, request_in

_roles = {name: ("operator",) for name in ("ana", "bea", "cem")}


class SoloToFounded(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.end)
        cls.service = cls.house.service
        cls.people = People(cls.service, cls.house.folder / "people", _roles)
        cls.roster = cls.people.write_roster()
        cls.vault = cls.house.new_vault("solo").initialise()

    def state(self) -> dict:
        asked = {"vaults": ("vault", "status"), "nodes": ("node", "list"), "policy": ("policy", "show")}
        return {name: self.service.ask(*words, json_answer=True).document
                for name, words in asked.items()}

    def loosened(self) -> set[int]:
        """Entries of what one operator loosened here."""
        whats = {"vault add", "node add", "vault allow-init", "vault lift"}
        return {entry["sequence"] for entry in self.house.entries()
                if entry["fields"].get("what") in whats}

    def test_1_in_a_solo_installation_no_vault_of_class_production_is_added(self):
        before = self.state()

        refused = self.service.ask("vault", "add", "serious", "--class", "production", code=None)

        self.assertNotIn(refused.code, (0, pending))
        self.assertIn("E2474", refused.talk)
        self.assertIn("sealwright found", refused.talk)
        self.assertEqual(self.state(), before)

    def test_2_who_signs_is_shown_what_was_loosened_alone_and_that_what_was_archived_is_not_counted(self):
        first = self.loosened()
        self.assertGreaterEqual(len(first), 3)
        self.service.ask("journal", "export", self.house.folder / "first.export")
        self.service.ask("vault", "hold", self.vault.name, "--reason", "a drill")
        self.service.ask("vault", "lift", self.vault.name, "--reason", "it was one")
        type(self).archive = self.house.folder / "first.archive"
        archived = self.service.ask("journal", "archive", "--keep", "1", "--output", self.archive,
                                    json_answer=True).document

        plan = self.people.begin(self.roster, "found")

        self.assertTrue(plan["was_solo"])
        self.assertGreaterEqual(archived["last"], max(first))
        self.assertEqual(plan["loosenings"][0],
                         "not counted: what was loosened in the entries 1 to "
                         f"{archived['last']}, which were archived")
        left = {int(found) for found in re.findall(r"entry-(\d+)", " ".join(plan["loosenings"]))}
        self.assertEqual(self.loosened() - left, set())
        self.assertEqual(first & left, set())
        self.assertIn("vault lift", " ".join(plan["loosenings"]))

    def test_3_a_founding_that_was_begun_is_given_up_with_what_was_signed(self):
        ana = self.people["ana"]
        words = self.service.ask("founding", "show", code=pending, json_answer=True).document["words"]
        ana.say("founding", "sign", "--name", "early", "--address", f"127.0.0.1:{self.service.port}",
                "--authority", self.service.state / "tls" / "ca.pem", "--key", ana.key_file,
                "--words", words, code=pending)

        self.service.ask("init", "--abandon")

        status = self.service.status()
        self.assertEqual((status["solo"], status["founding"], status["founded_entry"]), (True, False, 0))
        late = self.people["bea"].sign_founding(words)
        self.assertNotIn(late.code, (0, pending))
        self.assertIn("E3203", late.talk, "there is no plan any more that would name them")
        self.assertIn("E3225", self.service.ask("init", "--abandon", code=None).talk)
        self.service.ask("vault", "add", "still-alone")

    def test_4_with_the_last_signature_it_is_founded_and_status_says_both(self):
        plan = self.people.begin(self.roster, "found")
        self.assertIn("still-alone", " ".join(plan["loosenings"]))
        self.assertEqual(plan["signed"], [], "what was signed before was another plan")
        before = self.state()

        self.people.sign_all(plan["words"])

        status = self.service.status()
        self.assertEqual((status["solo"], status["was_solo"], status["persons"]), (False, True, 3))
        self.assertGreater(status["founded_entry"], 1)
        said = self.service.ask("status").text
        self.assertIn("by its people, 3 now; solo before, and entry-1 says so for ever", said)
        self.assertEqual(self.state(), before)
        entry = next(each for each in self.house.entries()
                     if each["sequence"] == status["founded_entry"])
        self.assertEqual(int(entry["fields"]["loosenings"]), len(plan["loosenings"]) - 1)

    def test_5_the_local_socket_loosens_nothing_any_more_and_two_add_a_vault_of_class_production(self):
        before = self.state()
        vault = self.vault.name
        for words in (("vault", "add", "mine"), ("vault", "allow-init", vault, "--for", "10m"),
                      ("node", "revoke", vault, "node-1"), ("init", "--abandon"),
                      ("found", "--founders", self.roster),
                      ("journal", "archive", "--keep", "1", "--output", self.house.folder / "second")):
            refused = self.service.ask(*words, code=None)
            self.assertNotIn(refused.code, (0, pending), words)
            self.assertRegex(refused.talk, "E3225|E3227|E3228", words)
        self.assertEqual(self.state(), before)

        waits = self.people["ana"].say("vault", "add", "serious", "--class", "production", code=pending)
        self.assertEqual(self.state(), before)
        self.people["bea"].approve(request_in(waits))

        added = {each["name"] for each in self.state()["vaults"]["vaults"]}
        self.assertIn("serious", added)

    def test_6_the_vault_of_before_unseals_and_the_journal_verifies_from_its_first_entry_on(self):
        self.vault.bao.restart_after_kill()
        self.vault.bao.wait_unsealed("the vault of the solo time unseals itself", 30)
        bundle = self.house.folder / "founded.export"
        ByTwo(self.people, "ana", "bea").ask("journal", "export", bundle)
        checked = self.service.offline("journal", "verify", str(self.archive), str(bundle), "--key",
                                       self.house.verifier_key)
        self.assertEqual(checked.code, 0, checked.talk)


if __name__ == "__main__":
    unittest.main()
