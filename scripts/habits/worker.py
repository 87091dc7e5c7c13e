"""worker: runs classes of Python tests for a lane, one after the other in one process.

An order is a line of JSON on the socket that it was given, and so is what comes of it; all that it
and its children print goes into the log that the order names. Before each test it waits for a word
of the lane, which looks meanwhile at what the worker has started. It ends when the lane says no
more, so that what its tests share is ended as at any exit.
"""

import faulthandler
import json
import os
import signal
import socket
import sys
import unittest

from scripts.habits.counting import CountingResult


class Line:
    def __init__(self, descriptor: int) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self._socket.set_inheritable(False)
        self.orders = self._socket.makefile("r")

    def tell(self, what: str, value) -> None:
        self._socket.sendall(json.dumps({what: value}).encode() + b"\n")


def result_told_to(line: Line) -> type[CountingResult]:
    class Told(CountingResult):
        """Each step is told, for it may be the last thing that is heard of us."""

        def startTest(self, test) -> None:
            line.tell("began", test.id())
            line.orders.readline()
            super().startTest(test)

        def stopTest(self, test) -> None:
            super().stopTest(test)
            line.tell("so far", self.counts())

        def counts(self) -> dict:
            return {"passed": sorted(self.passed), "failed": sorted(self.failed),
                    "reasons": self.reasons}

    return Told


def carry_out(order: dict, line: Line) -> None:
    with open(order["log"], "ab") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    tests = unittest.TestLoader().loadTestsFromName(order["name"])
    runner = unittest.TextTestRunner(stream=sys.stdout, verbosity=2,
                                     resultclass=result_told_to(line))
    result = runner.run(tests)
    sys.stdout.flush()
    line.tell("ended", result.counts())


def interrupt(*_) -> None:
    raise KeyboardInterrupt


def main() -> int:
    line = Line(int(sys.argv[1]))
    sys.stdout.reconfigure(line_buffering=True)
    faulthandler.enable()
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    # Of all exceptions unittest lets this one through: what is shared is ended, and so are we.
    signal.signal(signal.SIGTERM, interrupt)
    line.tell("ready", os.getpid())
    try:
        for order in line.orders:
            carry_out(json.loads(order), line)
    except KeyboardInterrupt:
        return 143
    return 0


if __name__ == "__main__":
    sys.exit(main())
