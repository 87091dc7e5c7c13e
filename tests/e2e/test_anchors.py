"""Trust anchors in a founded installation: the folder of roots on the host offers, two people accept."""

import hashlib
import os
import shutil
import ssl
import unittest
from pathlib import Path

from scripts.lab import openbao
from scripts.lab.attested import Machine, agent_uid, new_machine
from scripts.lab.openbao import OpenBao
from scripts.lab.people import ByTwo, People, pending, request_in
from scripts.lab.tpm import SoftwareTpm
from scripts.lab.tpm_authority import write_roots
from scripts.lab.waiting import wait_until
from tests.e2e.attested_house import AttestedHouse
from tests.e2e.shared import repository

_roles = {"ana": ("operator",), "bea": ("operator",), "cem": ("operator",), "rob": ("responder",)}


def digest_of(certificate: Path) -> str:
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.read_text())).hexdigest()


class UnbelievingHouse(AttestedHouse):
    """Founded by its people, who have accepted no maker of TPMs yet."""

    def initialise(self) -> str:
        self.people = People(self.service, self.folder / "people", _roles)
        key = self.people.found()
        self.service = ByTwo(self.people, "ana", "bea")
        return key

    def invited(self, vault: str, name: str, tpm: SoftwareTpm) -> Machine:
        """A machine with its token, not enrolled."""
        tpm.start()
        folder = self.folder / "machines" / f"{vault}-{name}"
        folder.mkdir(parents=True)
        bao = OpenBao(folder / "vault", openbao.binary(repository))
        machine = new_machine(self.service, folder / "agent", vault, name, bao, tpm)
        self._machines.append(machine)
        return machine

    def another_makers(self) -> SoftwareTpm:
        folder = self.folder / "others"
        folder.mkdir(mode=0o711)
        tpm = SoftwareTpm.make(folder / "tpm", agent_uid())
        tpm.folder.chmod(0o711)
        return tpm

    def swap_folder(self, tpm: SoftwareTpm) -> None:
        """What one operator, or configuration management, can do on the host."""
        shutil.rmtree(self.folder / "believed")
        write_roots(self.folder / "believed", [tpm.root_certificate], [tpm.issuer_certificate])


@unittest.skipIf(os.geteuid() != 0, "people and agents need users of their own: run as root")
class Anchors(unittest.TestCase):
    """In order: each case goes on from what the one before has left."""

    @classmethod
    def setUpClass(cls):
        cls.house = UnbelievingHouse()
        cls.addClassCleanup(cls.house.end)
        cls.people, cls.service = cls.house.people, cls.house.service
        cls.digest = digest_of(cls.house.maker)
        cls.service.ask("vault", "add", "prod", "--class", "production")
        cls.machine = cls.house.invited("prod", "one", cls.house.new_tpm("one"))

    def enrols(self, machine: Machine):
        return machine.agent.command("enrol", token=machine.token)

    def refused(self, machine: Machine, digest: str) -> None:
        done = self.enrols(machine)
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, 11, said)
        self.assertIn("2483", said)
        self.assertIn(digest, said)
        self.assertIn("sealwright anchor accept", said)
        self.assertIsNone(machine.shown()["enrolled"])

    def wait_for_the_new_folder(self, machine: Machine) -> None:
        """A verifier that was waiting has read the old one, and knows no path at all."""
        said: list[str] = []

        def is_read() -> bool:
            done = self.enrols(machine)
            said.append(done.stdout + done.stderr)
            self.assertNotEqual(done.returncode, 0, said[-1])
            return "2483" in said[-1]
        wait_until(is_read, "a verifier has read the new folder", 60, why=lambda: "\n".join(said))

    def alerts(self, digest: str) -> list[dict]:
        return [each for each in self.house.entries()
                if each["kind"] == "alert" and "nobody accepted" in str(each) and digest in str(each)]

    def listed(self) -> list[dict]:
        return self.people["rob"].say("anchor", "ls", json_answer=True).document["anchors"]

    def test_1_a_maker_that_nobody_accepted_enrols_nothing_until_two_people_accept_it(self):
        self.refused(self.machine, self.digest)
        self.assertEqual(len(self.alerts(self.digest)), 1)
        alone = self.people["ana"].say("anchor", "accept", self.house.maker, code=pending)
        self.assertIn(self.digest, alone.talk)
        self.refused(self.machine, self.digest)
        local = self.people.service.ask("anchor", "accept", self.house.maker, code=None)
        self.assertIn("E3228", local.talk)

        self.people["bea"].approve(request_in(alone))

        self.machine.enrol()
        self.machine.approve()
        self.assertEqual([(each["digest"], each["kind"], each["nodes"]) for each in self.listed()],
                         [(self.digest, "root", ["prod/one"])])
        self.service.ask("vault", "allow-init", "prod", "--for", "10m")
        self.machine.agent.start()
        self.machine.bao.start()
        self.machine.keys = self.machine.bao.initialise()
        self.machine.bao.wait_unsealed("a vault of an accepted maker's machine is unsealed")

    def test_2_the_folder_swapped_on_the_host_alone_enrols_nothing(self):
        foreign = self.house.another_makers()
        self.house.swap_folder(foreign)
        machine = self.house.invited("prod", "two", foreign)
        other = digest_of(foreign.root_certificate)

        self.wait_for_the_new_folder(machine)

        self.refused(machine, other)
        self.assertTrue(self.alerts(other))
        self.assertNotIn(other, [each["digest"] for each in self.listed()])

    def test_3_what_is_dropped_by_one_enrols_nothing_and_its_node_boots_on(self):
        self.house.swap_folder(self.machine.tpm)

        dropped = self.people["rob"].say("anchor", "drop", self.digest)

        self.assertIn("sealwright node revoke prod one", dropped.talk)
        self.assertEqual([(each["accepted"], each["nodes"]) for each in self.listed()],
                         [(None, ["prod/one"])])
        self.machine.reboot()
        self.machine.bao.wait_unsealed("a node that came by a dropped anchor boots on")
        late = self.house.invited("prod", "three", self.house.new_tpm("three"))
        self.wait_for_the_new_folder(late)
        self.refused(late, self.digest)
        again = self.people["rob"].say("anchor", "drop", self.digest, code=None)
        self.assertIn("E2485", again.talk)


if __name__ == "__main__":
    unittest.main()
