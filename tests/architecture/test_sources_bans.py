import tomllib
import unittest

from scripts.habits.tree import ROOT
from tests.architecture.bans import RULES, violations
from tests.support.tree import tree_of

PRODUCT = "src/seal/grant.cpp"
HEADER = "include/sealwright/seal/grant.hpp"

# One line that each ban must find, and where it stands.
BROKEN = {
    "throw": (PRODUCT, "throw 1;"),
    "catch": (PRODUCT, "} catch (const E& e) {"),
    "shared_ptr in a header": (HEADER, "std::shared_ptr<int> a;"),
    "using namespace in a header": (HEADER, "using namespace std;"),
    "comparing bytes in variable time": (PRODUCT, "if (std::memcmp(a, b, 3) == 0) {}"),
    "reinterpret_cast": (PRODUCT, "auto a = reinterpret_cast<char*>(b);"),
    "writing to the terminal": (PRODUCT, "std::cout << 1;"),
    "a name that says nothing": (PRODUCT, "class GrantManager;"),
    "a file name that says nothing": ("src/seal/grant_utils.cpp", ""),
    "a note to self": ("docs/page.md", "TODO: write it"),
    "default in a switch": (PRODUCT, "default: return 1;"),
    "detached": (PRODUCT, "co_spawn(a, b, asio::detached);"),
    "threads and locks": (PRODUCT, "std::recursive_mutex a;"),
    "getenv": (PRODUCT, 'auto a = std::getenv("A");'),
    "a path of somebody's machine": ("docs/page.md", "cd /home/ana/sealwright"),
    "a package registry": ("scripts/setup", "pip install --index" + "-url=x"),
}

# Lines that look alike and are all right.
FINE = """\
// throw is explained here; std::cout too
const char* text = "throw default: getenv";
#include <utility>
Thing(const Thing&) = default;
if (sodium_memcmp(a, b, 3) != 0) return a::default_::b;
std::snprintf(a, b, c);
"""


class BansTest(unittest.TestCase):
    maxDiff = None

    def test_no_file_contains_what_is_banned(self):
        self.assertEqual(violations(ROOT), [])


class BansControl(unittest.TestCase):
    def test_control_every_ban_finds_what_it_bans(self):
        names = [ban["name"] for ban in tomllib.loads(RULES.read_text())["ban"]]
        self.assertEqual(sorted(names), sorted(BROKEN))
        for name, (path, line) in BROKEN.items():
            with self.subTest(name), tree_of({path: line + "\n"}) as root:
                found = [finding.split(": ")[1].split(" (")[0] for finding in violations(root)]
                self.assertEqual(found, [name])

    def test_control_what_only_looks_alike_is_not_found(self):
        with tree_of({PRODUCT: FINE}) as root:
            self.assertEqual(violations(root), [])

    def test_control_the_path_of_the_checkout_is_found(self):
        with tree_of({}) as root:
            (root / "README.md").write_text(f"cd {root}\n")
            self.assertIn("the path of this checkout", violations(root)[0])
