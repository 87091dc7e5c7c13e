"""Each decoder is reached by the corpus of its fuzz target, and none is forgotten."""

import shutil
import tempfile
import unittest
from pathlib import Path

from scripts.habits import build, coverage

FOLDER = build.EXTRA["coverage"].folder


class CoverageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.table = coverage.Table(coverage.TABLE.read_text())

    def test_every_decoders_corpus_reaches_its_lines(self):
        reaches = coverage.measure(self.table, FOLDER)

        self.assertEqual(len(reaches), len(self.table.decoders))
        for reach in reaches:
            print(reach.line())
        low = [each.line() for each in reaches if each.percent < self.table.least_percent]
        self.assertEqual(low, [])

    def test_every_source_that_reads_bytes_is_in_the_table(self):
        sources = coverage.product_sources()

        self.assertEqual(self.table.unlisted(sources), [])
        self.assertEqual(self.table.stale(sources), [])


class CoverageControl(unittest.TestCase):
    """That the test above can fail."""

    def reach_with(self, target: str, file: str, names: list[str]) -> coverage.Reach:
        """What is reached when the corpus has only these inputs."""
        with tempfile.TemporaryDirectory() as corpus:
            folder = Path(corpus) / target
            folder.mkdir()
            for name in names:
                shutil.copy(coverage.CORPUS / target / name, folder)
            coverage.replay(target, FOLDER, Path(corpus))
            return coverage.reach_of(coverage.Decoder(file, target, ()), FOLDER)

    def test_control_a_corpus_that_lost_its_inputs_reaches_too_little(self):
        whole = sorted(path.name for path in (coverage.CORPUS / "http").iterdir())

        reach = self.reach_with("http", "src/http/strict/head.cpp", whole)
        poor = self.reach_with("http", "src/http/strict/head.cpp", ["http2_greeting"])

        self.assertGreaterEqual(reach.percent, 85)
        self.assertLess(poor.percent, 85)
        self.assertTrue(poor.missed)

    def test_control_a_source_that_is_not_compiled_reaches_nothing(self):
        coverage.replay("http", FOLDER, coverage.CORPUS)

        reach = coverage.reach_of(coverage.Decoder("src/nobody.cpp", "http", ()), FOLDER)

        self.assertEqual(reach.percent, 0)

    def test_control_a_source_that_is_in_no_row_is_found(self):
        table = coverage.Table("least_percent = 85\n[[decoder]]\nfile = 'a.cpp'\ntarget = 'a'\n")
        sources = {"a.cpp": "T::read(wire::Reader& reader)", "b.cpp": "::recv(socket, data, size, 0)",
                   "c.cpp": "int add(int left, int right);"}

        self.assertEqual(table.unlisted(sources), ["b.cpp"])
        self.assertEqual(table.stale({}), ["a.cpp"])


if __name__ == "__main__":
    unittest.main()
