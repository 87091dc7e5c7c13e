"""free_port: a loopback TCP port that is free now and that no outgoing connection will take later.

Programs of the lab are killed and come back on their own port, so it lies below the range from
which the kernel gives ports to outgoing connections.
"""

import random
import socket

from scripts.lab.failure import Failure

_given: set[int] = set()
_first, _last = 15000, 32000
_attempts_max = 200


def free_port() -> int:
    for _ in range(_attempts_max):
        port = random.randint(_first, _last)
        if port not in _given and _is_free(port):
            _given.add(port)
            return port
    raise Failure(f"no free loopback port between {_first} and {_last}",
                  advice="see which programs listen there: ss -ltnp")


def free_pair() -> int:
    """A free port whose next one is free as well; some programs count on that."""
    for _ in range(_attempts_max):
        port = free_port()
        if port + 1 not in _given and _is_free(port + 1):
            _given.add(port + 1)
            return port
    raise Failure(f"no two free loopback ports side by side between {_first} and {_last}",
                  advice="see which programs listen there: ss -ltnp")


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
