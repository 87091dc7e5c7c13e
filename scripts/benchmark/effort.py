"""Effort: how long and how often each thing is measured; a quick run only shows that it works."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    rounds: int
    run_ms: int
    warm_ms: int
    limit_ms: int
    storm_clients: int
    machines: int
    node_boots: int
    settle_seconds: float
    live_tokens: int  # Of the vault whose root is ours.
    root_requests: int


full = Effort(rounds=3, run_ms=3500, warm_ms=700, limit_ms=2000, storm_clients=1000, machines=200, node_boots=7,
              settle_seconds=2.0, live_tokens=1000, root_requests=5)
quick = Effort(rounds=1, run_ms=800, warm_ms=200, limit_ms=400, storm_clients=100, machines=20, node_boots=2,
               settle_seconds=0.5, live_tokens=50, root_requests=1)
