"""What scripts/bench writes: missed goals stay, and nothing outside of the markers changes."""

import tempfile
import unittest
from pathlib import Path

from scripts.benchmark import page
from scripts.benchmark.custody import groups, splittings, step_name
from scripts.benchmark.decrypts import kept_name
from scripts.benchmark.goals import GOALS
from scripts.benchmark.root import request_name, rotation_name
from scripts.benchmark.rows import Row
from scripts.lab.failure import Failure


class BenchmarkPage(unittest.TestCase):
    def test_a_missed_goal_stays_in_the_table_as_missed_with_what_the_profile_says(self):
        text = page.section([Row(kept_name(64), "1/s", 7999, 1000, 60000)], 0.1)

        self.assertIn("8 times: **missed**", text)
        goal = next(goal for goal in GOALS if goal.row == kept_name(64))
        self.assertIn(goal.if_missed, text)

    def test_a_goal_that_is_just_met_is_met(self):
        text = page.section([Row(kept_name(64), "1/s", 8000, 1000, 60000)], 0.1)

        self.assertIn("8 times: met", text)
        self.assertNotIn("missed", text)

    def test_every_goal_about_time_says_what_bounds_it(self):
        bare = [goal.row for goal in GOALS if not goal.if_missed]

        self.assertEqual([row for row in bare if "memory" not in row and "failures" not in row], [])

    def test_custodians_and_splitting_stand_in_a_table_of_their_own_beside_sss(self):
        name = splittings["combine"]
        text = page.section([Row(kept_name(1), "1/s", 1000, 1000),
                             Row(name, "ns", 240, sss=800, table="custody")], 0.1)

        first, second = text.split("| custodians and splitting |")
        self.assertIn(f"| {kept_name(1)} |", first)
        self.assertNotIn(name, first)
        self.assertIn(f"| {name} | ns | 240 | 800 | 0.3 | no slower: met |", second)

    def test_a_splitting_that_is_slower_than_sss_is_missed(self):
        text = page.section([Row(splittings["split"], "ns", 801, sss=800, table="custody")], 0.1)

        self.assertIn("no slower: **missed**", text)

    def test_without_a_peer_the_row_says_why_and_nothing_is_judged(self):
        why = "not measured: cargo is missing"
        text = page.section([Row(splittings["split"], "ns", 1, sss=why, table="custody")], 0.1)

        self.assertIn(f"| ns | 1 | {why} |  |  |", text)

    def test_a_step_of_custodians_over_its_bound_is_missed(self):
        group = groups[0]
        rows = [Row(step_name(group, "verify"), "ms", group.most_ms["verify"] + 0.01, table="custody")]

        self.assertIn("at most 0.9 ms: **missed**", page.section(rows, 0.1))

    def test_root_stands_in_a_table_of_its_own_with_goals_and_no_peer(self):
        text = page.section([Row(kept_name(1), "1/s", 1000, 1000), Row(rotation_name, "s", 9.9, table="root"),
                             Row(request_name, "s", 2, table="root")], 0.1)

        first, second = text.split("| root | unit | ours | goal |")
        self.assertNotIn(rotation_name, first)
        self.assertIn(f"| {rotation_name} | s | 9.9 | under 10 s: met |", second)
        self.assertIn(f"| {request_name} | s | 2 | under 2 s: **missed** |", second)

    def test_root_alone_is_written_into_its_place_and_leaves_the_others_and_they_leave_it(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "page.md"
            real = (Path(__file__).parents[2] / "docs/reference/performance.md").read_text()
            path.write_text(real)

            page.write_page(path, [Row("a row of root", "s", 1.0, table="root")], 0.1)
            written = path.read_text()
            page.write_page(path, [Row("a row", "ms", 1.0, 2.0)], 0.1)

            mark = "<!-- benchmark of root: begin"
            self.assertEqual(written.partition(mark)[0], real.partition(mark)[0])
            self.assertEqual(written.count("| a row of root |"), 1)
            self.assertEqual(path.read_text().partition(mark)[2], written.partition(mark)[2])
            self.assertEqual(path.read_text().count("| a row |"), 1)

    def test_only_what_stands_between_the_markers_is_written(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "page.md"
            real = (Path(__file__).parents[2] / "docs/reference/performance.md").read_text()
            path.write_text(real)

            page.write_page(path, [Row("a row", "ms", 1.0, 2.0)], 0.1)
            page.write_page(path, [Row("a row", "ms", 3.0, 2.0)], 0.1)

            before, after = (text.partition("<!-- benchmark: begin")[0]
                             for text in (real, path.read_text()))
            self.assertEqual(after, before)
            self.assertTrue(path.read_text().endswith(real.partition("<!-- benchmark: end -->")[2]))
            self.assertEqual(path.read_text().count("| a row |"), 1)

    def test_a_page_without_markers_is_refused_and_stays_as_it_is(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "page.md"
            path.write_text("nothing")

            with self.assertRaises(Failure):
                page.write_page(path, [], 0.1)

            self.assertEqual(path.read_text(), "nothing")

    def test_a_row_of_the_json_file_has_these_six_names(self):
        self.assertEqual(list(Row("a", "ms", 1.0).document()),
                         ["name", "unit", "ours", "openbao", "limit", "sss"])


if __name__ == "__main__":
    unittest.main()
