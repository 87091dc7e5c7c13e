#!/usr/bin/env python3
"""Turns event logs of real machines into tests/vectors/event_logs.txt: each log, and its registers.

Its argument is the folder of the Go module github.com/google/go-eventlog. The registers are what its
tests say the machine's TPM held or, where they say nothing, what tpm2_eventlog computes.
"""

import re
import subprocess
import sys
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "vectors/event_logs.txt"
HEAD = ("# What firmware wrote: github.com/google/go-eventlog v0.0.2-0.20241003021507-01bb555f7cba.\n"
        "# NAME.log is the log, NAME.N its register N of the SHA-256 bank.\n")
# The log, and the variable of tpmeventlog/extract_test.go with its registers.
MACHINES = {
    "workstation": ("eventlogs/tpm/arch-linux-workstation.bin", "ArchLinuxWorkstation"),
    "laptop": ("eventlogs/tpm/glinux-alex.bin", "GlinuxNoSecureBootLaptop"),
    "cloud": ("legacydata/sb_cert_eventlog", ""),
}
REGISTERS = range(8)


def of_the_tests(text: str, variable: str) -> dict[int, str]:
    part = text[text.index(f"var {variable} = "):]
    part = part[part.index("pb.HashAlgo_SHA256"):]
    part = part[:part.index("})")]
    return {int(pcr): value for pcr, value in re.findall(r'(\d+): decodeHex\("(\w+)"\)', part)}


def of_the_tool(log: Path) -> dict[int, str]:
    text = subprocess.run(["tpm2_eventlog", log], capture_output=True, text=True, check=True).stdout
    part = text[text.index("\npcrs:"):]
    part = part[part.index("sha256:"):].partition("sha384:")[0]
    return {int(pcr): value for pcr, value in re.findall(r"(\d+)\s*: 0x(\w{64})\b", part)}


def main() -> int:
    folder = Path(sys.argv[1])
    tests = (folder / "tpmeventlog/extract_test.go").read_text(encoding="utf-8")
    lines = []
    for name, (file, variable) in MACHINES.items():
        log = folder / "testdata" / file
        values = of_the_tests(tests, variable) if variable else of_the_tool(log)
        lines.append(f"{name}.log {log.read_bytes().hex()}\n")
        lines += [f"{name}.{pcr} {values[pcr]}\n" for pcr in REGISTERS if pcr in values]
    OUT.write_text(HEAD + "".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
