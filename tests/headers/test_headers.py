import os
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts.habits.tree import ROOT, sources
from tests.support.syntax import Compiler
from tests.support.tree import tree_of


def lonely(root: Path, memory: Path | None = None) -> dict[str, str]:
    """Public headers of the tree that do not compile alone, and what the compiler said."""
    compiler = Compiler(root, memory)
    headers = [str(path) for path in sources(root, ("include",)) if path.suffix == ".hpp"]
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        said = pool.map(compiler.complaints, headers)
    return {header: text for header, text in zip(headers, said, strict=True) if text is not None}


class HeadersTest(unittest.TestCase):
    def test_every_public_header_compiles_alone(self):
        found = lonely(ROOT, ROOT / "build/seen/headers")
        self.assertEqual(list(found), [], "\n".join(found.values()))

    def test_control_a_header_that_needs_another_one_first_is_found(self):
        header = "include/sealwright/core/a.hpp"
        with tree_of({header: "#pragma once\nstd::string name();\n"}) as root:
            self.assertEqual(list(lonely(root)), [header])

    def test_control_a_complete_header_is_not_found(self):
        header = "include/sealwright/core/a.hpp"
        with tree_of({header: "#pragma once\n#include <string>\nstd::string name();\n"}) as root:
            self.assertEqual(lonely(root), {})

    def test_control_what_was_clean_is_looked_at_again_after_a_change(self):
        header = "include/sealwright/core/a.hpp"
        with tree_of({header: "#pragma once\nint a();\n"}) as root:
            memory = root / "build/seen"
            self.assertEqual(lonely(root, memory), {})
            (root / header).write_text("#pragma once\nstd::string name();\n")
            self.assertEqual(list(lonely(root, memory)), [header])
