"""A founded installation with a real OpenBao: nobody loosens anything alone, and everybody sees it."""

import json
import os
import tomllib
import unittest

from scripts.lab.certificates import client_certificate
from scripts.lab.openbao import OpenBao
from scripts.lab.people import People, pending, request_in
from scripts.lab.waiting import wait_until
from tests.e2e.attested_house import AttestedHouse
from tests.e2e.founded_house import FoundedCase, roles
from tests.e2e.transit import Asker, ciphertexts_in


class Founded(FoundedCase):
    def setUp(self):
        self.house.settled()

    def names(self) -> set[str]:
        vaults = self.people["wil"].say("vault", "status", json_answer=True).document["vaults"]
        return {vault["name"] for vault in vaults}

    def test_a_vault_of_class_production_boots_with_its_agent_and_refuses_a_certificate(self):
        self.machine.reboot()
        self.machine.bao.wait_unsealed("the vault of class production is back after a reboot")
        certificate = client_certificate(self.machine.bao.folder, "certificate-alone")
        self.house.service.ask("node", "add", self.machine.vault, "by-certificate", "--cert",
                               certificate.certificate)
        sealed = ciphertexts_in(self.machine.bao.folder / "data")
        self.assertTrue(sealed)
        asker = Asker(self.house.alone, certificate)
        for text in sealed:
            self.assertEqual(asker.decrypt(self.machine.vault, text).status, 403)
        self.assertEqual(self.machine.bao.health(), OpenBao.active)

    def test_the_local_socket_loosens_nothing_not_even_for_root(self):
        for words in (("vault", "add", "mine"),
                      ("vault", "allow-init", self.machine.vault, "--for", "10m"),
                      ("node", "enrol", self.machine.vault, "mine"),
                      ("vault", "lift", self.machine.vault, "--reason", "mine")):
            answer = self.house.alone.ask(*words, code=None)
            self.assertNotIn(answer.code, (0, pending), words)
            self.assertIn("E3228", answer.talk, words)
        self.assertNotIn("mine", self.names())
        self.assertEqual(self.house.alone.ask("vault", "status").code, 0)

    def test_whoever_works_from_afar_writes_an_agents_configuration_once_two_have_invited_its_node(self):
        out = self.house.folder / "afar.toml"
        waits = self.people["ana"].say("node", "enrol", self.machine.vault, "afar", "--agent-config",
                                       out, code=pending)
        self.assertFalse(out.exists())
        self.assertIn(f"sealwright node agent-config {self.machine.vault} afar --out {out}", waits.talk)
        self.people["bea"].approve(request_in(waits))
        words = ("node", "agent-config", self.machine.vault, "afar", "--out", out)
        self.people["ana"].say(*words)
        again = self.people["ana"].say(*words, code=None)

        written = tomllib.loads(out.read_text())
        works = tomllib.loads((self.machine.agent.folder / "agent.toml").read_text())
        shown = self.people["ana"].say("node", "show", self.machine.vault, "afar", json_answer=True)
        self.assertEqual(written["service"], works["service"])
        self.assertEqual(written["node"]["vault"], works["node"]["vault"])
        self.assertEqual(written["node"]["id"], shown.document["id"])
        for name in ("mount", "key"):
            self.assertEqual(written["transit"][name], works["transit"][name])
        out.write_text(out.read_text().replace('user = "openbao"', f"user = {os.geteuid()}"))
        checked = self.house.alone.offline("check-config", "--agent", out)
        self.assertEqual(checked.code, 0, checked.talk)
        self.assertNotEqual(again.code, 0)
        self.assertIn("E2990", again.talk)

    def test_what_one_may_not_do_is_refused_by_role(self):
        for person in ("wil", "rob"):
            answer = self.people[person].say("vault", "add", "theirs", code=None)
            self.assertNotIn(answer.code, (0, pending), answer.talk)
        self.assertNotIn("theirs", self.names())

    def test_one_person_holds_for_hours_and_two_confirm_and_two_lift(self):
        self.people["rob"].say("vault", "hold", self.machine.vault, "--reason", "INC-412")
        shown = self.people["ana"].say("vault", "status", self.machine.vault, json_answer=True)
        vault = shown.document["vaults"][0]
        self.assertEqual(vault["held_by"], "rob")
        self.assertIsNotNone(vault["held_until"])
        self.machine.reboot()
        wait_until(lambda: self.machine.bao.refusal(0), "the held vault waits sealed", 30,
                   why=self.machine.bao.log_tail)
        self.people["ana"].say("vault", "hold", self.machine.vault, "--reason", "I agree")
        shown = self.people["bea"].say("vault", "status", self.machine.vault, json_answer=True)
        self.assertIsNone(shown.document["vaults"][0]["held_until"])
        alone = self.people["rob"].say("vault", "lift", self.machine.vault, "--reason", "over",
                                       code=pending)
        self.assertNotEqual(self.machine.bao.health(), OpenBao.active)
        self.people["ana"].approve(request_in(alone), code=pending)
        self.people["bea"].approve(request_in(alone))
        self.machine.bao.wait_unsealed("the vault is unsealed after two operators lifted", 20)

    def test_the_journal_holds_every_signature_and_is_checked_without_the_service(self):
        bundle = self.house.folder / "people.export"
        bundle.unlink(missing_ok=True)
        self.people["wil"].say("journal", "export", bundle, code=None)
        checked = self.house.alone.offline("--format", "json", "journal", "verify", bundle, "--key",
                                           self.house.verifier_key)
        self.assertEqual(checked.code, 0, checked.talk)
        verdict = json.loads(checked.text)
        self.assertGreater(verdict["signed_acts"], len(roles) + 4)
        self.assertEqual(verdict["unchecked_acts"], 0)

    def test_the_keeper_that_dies_between_proposal_and_approval_loses_neither(self):
        proposed = self.people["ana"].say("vault", "add", "late", code=pending)
        self.house.alone.process("sealwright-keeper").kill_9()
        self.house.settled()
        self.people["bea"].approve(request_in(proposed))
        self.assertIn("late", self.names())


class Founding(unittest.TestCase):
    """Nothing is there before the last founder has signed, and nothing that was signed is lost."""

    def test_the_keeper_dies_after_each_signature_and_the_founding_goes_on(self):
        house = _Unfounded()
        self.addCleanup(house.end)
        people = People(house.service, house.folder / "people",
                        {name: roles[name] for name in ("ana", "bea", "cem")})
        plan = people.begin(people.write_roster())
        for number, person in enumerate(people.by_name.values()):
            house.service.process("sealwright-keeper").kill_9()
            wait_until(lambda: house.service.status().get("phase") == "empty",
                       "the keeper is back, with nothing founded", 20)
            wrong = person.say("founding", "sign", "--name", "wrong", "--address",
                               f"127.0.0.1:{house.service.port}", "--authority",
                               house.service.state / "tls" / "ca.pem", "--key", person.key_file,
                               "--words", " ".join(reversed(plan["words"].split())), code=None)
            self.assertNotIn(wrong.code, (0, pending), "other words were signed")
            signed = person.sign_founding(plan["words"])
            self.assertEqual(signed.code, 0 if number == 2 else pending, signed.talk)
        house.service.wait_open()
        house.service.process("sealwright-keeper").kill_9()
        house.service.wait_open()
        self.assertIsNotNone(house.service.status().get("founded_entry"))


class _Unfounded(AttestedHouse):
    def initialise(self) -> str:
        return ""


if os.geteuid() != 0:
    Founded = unittest.skip("people and agents need users of their own: run as root")(Founded)
