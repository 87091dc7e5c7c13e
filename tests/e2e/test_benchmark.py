"""scripts/bench works: a short run, whose figures mean nothing and nobody judges."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from tests.e2e.shared import repository

from scripts.benchmark import attested, custody, root
from scripts.benchmark.effort import quick as quick_effort
from scripts.benchmark.quote import quote_name
from scripts.benchmark.verifier import keys, verifier_name

_seconds_max = 400  # The meter may have to be built, and the peer of splitting.


def quick(*measures: str) -> dict[str, dict]:
    """The rows of a quick run of some measures, by name."""
    with tempfile.TemporaryDirectory(prefix="sealwright-quick-") as folder:
        found = Path(folder) / "rows.json"
        only = [word for name in measures for word in ("--only", name)]
        done = subprocess.run(
            [str(repository / "scripts/bench"), "--quick", *only, "--json", str(found)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_seconds_max,
            check=False)
        if done.returncode != 0:
            raise AssertionError(done.stderr[-3000:])
        return {row["name"]: row for row in json.loads(found.read_text())}


@unittest.skipIf(os.geteuid() != 0, "only root gives each process a user of its own")
class Benchmark(unittest.TestCase):
    rows: dict[str, dict]

    @classmethod
    def setUpClass(cls):
        cls.rows = quick("attested", "verifier", "quote", "custody", "root")

    def test_machines_attest_all_at_once_and_a_real_one_boots_among_them(self):
        self.assertEqual(self.rows[attested.crowd_failures_name]["ours"], 0)
        for name in (attested.crowd_last_name, attested.crowd_boot_name,
                     quote_name, *(verifier_name(key) for key in keys)):
            self.assertGreater(self.rows[name]["ours"], 0, name)
        self.assertGreater(self.rows[attested.boot_name]["openbao"], 0)

    def test_custodians_are_measured_step_by_step_and_splitting_beside_its_peer(self):
        bounded = [custody.step_name(group, step) for group in custody.groups for step in group.most_ms]

        self.assertEqual(len(bounded), 21)
        for name in (*bounded, *custody.splittings.values()):
            self.assertGreater(self.rows[name]["ours"], 0, name)
        for name in custody.splittings.values():
            peer = self.rows[name]["sss"]
            if isinstance(peer, str):
                self.assertRegex(peer, "^not measured: cargo ", name)
            else:
                self.assertGreater(peer, 0, name)

    def test_a_vaults_root_tokens_are_ended_and_one_is_made_in_a_measured_time(self):
        names = (root.rotation_name, root.calls_name, root.request_name, root.late_request_name)
        for name in names:
            self.assertGreater(self.rows[name]["ours"], 0, name)
        tokens = quick_effort.live_tokens
        self.assertGreater(self.rows[root.calls_name]["ours"], 2 * tokens, "half of a census is none")


if __name__ == "__main__":
    unittest.main()
