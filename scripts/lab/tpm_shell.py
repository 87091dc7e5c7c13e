"""`python3 -B -m scripts.lab.tpm_shell FOLDER`: SoftwareTpms for a test that is not in Python.

Reads one order a line and answers one line, `ok VALUE…` or `failed WHY`. At the end of its input it
switches every TPM off, so none outlives the test, however that ended.

    make NAME | copy NAME NEW | relay NAME          (relay: answers its TCTI)
    do NAME METHOD WORD…                            (a method of SoftwareTpm)
    get NAME ATTRIBUTE                              (tcti, pid, root_certificate …)
    set NAME delay|break_at|refuse_at|refusal|silent_at|moves NUMBER   (of its relay)
    commands NAME                                   (codes that its relay saw since `plain`)
    plain NAME
"""

import sys
from pathlib import Path

from scripts.lab.failure import Failure
from scripts.lab.tpm import SoftwareTpm
from scripts.lab.tpm_relay import TpmRelay


class TpmShell:
    def __init__(self, folder: Path):
        self._folder = folder
        self._tpms: dict[str, SoftwareTpm] = {}
        self._relays: dict[str, TpmRelay] = {}

    def obey(self, order: str, name: str, *words: str) -> object:
        if order == "make":
            self._tpms[name] = SoftwareTpm.make(self._folder / name)
        elif order == "copy":
            self._tpms[words[0]] = self._tpms[name].copy_to(self._folder / words[0])
        elif order == "relay":
            relay = TpmRelay(self._tpms[name].socket, self._folder / f"{name}.relay")
            self._relays[name] = relay
            return relay.tcti
        elif order == "do":
            return getattr(self._tpms[name], words[0])(*(_value(word) for word in words[1:]))
        elif order == "get":
            return getattr(self._tpms[name], words[0])
        elif order == "set":
            setattr(self._relays[name], words[0], float(words[1]) if words[0] == "delay"
                    else int(words[1], 0))
        elif order == "commands":
            return list(self._relays[name].commands)
        elif order == "plain":
            self._relays[name].plain()
        else:
            raise Failure(f"there is no order {order}")
        return None

    def end(self) -> None:
        for relay in self._relays.values():
            relay.close()
        for tpm in self._tpms.values():
            tpm.stop()


def _value(word: str) -> object:
    """Numbers are numbers, `hex:…` is bytes, everything else a word."""
    if word.startswith("hex:"):
        return bytes.fromhex(word[4:])
    try:
        return int(word, 0)
    except ValueError:
        return word


def _line(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return " ".join(f"{key}={one}" for key, one in value.items())
    if isinstance(value, list):
        return " ".join(str(one) for one in value)
    return " ".join(str(value).split())


def main() -> int:
    shell = TpmShell(Path(sys.argv[1]))
    try:
        for order in sys.stdin:
            try:
                answer = f"ok {_line(shell.obey(*order.split()))}"
            except (Failure, KeyError, TypeError, AttributeError, ValueError, OSError) as failure:
                answer = f"failed {_line(f'{type(failure).__name__}: {failure}')}"
            print(answer.rstrip(), flush=True)
    finally:
        shell.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
