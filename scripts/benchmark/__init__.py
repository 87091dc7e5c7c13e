"""The benchmark's rooms: two contenders that serve the same asks, what is measured, what is written.

Everything runs in throw-away folders on loopback, one measurement after the other, ours and
OpenBao's own transit engine in turn, so that a row compares what the machine gave in one minute.
"""
