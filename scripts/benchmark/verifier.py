"""verifier: what one enrolment of a TPM costs sealwright-verifier, its start left out."""

from pathlib import Path

from scripts.benchmark.bench import Bench
from scripts.benchmark.rows import Row

_vectors = Path(__file__).resolve().parents[2] / "tests" / "vectors" / "ek" / "swtpm.txt"
# Each key with what it may take, in milliseconds.
_keys = (("ek-rsa-2048", "RSA-2048", 1.0), ("ek-p384", "P-384", 4.0))


def verifier(bench: Bench) -> list[Row]:
    rows = []
    for key, name, at_most in _keys:
        reading = bench.limits.verify(_vectors, key)
        bench.say(f"  verifier: {name} {reading.p50_us} µs, 99 % within {reading.p99_us} µs")
        rows.append(Row(f"verifier: one TPM with an {name} key, p50 (limit: the goal)", "ms",
                        ours=reading.p50_us / 1000, limit=at_most))
    return rows
