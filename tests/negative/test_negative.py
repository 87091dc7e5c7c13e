import os
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts.habits.tree import ROOT
from tests.support.syntax import Compiler
from tests.support.tree import tree_of

EXPECT = "// expect: "


def fault(root: Path, name: str) -> str | None:
    """Why `tests/negative/<name>` does not show what it promises; None if it does."""
    path = f"tests/negative/{name}"
    first = (root / path).read_text().partition("\n")[0]
    expected = first.removeprefix(EXPECT).strip()
    if not first.startswith(EXPECT) or not expected:
        return f"{name}: its first line is not `{EXPECT}<message>`"
    compiler = Compiler(root)
    control = compiler.complaints(path, "-DCONTROL")
    if control is not None:
        return f"{name}: its control does not compile:\n{control}"
    said = compiler.complaints(path)
    if said is None:
        return f"{name}: it compiles"
    errors = "\n".join(line for line in said.splitlines() if "error:" in line)
    return None if expected in errors else f"{name}: no error says `{expected}`:\n{said}"


class NegativeTest(unittest.TestCase):
    def test_what_must_not_compile_does_not(self):
        names = sorted(path.name for path in (ROOT / "tests/negative").glob("*.cpp"))
        self.assertTrue(names, "no promise is a type yet")
        with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            found = list(pool.map(lambda name: fault(ROOT, name), names))
        for name, text in zip(names, found, strict=True):
            with self.subTest(name):
                self.assertIsNone(text)


class NegativeControl(unittest.TestCase):
    def fault(self, text: str) -> str:
        with tree_of({"tests/negative/a.cpp": text}) as root:
            return fault(root, "a.cpp") or ""

    def test_control_a_file_that_breaks_its_promise_is_right(self):
        text = "struct A { A(const A&) = delete; };\n#ifndef CONTROL\nA f(A& a) { return a; }\n#endif\n"
        self.assertEqual(self.fault("// expect: use of deleted function\n" + text), "")

    def test_control_a_template_is_looked_into(self):
        text = "template <class T> void f() { static_assert(sizeof(T) > 1, \"too small\"); }\n"
        call = "#ifndef CONTROL\nvoid g() { f<char>(); }\n#endif\n"
        self.assertEqual(self.fault("// expect: too small\n" + text + call), "")

    def test_control_a_file_that_compiles_is_found(self):
        self.assertIn("it compiles", self.fault("// expect: deleted\nint a;\n"))

    def test_control_a_failure_for_another_reason_is_found(self):
        text = "// expect: deleted\n#ifndef CONTROL\nint a = nothing;\n#endif\n"
        self.assertIn("no error says `deleted`", self.fault(text))

    def test_control_a_control_that_fails_is_found(self):
        self.assertIn("its control does not", self.fault("// expect: nothing\nint a = nothing;\n"))

    def test_control_a_file_without_an_expectation_is_found(self):
        self.assertIn("its first line", self.fault("int a = nothing;\n"))
