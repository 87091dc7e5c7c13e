"""root: how soon every root token of a vault is dead, and how soon somebody has one who may."""

from scripts.benchmark.bench import Bench
from scripts.benchmark.root_vault import RootVault, Rotation
from scripts.benchmark.rows import Row, median
from scripts.lab import openbao
from scripts.lab.failure import Failure

rotation_name = "emergency rotation of a vault with 1,000 tokens, 5 of them root"
calls_name = "calls that the vault got for it"
request_name = "a root request, from the command to the token"
late_request_name = "the same in a vault with 995 tokens"
_planted = 5


def root(bench: Bench) -> list[Row]:
    vault = RootVault(bench.folder / "rooted", bench.ours, openbao.binary(bench.repository))
    try:
        vault.become_ours()
        requests = [_request(vault) for _ in range(bench.effort.root_requests)]
        _fill(vault, bench.effort.live_tokens - _planted)
        late_requests, rotations = [], []
        for _ in range(bench.effort.rounds):
            seconds, rotation = _round(vault, bench.effort.live_tokens)
            late_requests.append(seconds)
            rotations.append(rotation)
    finally:
        vault.end()
    rows = [Row(rotation_name, "s", median([one.seconds for one in rotations]), table="root"),
            Row(calls_name, "calls", median([one.calls for one in rotations]), table="root"),
            Row(request_name, "s", median(requests), table="root"),
            Row(late_request_name, "s", median(late_requests), table="root")]
    bench.say(f"  {bench.effort.live_tokens} tokens: rotated in {_all(one.seconds for one in rotations)} s with "
              f"{rows[1].ours:.0f} calls; a root token after {_all(requests)} s, with as many tokens after "
              f"{_all(late_requests)} s")
    return rows


def _request(vault: RootVault) -> float:
    seconds, line = vault.request()
    line.give_back()
    return seconds


def _fill(vault: RootVault, count: int) -> None:
    """With tokens of people and programs, which no rotation touches."""
    _, line = vault.request()
    for _ in range(count):
        line.make_token("default")
    line.give_back()


def _round(vault: RootVault, tokens: int) -> tuple[float, Rotation]:
    """Somebody has a root token, makes others by it, and they all end."""
    seconds, line = vault.request()
    planted = [line.make_token("root") for _ in range(_planted)]
    line.give_back()
    rotation = vault.rotate()
    _require_all_dead(vault, planted, rotation)
    if rotation.task["tokens"] < tokens - _planted:
        raise Failure("the rotation has not looked at every token", str(rotation.task))
    return seconds, rotation


def _require_all_dead(vault: RootVault, planted: list[str], rotation: Rotation) -> None:
    task = rotation.task
    if task["revoked"] != len(planted) or any(vault.lives(token) for token in planted):
        raise Failure("not every planted root token is dead", str(task))
    if not (task["rotated_root"] and task["changed_recovery"]):
        raise Failure("the rotation has not changed every key", str(task))


def _all(seconds) -> str:
    return ", ".join(f"{one:.2f}" for one in seconds)
