"""sss: the peer of splitting: dsprenkels' bitsliced sharing in C, built where there is a cargo."""

import json
import shutil

from scripts.benchmark.bench import Bench
from scripts.lab.commands import run
from scripts.lab.failure import Failure, last_lines

peer_name = "sss 0.1.4"
_source = "tests/bench/sss"
_built = ".tools/bench-sss"
_build_seconds = 600
_batches = 20  # For each millisecond of the run's length: a batch is about a tenth of one.


def sss(bench: Bench, run_ms: int) -> dict[str, float] | str:
    """Nanoseconds by what was done, or why there are none."""
    cargo = shutil.which("cargo")
    if not cargo:
        return "not measured: cargo is missing"
    built = bench.repository / _built
    # A copy: what cargo notes about where its packages come from stays out of the checkout.
    source = shutil.copytree(bench.repository / _source, built / "source", dirs_exist_ok=True)
    try:
        run([cargo, "build", "--release", "--quiet", "--manifest-path", source / "Cargo.toml",
             "--target-dir", built], "building sss", _build_seconds)
    except Failure as failure:
        bench.say(f"  {failure}")
        return "not measured: cargo cannot build it"
    whole, arithmetic = (_measured(built / "release" / name, run_ms * _batches)
                         for name in ("sss", "sss_arithmetic"))
    return {"split": whole["split"], "arithmetic": arithmetic["split"],
            "combine": whole["combine"]}


def _measured(program, batches: int) -> dict[str, float]:
    done = run([program, batches], "measuring sss", 60)
    try:
        return json.loads(done.stdout)
    except ValueError as broken:
        raise Failure("what sss says cannot be read", last_lines(done.stdout)) from broken
