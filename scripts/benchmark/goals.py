"""Goals: what the service shall reach beside OpenBao, and what the profile says where it does not.

A goal that is missed stays in the table as missed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from scripts.benchmark.attested import boot_name, crowd_failures_name
from scripts.benchmark.custody import groups, splittings, step_name
from scripts.benchmark.decrypts import fresh_name, kept_name
from scripts.benchmark.root import request_name, rotation_name
from scripts.benchmark.rows import Row
from scripts.benchmark.starts import late_start_name, start_name, storm_name
from scripts.benchmark.verifier import keys as verifier_keys, verifier_name


@dataclass(frozen=True)
class Goal:
    row: str
    words: str
    is_met: Callable[[float, float], bool]  # Of ours and the peer's.
    if_missed: str = ""
    is_ours_alone: bool = False  # No peer has anything to be measured beside it.

    def verdict(self, row: Row) -> str:
        if row.ours is None or (row.peer is None and not self.is_ours_alone):
            return ""
        return f"{self.words}: {'met' if self.is_met(row.ours, row.peer) else '**missed**'}"


def _times(factor: float) -> Callable[[float, float], bool]:
    return lambda ours, openbao: ours >= factor * openbao


def _within(factor: float) -> Callable[[float, float], bool]:
    return lambda ours, openbao: ours <= factor * openbao


def _at_most(most: float) -> Callable[[float, float | None], bool]:
    return lambda ours, _: ours <= most


def _under(bound: float) -> Callable[[float, float | None], bool]:
    return lambda ours, _: ours < bound


_hops = ("one decrypt alone is eleven wake-ups of six processes one after the other (about 200 µs on "
         "this virtual machine), one fdatasync (100 to 200 µs), and two HMACs beside each other; "
         "OpenBao answers inside one process and makes nothing durable.")
_work = ("two HMACs of SoftHSM are 35 µs of processor time, the front's TLS and HTTP 20, the keeper's "
         "keys and journal 30, the depot 10, the client 8: on two cores that is the bound, and they "
         "are busy for three quarters of the time, since a batch is decided, made durable, released "
         "and answered before the next one is decided.")
_tail = ("a batch waits for the batch before it, so the slowest wait two batches; every 1,000 pages "
         "the depot moves its log into the database between two batches.")
_handshake = ("a handshake with a client certificate costs OpenSSL 3.0 almost a millisecond, and the "
              "front is one thread, while OpenBao uses both cores.")
_start = ("three tokens log in one beside the other, six programs start, and three commits are made durable "
          "before the first answer.")
_check = ("before it serves, the depot checks its whole file, about 0.35 ms for each 1,000 entries of the "
          "journal; all else takes as long as on a new installation. OpenBao's transit engine has no "
          "journal to check.")
_crowd = ("the bound is OpenSSL: a client's connection and its four asks cost the front's one thread "
          "0.57 ms, the other processes 0.1 and the benchmark's own client 0.59, so a thousand of them "
          "keep two cores busy for 0.63 s, and the client alone for about a quarter of OpenBao's time.")
_boot = ("a boot asks six times and our answers to renew-self end its connection, as every refusal "
         "of ours does, so it makes two more handshakes than with OpenBao.")
_proof = ("an attestation is two exchanges with the service beside a TPM that makes its key anew and signs; "
          "a TPM in software takes most of it.")
_chain = "the certificates' signatures are OpenSSL's work, and the credential's curve Crypto++'s."
_sharing = ("each share lies in a guarded slot of memory that is wiped, and the randomness is a call of the "
            "kernel for each coefficient; sss writes into arrays of its caller.")
_task = ("an agent looks for a task each second or a little later, and a command for the task's end five times a "
         "second; each step is durable in the journal before it is taken, and every token of the vault is looked "
         "at by a call of its own")
_rotation = f"{_task}: once to find the roots, once when they are revoked, and once at the end."
_request = f"{_task}: once before and once after the root token is made."
_curve = "all of it is multiplications on ristretto255, which are libsodium's work."

GOALS = (
    Goal(kept_name(1), "1.5 times", _times(1.5), _hops),
    Goal(f"{kept_name(1)}, p50", "lower", _within(1), _hops),
    Goal(kept_name(64), "8 times", _times(8), _work),
    Goal(f"{kept_name(64)}, p99", "a twentieth", _within(1 / 20), _tail),
    *(Goal(fresh_name(level), "level", _times(1), _handshake) for level in (8, 64)),
    Goal(f"{storm_name}, all served", "a quarter", _within(1 / 4), _crowd),
    Goal(f"{storm_name}, failures", "none", lambda ours, _: ours == 0),
    Goal("memory, idle", "half", _within(1 / 2)),
    Goal("memory, peak of the storm", "a third", _within(1 / 3)),
    Goal(start_name, "no later", _within(1), _start),
    Goal(late_start_name, "no later", _within(1), _check),
    Goal("a real node, exec to unsealed", "within 20 ms",
         lambda ours, openbao: ours <= openbao + 20, _boot),
    Goal(boot_name, "within 150 ms", lambda ours, openbao: ours <= openbao + 150, _proof),
    Goal(crowd_failures_name, "none", _at_most(0), is_ours_alone=True),
    *(Goal(verifier_name(key), f"at most {key.most_ms:g} ms", _at_most(key.most_ms), _chain,
           is_ours_alone=True) for key in verifier_keys),
    *(Goal(step_name(group, step), f"at most {most_ms:g} ms", _at_most(most_ms), _curve,
           is_ours_alone=True) for group in groups for step, most_ms in group.most_ms.items()),
    Goal(rotation_name, "under 10 s", _under(10), _rotation, is_ours_alone=True),
    Goal(request_name, "under 2 s", _under(2), _request, is_ours_alone=True),
    *(Goal(name, "no slower", _within(1), _sharing) for name in splittings.values()),
)


def goal_of(row: Row) -> Goal | None:
    return next((goal for goal in GOALS if goal.row == row.name), None)


def missed(rows: list[Row]) -> list[Goal]:
    return [goal for row in rows if (goal := goal_of(row)) and "missed" in goal.verdict(row)]
