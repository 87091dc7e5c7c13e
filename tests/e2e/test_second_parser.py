"""Our HTTP reader beside another's (h11): what ours accepts, the other reads in the same way."""

import re
import subprocess
import unittest
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.odd_requests import PLAIN, TABLE, corpus

from scripts.habits.tree import ROOT

_ours = [str(ROOT / "build/release/tests/process/http/strict_verdicts")]
_theirs = [str(ROOT / ".tools/python/bin/python"), "-B",
           str(Path(__file__).with_name("second_parser.py"))]
_limit_seconds = 120
_streams, _seed = 12_000, 20_402  # The seed has no meaning; it is fixed so that a failure repeats.
_host = re.compile(r"[A-Za-z0-9._:\[\]-]+")


@dataclass(frozen=True)
class Verdict:
    requests: list[list[str]]  # Method, target, length, consumed, keep or close, then the Hosts.
    end: str


def verdicts(command: list[str], streams: list[bytes]) -> list[Verdict]:
    framed = b"".join(len(stream).to_bytes(4, "big") + stream for stream in streams)
    run = subprocess.run(command, input=framed, capture_output=True, timeout=_limit_seconds,
                         check=False)
    lines = run.stdout.decode(errors="replace").splitlines()
    if run.returncode != 0 or len(lines) != len(streams):
        raise AssertionError(f"{command[-1]} ended with {run.returncode} after {len(lines)} of "
                             f"{len(streams)} streams: {run.stderr.decode()} (run scripts/setup "
                             f"and build first)")
    found = [line.split("\t") for line in lines]
    return [Verdict([entry.split(" ") for entry in entries[:-1]], entries[-1]) for entries in found]


def other_reading(ours: list[str], theirs: list[str]) -> str:
    """What two readers say differently of one request; empty when they agree."""
    method, target, length, consumed, after = ours
    their_method, their_target, their_length, their_consumed, their_after, *hosts = theirs
    if (method, target) != (their_method, their_target):
        return "another method or target"
    if (length, consumed) != (their_length, their_consumed):
        return "another length, or another place where the next request begins"
    if len(hosts) != 1 or not _host.fullmatch(hosts[0]):
        return "not exactly one plain Host"
    # Ending a connection early hides nothing; keeping one that the other ends might.
    return "we keep a connection that is to end" if (after, their_after) == ("keep", "close") else ""


class SecondParserTest(unittest.TestCase):
    maxDiff = None

    def test_whatever_we_accept_a_second_parser_reads_in_the_same_way(self):
        streams = corpus(_streams, _seed)
        ours, theirs = verdicts(_ours, streams), verdicts(_theirs, streams)

        different = []
        for stream, our, their in zip(streams, ours, theirs):
            for place, request in enumerate(our.requests):
                if place >= len(their.requests):
                    different.append((stream, f"only we read request {place}", our, their))
                elif said := other_reading(request, their.requests[place]):
                    different.append((stream, said, our, their))

        self.assertEqual(different, [])
        # A corpus that is all refused, or all accepted, would compare nothing.
        accepted = sum(1 for our in ours if our.requests)
        lenient = sum(1 for our, their in zip(ours, theirs)
                      if len(their.requests) > len(our.requests) and our.end.startswith("refused"))
        self.assertGreater(accepted, _streams // 6)
        self.assertGreater(lenient, _streams // 20)

    def test_every_row_of_the_table_is_refused_and_so_is_what_follows_it(self):
        names = list(TABLE)
        streams = [TABLE[name] + PLAIN[0] for name in names]

        found = {name: verdict for name, verdict in zip(names, verdicts(_ours, streams))
                 if verdict.requests or not verdict.end.startswith("refused ")}

        self.assertEqual(found, {})

    def test_control_the_second_parser_accepts_rows_that_we_refuse(self):
        """It is another reader, not a copy of ours: chunked bodies and folded fields are fine to it."""
        lenient = ["chunked", "a folded field", "two equal lengths", "bare LFs all through"]

        read = verdicts(_theirs, [TABLE[name] for name in lenient])

        self.assertEqual([len(verdict.requests) for verdict in read], [1] * len(lenient))

    def test_control_a_plain_request_is_read_by_both(self):
        for command in (_ours, _theirs):
            read = verdicts(command, PLAIN)
            self.assertEqual([len(verdict.requests) for verdict in read], [1] * len(PLAIN))


if __name__ == "__main__":
    unittest.main()
