"""Starts, the boot storm that follows one, and the memory of both; then a real node's boot."""

import time

from scripts.benchmark.bench import Bench, Contender, medians, without_failures
from scripts.benchmark.nodes import Node
from scripts.benchmark.rows import Row, median
from scripts.benchmark.usage import Peak, pss_bytes

start_name = "start to the first decrypt"
late_start_name = f"{start_name}, after the load"
storm_name = "boot storm of 1,000 fresh clients"
_mebibyte = 1 << 20


def new_start(bench: Bench) -> list[Row]:
    """Before anything else is measured: both have hardly written anything yet."""
    both = bench.in_turn(lambda contender: contender.restart())
    row = medians(start_name, "ms", both, lambda seconds: seconds * 1000)
    bench.say(f"  start: {row.ours:.0f} ms, OpenBao {row.openbao:.0f} ms")
    return [row]


def late_start_and_idle(bench: Bench) -> list[Row]:
    """What ours checks at a start has grown by every decrypt of the run."""
    def start(contender: Contender) -> tuple[float, float]:
        seconds = contender.restart()
        time.sleep(bench.effort.settle_seconds)
        return seconds, pss_bytes(contender.processes()) / _mebibyte

    both = bench.in_turn(start)
    rows = [medians(late_start_name, "ms", both, lambda one: one[0] * 1000),
            Row("entries in the journal by then", "entries", bench.ours.journal_entries()),
            medians("memory, idle", "MiB", both, lambda one: one[1])]
    bench.say(f"  start after the load: {rows[0].ours:.0f} ms, OpenBao {rows[0].openbao:.0f} ms; "
              f"idle: {rows[2].ours:.0f} MiB, OpenBao {rows[2].openbao:.0f} MiB")
    return rows


def storm(bench: Bench) -> list[Row]:
    """Each client: a connection of its own, a probe, a decrypt, two probes; all at once."""
    clients = bench.effort.storm_clients

    def strike(contender: Contender):
        return without_failures(storm_name, contender, bench.meter.load(
            contender.identity, contender.port, contender.script.boot, clients, fresh=1,
            clients=clients))

    def strike_watched(contender: Contender) -> float:
        contender.restart()
        with Peak(contender.processes) as peak:
            strike(contender)
        return peak.bytes / _mebibyte

    both = bench.in_turn(strike)
    memory = strike_watched(bench.ours), strike_watched(bench.theirs)
    rows = [medians(f"{storm_name}, all served", "s", both, lambda one: one.seconds),
            medians(f"{storm_name}, p99 of a client", "s", both, lambda one: one.p99_us / 1e6),
            medians(f"{storm_name}, failures", "clients", both, lambda one: one.failures),
            Row("memory, peak of the storm", "MiB", *memory)]
    bench.say(f"  storm: {rows[0].ours:.2f} s, OpenBao {rows[0].openbao:.2f} s; "
              f"peak: {memory[0]:.0f} MiB, OpenBao {memory[1]:.0f} MiB")
    return rows


def node_boots(bench: Bench) -> list[Row]:
    """A real OpenBao unseals itself through ours, and through the other OpenBao's transit."""
    nodes = []
    try:
        for contender in (bench.ours, bench.theirs):
            node = Node(bench.folder / f"node-of-{contender.name}", bench.repository)
            nodes.append(node)
            node.initialise(contender.seal_stanza(f"node-of-{contender.name}", node.folder))
            node.stop()
        seconds: tuple[list[float], list[float]] = ([], [])
        for _ in range(bench.effort.node_boots):
            for node, found in zip(nodes, seconds, strict=True):
                found.append(node.boot_seconds())
                node.stop()
    finally:
        for node in nodes:
            node.stop()
    row = Row("a real node, exec to unsealed", "ms", *(median(found) * 1000 for found in seconds))
    bench.say(f"  real node: {row.ours:.0f} ms, through OpenBao {row.openbao:.0f} ms")
    return [row]
