"""attested: nodes that prove by a TPM what they are: one that boots, and hundreds all at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts.benchmark.bench import Bench
from scripts.benchmark.crowd import Crowd
from scripts.benchmark.nodes import Node
from scripts.benchmark.rows import Row, median
from scripts.lab.attested import Machine, new_machine

boot_name = "a real node with an agent and a TPM (swtpm), exec to unsealed"
machine_name = "the same from the agent's exec"
_crowd_name = "200 nodes attesting at once"
crowd_last_name = f"{_crowd_name}, to the last"
crowd_failures_name = f"{_crowd_name}, failures"
crowd_boot_name = f"{_crowd_name}: a real node among them, exec to unsealed"


class AttestedNode(Node):
    """Its agent starts anew before each boot, so that each boot proves by the TPM what it is."""

    def __init__(self, folder: Path, bench: Bench):
        folder.mkdir(mode=0o711)
        super().__init__(folder / "vault", bench.repository)
        self._ours = bench.ours
        self._name = folder.name
        self._folder = folder
        self._machine: Machine | None = None

    def join(self) -> None:
        service = self._ours.service
        self._ours.tpm.start()
        service.ask("vault", "add", self._name)
        self._machine = new_machine(service, self._folder / "agent", self._name, "one", self.bao,
                                    self._ours.tpm)
        self._machine.enrol()
        self._machine.approve()
        service.ask("vault", "allow-init", self._name, "--for", "10m", seconds=60)
        self._machine.agent.start()
        self.initialise(self._machine.agent.stanza())

    def machine_boot_seconds(self) -> tuple[float, float]:
        """Until the vault is unsealed, from the vault's exec and from the agent's before it."""
        self.stop()
        begun = time.monotonic()
        self._machine.agent.start(every=0.001)
        vault = self.boot_seconds()
        return vault, time.monotonic() - begun

    def stop(self) -> None:
        super().stop()
        if self._machine:
            self._machine.agent.kill_9()

    def end(self) -> None:
        self.stop()
        self._ours.tpm.kill()


def attested(bench: Bench) -> list[Row]:
    """A node on ours, with its agent, in turn with the same node on the other OpenBao's transit."""
    ours = AttestedNode(bench.folder / "attested", bench)
    theirs = Node(bench.folder / "beside-attested", bench.repository)
    crowd = Crowd(bench.meter, bench.ours.service, bench.ours.identity.authority)
    try:
        ours.join()
        theirs.initialise(bench.theirs.seal_stanza())
        rows = _boots(bench, ours, theirs)
        bench.ours.service.ask("vault", "add", "crowd")
        crowd.join("crowd", bench.effort.machines)
        return rows + _all_at_once(bench, ours, crowd)
    finally:
        crowd.stop()
        theirs.stop()
        ours.end()


def _boots(bench: Bench, ours: AttestedNode, theirs: Node) -> list[Row]:
    measured = [(ours.machine_boot_seconds(), theirs.boot_seconds())
                for _ in range(bench.effort.node_boots)]
    theirs_ms = median([other for _, other in measured]) * 1000
    rows = [Row(boot_name, "ms", median([vault for (vault, _), _ in measured]) * 1000, theirs_ms),
            Row(machine_name, "ms", median([both for (_, both), _ in measured]) * 1000, theirs_ms)]
    bench.say(f"  attested node: {rows[0].ours:.0f} ms, with its agent's start {rows[1].ours:.0f} ms, "
              f"through OpenBao {theirs_ms:.0f} ms")
    return rows


def _all_at_once(bench: Bench, real: AttestedNode, crowd: Crowd) -> list[Row]:
    """First the machines in software alone, then as many again while a real one boots among them."""
    readings = [crowd.attest() for _ in range(bench.effort.rounds)]
    last, p50, p99 = (median([of(one) for one in readings]) for of in
                      (lambda one: one.seconds, lambda one: one.p50_us, lambda one: one.p99_us))
    boots = []
    with ThreadPoolExecutor(1) as beside:
        for _ in range(bench.effort.rounds):
            real.stop()
            storm = beside.submit(crowd.attest)
            boots.append(real.machine_boot_seconds()[0])
            readings.append(storm.result())
    failed = [one for one in readings if one.failures]
    rows = [Row(crowd_last_name, "s", last),
            Row(f"{_crowd_name}, p50 of a node", "ms", p50 / 1000),
            Row(f"{_crowd_name}, p99 of a node", "ms", p99 / 1000),
            Row(crowd_failures_name, "nodes", sum(one.failures for one in failed)),
            Row(crowd_boot_name, "ms", median(boots) * 1000)]
    why = f" ({failed[0].first_failure})" if failed else ""
    bench.say(f"  {bench.effort.machines} nodes at once: {last:.2f} s, {rows[3].ours:.0f} failures{why}; "
              f"a real one among them: {rows[4].ours:.0f} ms")
    return rows
