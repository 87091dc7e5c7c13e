"""Decrypts a second: on connections that are kept, and with a new mTLS connection each."""

from dataclasses import dataclass

from scripts.benchmark.bench import Bench, Contender, medians, without_failures
from scripts.benchmark.meter import Reading
from scripts.benchmark.rows import Row
from scripts.benchmark.usage import processor_seconds

kept_levels = (1, 8, 64, 256)
fresh_levels = (8, 64)


@dataclass(frozen=True)
class Run:
    reading: Reading
    processor_us: float  # User and system time of all the contender's processes, each decrypt.


def kept_name(level: int) -> str:
    return f"decrypts on {level} kept connection{'s' if level > 1 else ''}"


def fresh_name(level: int) -> str:
    return f"decrypts with a new mTLS connection each, {level} at once"


def kept(bench: Bench) -> list[Row]:
    return [row for level in kept_levels for row in _compared(bench, kept_name(level), level, 0)]


def fresh(bench: Bench) -> list[Row]:
    return [row for level in fresh_levels for row in _compared(bench, fresh_name(level), level, 1)]


def _compared(bench: Bench, name: str, level: int, is_fresh: int) -> list[Row]:
    def drive(contender: Contender) -> Run:
        before = processor_seconds(contender.processes())
        reading = bench.meter.load(contender.identity, contender.port, [contender.script.decrypt],
                                   level, fresh=is_fresh, warm_ms=bench.effort.warm_ms,
                                   run_ms=bench.effort.run_ms)
        after = processor_seconds(contender.processes())
        without_failures(name, contender, reading)
        whole_ms = bench.effort.warm_ms + bench.effort.run_ms
        spent = sum(after.values()) - sum(before.values())
        return Run(reading, spent * 1e9 / (reading.rate * whole_ms))

    both = bench.in_turn(drive)
    bare = bench.limits.bare(level, is_fresh)
    rate = medians(name, "1/s", both, lambda run: run.reading.rate, bare.rate)
    bench.reached[name] = rate
    bench.say(f"  {name}: {rate.ours:.0f}, OpenBao {rate.openbao:.0f}, bare TLS {rate.limit:.0f}")
    return [
        rate,
        medians(f"{name}, p50", "ms", both, lambda run: run.reading.p50_us / 1000,
                bare.p50_us / 1000),
        medians(f"{name}, p99", "ms", both, lambda run: run.reading.p99_us / 1000,
                bare.p99_us / 1000),
        medians(f"{name}, p99.9", "ms", both, lambda run: run.reading.p999_us / 1000,
                bare.p999_us / 1000),
        medians(f"{name}, processor time each", "µs", both, lambda run: run.processor_us),
    ]
