"""verifier: what one enrolment of a TPM costs sealwright-verifier, its start left out."""

from dataclasses import dataclass
from pathlib import Path

from scripts.benchmark.bench import Bench
from scripts.benchmark.rows import Row

_vectors = Path(__file__).resolve().parents[2] / "tests" / "vectors" / "ek" / "swtpm.txt"


@dataclass(frozen=True)
class Key:
    vector: str
    words: str
    most_ms: float  # It may take.


keys = (Key("ek-rsa-2048", "an RSA-2048", 1.0), Key("ek-p384", "a P-384", 4.0))


def verifier_name(key: Key) -> str:
    return f"verifier: one TPM with {key.words} key, p50"


def verifier(bench: Bench) -> list[Row]:
    rows = []
    for key in keys:
        reading = bench.limits.verify(_vectors, key.vector)
        bench.say(f"  verifier: {key.words} key {reading.p50_us} µs, 99 % within {reading.p99_us} µs")
        rows.append(Row(verifier_name(key), "ms", ours=reading.p50_us / 1000))
    return rows
