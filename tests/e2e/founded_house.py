"""FoundedHouse: a house whose service is founded by its people, and a case with a vault in production."""

import unittest

from tests.e2e.attested_house import AttestedHouse

from scripts.lab.people import ByTwo, People

roles = {"ana": ("operator",), "bea": ("operator",), "cem": ("operator", "custodian"),
          "rob": ("responder",), "wil": ("witness",)}


class FoundedHouse(AttestedHouse):
    """Its people found it; what the house asks for is then asked by two of them."""

    roles = roles

    def initialise(self) -> str:
        self.people = People(self.service, self.folder / "people", self.roles)
        key = self.people.found()
        self.alone = self.service
        self.service = ByTwo(self.people, "ana", "bea")
        self.service.ask("anchor", "accept", self.maker)
        return key


class FoundedCase(unittest.TestCase):
    """One house for the class, with a vault of class production that runs by its agent."""

    @classmethod
    def setUpClass(cls):
        cls.house = FoundedHouse()
        cls.addClassCleanup(cls.house.end)
        cls.people = cls.house.people
        cls.machine = cls.house.running("prod", vault_words=("--class", "production"))
