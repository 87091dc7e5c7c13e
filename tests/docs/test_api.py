"""The API's description, the matrix that is made from it, and the asks that the service knows."""

import json
import re
import unittest
from pathlib import Path

from scripts.api import generate
from scripts.api.matrix import SOURCE, DescriptionFault, rows
from scripts.habits.tree import ROOT
from tests.support.tree import tree_of

PAGE = "docs/reference/roles.md"
ASK = re.compile(r"^struct (\w+Ask) \{\s+static constexpr std::uint16_t type = (0x05[0-9a-f]{2});",
                 re.MULTILINE)
SPEC = re.compile(r'ErrorSpec \w+\{\s*(\d{4}),\s*"[\w-]+",\s*((?:"[^"]*"\s*)+),')
# What carries asks, and is none of them: a person's signed question, and those in it that the
# keeper decides by what they hold.
CARRIERS = {"PersonAsk": "0x0570", "ProposeAsk": "0x0572", "DecideAsk": "0x0573",
            "CeremonyActAsk": "0x05a5", "RecoveryGiveAsk": "0x05a9",
            "HeldChallengeAsk": "0x05aa", "HeldAsk": "0x05ac"}


def description() -> dict:
    return json.loads((ROOT / SOURCE).read_text())


def asks(root: Path) -> dict[str, str]:
    """Every ask that a header of operate declares, by its type."""
    headers = sorted((root / "include/sealwright/operate").glob("*messages.hpp"))
    return {number: name for header in headers for name, number in ASK.findall(header.read_text())}


def missing(root: Path, text: str) -> list[str]:
    classed = {row.type for row in rows(text)}
    known = {number: name for number, name in asks(root).items() if name not in CARRIERS}
    found = [f"{name} {number} has no operation in {SOURCE}" for number, name in known.items()
             if number not in classed]
    return found + [f"{number} is in {SOURCE}, and no ask" for number in sorted(classed - set(known))]


def meanings(root: Path) -> dict[str, str]:
    """What each error means, by its number, as its header says it."""
    headers = [*root.glob("include/**/errors.hpp"), *root.glob("src/**/errors.hpp")]
    found = [pair for header in headers for pair in SPEC.findall(header.read_text())]
    return {number: "".join(re.findall(r'"([^"]*)"', text)) for number, text in found}


def references(value: object) -> list[str]:
    if isinstance(value, list):
        return [found for each in value for found in references(each)]
    if not isinstance(value, dict):
        return []
    own = [value["$ref"]] if "$ref" in value else []
    return own + [found for each in value.values() for found in references(each)]


def operations() -> list[tuple[str, dict]]:
    return [(f"{method} {path}", operation) for path, item in description()["paths"].items()
            for method, operation in item.items()]


class ApiTest(unittest.TestCase):
    maxDiff = None

    def test_a_new_ask_fails_until_it_is_classed(self):
        self.assertEqual(missing(ROOT, (ROOT / SOURCE).read_text()), [])

    def test_the_page_of_roles_is_what_the_description_says(self):
        self.assertEqual((ROOT / PAGE).read_text(), generate.roles((ROOT / SOURCE).read_text()),
                         f"run: python3 -B -m scripts.api.generate roles > {PAGE}")

    def test_every_operation_says_what_it_is_and_how_it_fails(self):
        seen = []
        for what, operation in operations():
            with self.subTest(what):
                self.assertTrue(operation["summary"] and operation["description"])
                self.assertIn("200", operation["responses"])
                wanted = {"503"} if "get" in what else {"400", "401", "403", "413", "415", "503"}
                self.assertLessEqual(wanted, set(operation["responses"]))
                seen.append(operation["operationId"])
        self.assertEqual(len(set(seen)), len(seen))

    def test_every_reference_leads_somewhere(self):
        whole = description()
        for reference in set(references(whole)):
            place = whole
            for step in reference.removeprefix("#/").split("/"):
                self.assertIn(step, place, reference)
                place = place[step]

    def test_every_example_of_a_problem_is_an_error_of_ours(self):
        known = meanings(ROOT)
        for response in description()["components"]["responses"].values():
            for example in response["content"].get("application/problem+json", {}).get(
                    "examples", {}).values():
                problem = example["value"]
                code = problem["code"].removeprefix("E")
                self.assertEqual(problem["type"], f"urn:sealwright:error:{code}")
                self.assertEqual(problem["detail"], known.get(code), problem["code"])


class ApiControl(unittest.TestCase):
    """Deny by default: what is not classed is refused before anything is made of it."""

    def changed(self, change) -> str:
        whole = description()
        change(whole["paths"])
        return json.dumps(whole)

    def fault(self, change) -> str:
        with self.assertRaises(DescriptionFault) as refused:
            rows(self.changed(change))
        return str(refused.exception)

    def test_control_an_operation_without_a_class_is_refused(self):
        def declass(paths):
            del paths["/v1/requests/vault-add"]["post"]["x-sealwright"]
        self.assertIn("/v1/requests/vault-add: who may do it is not said", self.fault(declass))

    def test_control_a_new_operation_is_refused_until_it_says_who_may(self):
        def add(paths):
            paths["/v1/requests/new"] = {"post": {"summary": "New", "responses": {}}}
        self.assertIn("/v1/requests/new: who may do it is not said", self.fault(add))

    def test_control_a_change_among_the_queries_is_refused(self):
        def move(paths):
            paths["/v1/queries/vault-add"] = paths.pop("/v1/requests/vault-add")
        self.assertIn("stands under /v1/requests/", self.fault(move))

    def test_control_odd_roles_effects_types_and_methods_are_refused(self):
        def said(**values):
            def change(paths):
                paths["/v1/requests/vault-add"]["post"]["x-sealwright"].update(values)
            return change
        self.assertIn("there is no effect", self.fault(said(effect="anything")))
        self.assertIn("roles are some of", self.fault(said(roles=["root"])))
        self.assertIn("roles are some of", self.fault(said(roles=["operator", "operator"])))
        self.assertIn("roles are named", self.fault(said(roles=[])))
        self.assertIn("its type is", self.fault(said(type="0x0401")))
        self.assertIn("the type 0x0508", self.fault(said(type="0x0508")))
        self.assertIn("not said", self.fault(said(more=1)))

        def read(paths):
            paths["/v1/requests/vault-add"]["get"] = paths["/v1/requests/vault-add"].pop("post")
        self.assertIn("is posted", self.fault(read))

    def test_whatever_carries_a_signed_question_may_have_been_asked_before(self):
        without = [path for path, item in description()["paths"].items()
                   if "post" in item and "409" not in item["post"]["responses"]]
        self.assertEqual(without, [])

    def test_control_a_member_that_stands_twice_is_refused(self):
        with self.assertRaisesRegex(DescriptionFault, "twice"):
            rows('{"paths": {}, "paths": {}}')

    def test_control_an_ask_of_a_header_without_an_operation_is_found(self):
        header = "struct NewAsk {\n    static constexpr std::uint16_t type = 0x05ff;\n};\n"
        with tree_of({"include/sealwright/operate/new_messages.hpp": header}) as root:
            found = missing(root, (ROOT / SOURCE).read_text())
        self.assertIn(f"NewAsk 0x05ff has no operation in {SOURCE}", found)
        self.assertIn(f"0x0501 is in {SOURCE}, and no ask", found)


if __name__ == "__main__":
    unittest.main()
