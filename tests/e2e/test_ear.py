"""What `node show` calls an EAT Attestation Result is one, for a reader that has none of our code."""

import copy
import time
import unittest

from tests.e2e.attested_house import attested_house
from tests.e2e.ear_reader import NotAnEar, read_ear


class AResultForOthers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = attested_house()
        cls.machine = cls.house.new_machine("ear")

    def shown(self) -> tuple[dict, dict]:
        shown = self.machine.shown()
        return shown, shown["result"]["ear"]

    def test_1_an_accepted_a_learning_and_a_refused_result_are_each_read_by_another_reader(self):
        enrolled, document = self.shown()
        learning = read_ear(document).appraisals[enrolled["id"]]
        self.assertEqual((learning.status, learning.vector, learning.policy),
                         ("none", {"instance-identity": 2}, ""))

        self.machine.approve()
        self.machine.agent.command("attest", "--dry-run")
        shown, document = self.shown()
        ear = read_ear(document)
        self.assertAlmostEqual(ear.issued, time.time(), delta=60)
        self.assertEqual(ear.nonce.hex(), shown["result"]["nonce"])
        self.assertEqual(ear.build, self.house.service.ask("--version").text.strip())
        accepted = ear.appraisals[shown["id"]]
        self.assertEqual((accepted.status, accepted.vector),
                         ("affirming", {"instance-identity": 2, "executables": 3}))
        self.assertRegex(accepted.policy, "^ni:///sha-256;[A-Za-z0-9_-]{43}$")

        self.machine.tpm.extend(7, b"another loader")
        self.machine.agent.command("attest", "--dry-run")
        shown, document = self.shown()
        refused = read_ear(document).appraisals[shown["id"]]
        self.assertEqual((refused.status, refused.vector),
                         ("contraindicated", {"instance-identity": 2, "executables": 33}))

    def test_2_control_the_reader_refuses_what_is_none(self):
        shown, good = self.shown()
        appraisal = ("submods", shown["id"])
        for path, value in [(("eat_profile",), "tag:example.org,2026:mine"), (("iat",), 1.5),
                            (("ours",), 1), (("ear.verifier-id", "build"), ""),
                            (("submods",), {}), (("eat_nonce",), "AA=="),
                            ((*appraisal, "ear.status"), "failed"),
                            ((*appraisal, "ear.status"), "affirming"),
                            ((*appraisal, "checks"), []),
                            ((*appraisal, "ear.trustworthiness-vector"), {}),
                            ((*appraisal, "ear.trustworthiness-vector", "kernel"), 2),
                            ((*appraisal, "ear.trustworthiness-vector", "executables"), 128)]:
            wrong = copy.deepcopy(good)
            place = wrong
            for name in path[:-1]:
                place = place[name]
            place[path[-1]] = value
            with self.subTest(path=path, value=value), self.assertRaises(NotAnEar):
                read_ear(wrong)


if __name__ == "__main__":
    unittest.main()
