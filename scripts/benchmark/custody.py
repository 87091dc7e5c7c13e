"""custody: what custodians' mathematics costs one of them, and splitting beside its peer."""

from dataclasses import dataclass

from scripts.benchmark.bench import Bench
from scripts.benchmark.rows import Row
from scripts.benchmark.sss import sss

_part_of_limit = 8  # So many steps share the time that one limit takes.


@dataclass(frozen=True)
class Group:
    needed: int
    total: int
    most_ms: dict[str, float]  # Each step may take.

    @property
    def words(self) -> str:
        return f"{self.needed} of {self.total} custodians"


_steps = {
    "deal": "draw, commit and prove",
    "seal_deals": "seal a share to each",
    "verify": "check all others and the own share",
    "encrypt": "seal a key",
    "check": "check a sealed key",
    "partial": "give a part",
    "verify_partial": "check a part",
    "combine": "check enough parts and open",
}
_same = {"encrypt": 0.4, "check": 0.4, "partial": 0.7}

groups = (
    Group(3, 5, _same | {"deal": 0.08, "verify": 0.9, "verify_partial": 0.6, "combine": 2.5}),
    Group(7, 13, _same | {"deal": 0.17, "verify": 3.2, "verify_partial": 0.8, "combine": 6.9}),
    Group(34, 100, _same | {"deal": 1.4, "verify": 69, "verify_partial": 2.6, "combine": 98}),
)
splittings = {
    "split": "split 32 bytes, 3 of 5",
    "arithmetic": "split 32 bytes, 3 of 5, randomness left out",
    "combine": "combine 32 bytes, 3 of 5",
}


def step_name(group: Group, step: str) -> str:
    return f"{group.words}: {_steps[step]}"


def custody(bench: Bench) -> list[Row]:
    run_ms = bench.effort.limit_ms // _part_of_limit
    rows = [row for group in groups for row in _steps_of(bench, group, run_ms)]
    return rows + _splitting(bench, run_ms)


def _steps_of(bench: Bench, group: Group, run_ms: int) -> list[Row]:
    taken = bench.meter.steps("custody", run_ms, needed=group.needed, total=group.total)
    bench.say(f"  {group.words}: one makes {taken['verify']:.2f} ms of checks, an opening takes "
              f"{taken['combine']:.2f} ms")
    return [Row(step_name(group, step), "ms", taken[step], table="custody") for step in _steps]


def _splitting(bench: Bench, run_ms: int) -> list[Row]:
    ours = bench.meter.steps("splitting", run_ms)
    theirs = sss(bench, run_ms)
    bench.say(f"  3 of 5: split {ours['split']:.0f} ns, combine {ours['combine']:.0f} ns; sss: {theirs}")
    return [Row(name, "ns", ours[what], table="custody",
                sss=theirs if isinstance(theirs, str) else theirs[what])
            for what, name in splittings.items()]
