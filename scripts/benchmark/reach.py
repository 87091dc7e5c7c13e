"""reach: the machine's limits beside what ours has reached of them."""

from scripts.benchmark.bench import Bench
from scripts.benchmark.decrypts import fresh_name, kept_name
from scripts.benchmark.ours import threshold
from scripts.benchmark.rows import Row


def reach(bench: Bench) -> list[Row]:
    """After the decrypts: it needs what they have found."""
    kept = bench.reached[kept_name(64)].ours
    alone = bench.reached[kept_name(1)].ours
    fresh = bench.reached[fresh_name(64)]
    one, two = bench.limits.hmacs(1), bench.limits.hmacs(2)
    syncs = bench.limits.syncs()
    bench.say(f"  limits: {one:.0f} and {two:.0f} HMACs, {syncs:.0f} fdatasync, "
              f"{fresh.limit:.0f} handshakes a second")
    return [
        Row("limit: PKCS#11 HMACs of one token", "1/s", limit=one),
        Row("limit: PKCS#11 HMACs of two tokens at once", "1/s", ours=kept * threshold, limit=two),
        Row("limit: appends of 256 bytes with fdatasync", "1/s", ours=alone, limit=syncs),
        Row("limit: mTLS handshakes with one request", "1/s", fresh.ours, fresh.openbao,
            fresh.limit),
    ]
