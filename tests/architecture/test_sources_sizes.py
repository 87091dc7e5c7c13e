import unittest

from scripts.habits.tree import ROOT
from tests.architecture.code import blank, functions
from tests.architecture.sizes import long_ones
from tests.support.tree import tree_of


class SizesTest(unittest.TestCase):
    def test_no_file_and_no_function_is_too_long(self):
        found = long_ones(ROOT)
        for one in found:
            print(f"long: {one.lines} lines: {one.where}")
        self.assertEqual([one for one in found if one.refused], [])


class SizesControl(unittest.TestCase):
    def refused(self, name: str, text: str) -> list[str]:
        with tree_of({name: text}) as root:
            return [one.where for one in long_ones(root) if one.refused]

    def test_control_a_file_of_501_lines_is_refused(self):
        self.assertEqual(self.refused("src/core/a.cpp", "\n" * 501), ["src/core/a.cpp"])

    def test_control_a_table_may_be_longer(self):
        self.assertEqual(self.refused("src/core/a.cpp", "// table: codes\n" + "\n" * 600), [])

    def test_control_a_function_of_101_lines_is_refused(self):
        text = "namespace a {\nint f(int b) {\n" + "    b++;\n" * 99 + "}\n}\n"
        self.assertEqual(self.refused("src/core/a.cpp", text), ["src/core/a.cpp:2: int f(int b)"])

    def test_control_a_python_function_of_101_lines_is_refused(self):
        text = "def f():\n" + "    pass\n" * 100
        self.assertEqual(self.refused("tests/e2e/a.py", text), ["tests/e2e/a.py:1: f"])


class CodeTest(unittest.TestCase):
    """The cutter sees the shapes that our code has."""

    def heads(self, text: str) -> list[str]:
        return [head for _, _, head in functions(text)]

    def test_it_finds_members_constructors_and_trailing_returns(self):
        text = """
        struct Row { int a{1}; std::array<int, 2> b = {1, 2}; };
        class Thing {
        public:
            explicit Thing(int a) : a_{a}, b_(f(a)), c_{} { go(); }
            int get() const noexcept { return a_; }
        };
        auto Thing::now() const -> Result<int> { return [&] { return 1; }(); }
        constexpr Row rows[] = { {1}, {2} };
        constexpr auto table = make({1, 2});
        """
        heads = [head.split("(")[0] for head in self.heads(text)]
        self.assertEqual(heads, ["public: explicit Thing", "int get", "auto Thing::now"])

    def test_it_finds_test_cases_in_suites_and_counts_their_lines(self):
        text = 'TEST_SUITE("a/b") {\nTEST_CASE("x") {\n  CHECK(true);\n}\n}\n'
        self.assertEqual(functions(text), [(2, 3, 'TEST_CASE("")')])

    def test_comments_and_literals_are_blanked_and_lines_kept(self):
        text = 'a /* throw\n */ b // throw\n"throw" R"x(throw\n")x" 1\'000 \'"\' c'
        self.assertNotIn("throw", blank(text))
        self.assertEqual(blank(text).count("\n"), text.count("\n"))
        self.assertTrue(blank(text).endswith("c"))
