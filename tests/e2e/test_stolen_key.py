"""Who stole an operator's key and a backup asks for everything that would open a vault, one request after
another: each waits, each is seen by the others, and nothing is other than before."""

import os
import re
import unittest

from tests.e2e.founded_house import FoundedCase
from tests.e2e.transit import Asker, ciphertexts_in

from scripts.lab.certificates import client_certificate
from scripts.lab.openbao import OpenBao
from scripts.lab.people import Person, pending, request_in

_all_certificates = ('version = 1\n\n[[rule]]\nname = "all"\nevidence = ["channel-certificate"]\n'
                     '\n[[rule]]\nname = "tpm"\nevidence = ["tpm2"]\n')


def state_seen_by(person: Person) -> dict:
    """All that a request could have changed."""
    asked = {"vaults": ("vault", "status"), "nodes": ("node", "list"), "policy": ("policy", "show"),
             "people": ("person", "list")}
    return {name: person.say(*words, json_answer=True).document for name, words in asked.items()}


class StolenKey(FoundedCase):
    """cem's key and passphrase are the thief's, and so is a copy of the vault's disk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.thief = cls.people["cem"]
        cls.others = [cls.people["ana"], cls.people["bea"]]
        cls.certificate = client_certificate(cls.machine.bao.folder, "stolen")

    @staticmethod
    def waiting(person: Person) -> dict[str, str]:
        """Each open request with who proposed it."""
        shown = person.say("request", "ls", json_answer=True).document["requests"]
        return {each["request"]: each["proposer"] for each in shown}

    def tries(self) -> list[tuple]:
        """A policy for certificates, a node of one's own, a window, and a role for another key."""
        policy = self.house.folder / "all.toml"
        policy.write_text(_all_certificates)
        vault = self.machine.vault
        return [("policy", "set", policy, "--looser"),
                ("node", "add", vault, "thief", "--cert", self.certificate.certificate),
                ("node", "enrol", vault, "thief-too"),
                ("vault", "allow-restore", vault, "--for", "10m"),
                ("vault", "allow-init", vault, "--for", "10m"),
                ("person", "roles", "rob", "operator"),
                ("rules", "set", "--needed", "2", "--overrule", "2", "--veto", "60s")]

    def proposed(self) -> list[str]:
        """By the journal, which cem proposed."""
        shown = self.people["wil"].say("journal", "show", "--last", "200", json_answer=True).document
        return [entry["fields"].get("request", "") for entry in shown["entries"]
                if entry["fields"].get("what") == "request proposed" and "cem" in entry["who"]]

    def test_a_stolen_operator_key_and_a_backup_open_nothing_and_the_others_see_it(self):
        before = state_seen_by(self.people["wil"])
        waited = {person.name: self.waiting(person) for person in self.others}
        tried = [self.thief.say(*words, code=pending) for words in self.tries()]
        requests = [request_in(each) for each in tried]

        self.assertEqual(len(set(requests)), len(self.tries()))
        for person in self.others:
            seen = {request: proposer for request, proposer in self.waiting(person).items()
                    if request not in waited[person.name]}
            self.assertEqual(seen, dict.fromkeys(requests, "cem"), person.name)
        self.assertEqual(set(requests) - set(self.proposed()), set())
        self.assertEqual(state_seen_by(self.people["wil"]), before)

        self.thief.approve(requests[0], code=pending)  # One person counts once.
        self.opens_nothing()

        for request in requests:
            self.people["wil"].say("request", "veto", request, "--reason", "a stolen key")
        every = self.people["bea"].say("request", "ls", "--all", json_answer=True).document["requests"]
        states = {each["request"]: each["state"] for each in every}
        self.assertEqual({states[request] for request in requests}, {"vetoed"})
        for person in self.others:
            self.assertEqual(self.waiting(person), waited[person.name])
        self.assertEqual(state_seen_by(self.people["wil"]), before)
        self.opens_nothing()
        self.assertEqual(self.machine.bao.health(), OpenBao.active)

    def opens_nothing(self) -> None:
        sealed = ciphertexts_in(self.machine.bao.folder / "data")
        self.assertTrue(sealed, "the backup has something to be opened")
        asker = Asker(self.house.alone, self.certificate)
        for text in sealed:
            reply = asker.decrypt(self.machine.vault, text)
            self.assertEqual(reply.status, 403, reply.text)
            named = re.search(r"sealwright explain ([A-Za-z0-9-]+)", reply.text)
            self.assertIsNotNone(named, reply.text)
            why = self.people["ana"].say("explain", named.group(1)).text
            self.assertIn("E2404", why)


if os.geteuid() != 0:
    StolenKey = unittest.skip("people and agents need users of their own: run as root")(StolenKey)


if __name__ == "__main__":
    unittest.main()
