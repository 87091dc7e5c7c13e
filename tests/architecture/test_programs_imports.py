import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from scripts.habits.tree import ROOT
from tests.architecture.imports import RULES, contents, faults, found

FOLDER = ROOT / RULES["folder"]


class ImportsTest(unittest.TestCase):
    maxDiff = None

    def test_every_program_is_built(self):
        self.assertEqual([name for name in RULES["programs"] if not (FOLDER / name).exists()], [])

    def test_no_program_imports_or_contains_what_it_must_not(self):
        pairs = [(FOLDER / name, rule) for rule in RULES["rule"] for name in rule["programs"]]
        self.assertEqual([fault for pair in pairs for fault in faults(*pair)], [])

    def test_the_rules_can_see_what_they_look_for(self):
        for presence in RULES["presence"]:
            program = FOLDER / presence["program"]
            self.assertTrue(found(contents(program), [presence["contents"]]), presence)


class ImportsControl(unittest.TestCase):
    """A tiny program that breaks each rule, and must be found."""

    def program(self, text: str) -> Path:
        folder = tempfile.TemporaryDirectory(prefix="sealwright-control-")
        self.addCleanup(folder.cleanup)
        path = Path(folder.name) / "program"
        compiler = os.environ.get("CXX", "g++").split()
        command = [*compiler, "-x", "c++", "-", "-o", str(path)]
        subprocess.run(command, input=text, text=True, check=True)
        return path

    def faults(self, text: str) -> str:
        program = self.program(text)
        return "\n".join(fault for rule in RULES["rule"] for fault in faults(program, rule))

    def test_control_a_program_that_imports_socket_is_found(self):
        text = "#include <sys/socket.h>\nint main() { return socket(AF_INET, SOCK_STREAM, 0); }\n"
        self.assertIn("imports: socket ", self.faults(text))

    def test_control_a_program_that_loads_code_is_found(self):
        text = '#include <dlfcn.h>\nint main() { return dlopen("x", 2) != nullptr; }\n'
        self.assertIn("imports: dlopen ", self.faults(text))

    def test_control_a_program_with_the_token_library_in_it_is_found(self):
        text = "namespace sealwright::hsm::token { int login() { return 0; } }\n"
        found = self.faults(text + "int main() { return sealwright::hsm::token::login(); }\n")
        self.assertIn("contents: sealwright::hsm::token::login()", found)

    def test_control_a_program_with_the_card_library_in_it_is_found(self):
        text = "namespace sealwright::hsm::card { int sign() { return 0; } }\n"
        found = self.faults(text + "int main() { return sealwright::hsm::card::sign(); }\n")
        self.assertIn("contents: sealwright::hsm::card::sign()", found)

    def test_control_a_harmless_program_is_not_found(self):
        self.assertEqual(self.faults("int main() {}\n"), "")
