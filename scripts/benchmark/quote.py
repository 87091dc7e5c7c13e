"""quote: what the evidence of one boot costs the keeper, its commit left out."""

from pathlib import Path

from scripts.benchmark.bench import Bench
from scripts.benchmark.rows import Row

quote_name = "keeper: one TPM's quote decoded and checked, p50"
_vectors = Path(__file__).resolve().parents[2] / "tests" / "vectors" / "quotes" / "swtpm.txt"
_pcrs = "0,2,4,7,11"  # Of that recording.


def quote(bench: Bench) -> list[Row]:
    reading = bench.limits.quote(_vectors, _pcrs)
    bench.say(f"  keeper: a quote {reading.p50_us} µs, 99 % within {reading.p99_us} µs")
    return [Row(quote_name, "ms", ours=reading.p50_us / 1000)]
