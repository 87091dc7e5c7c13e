"""machine: what a reader must know about where the numbers come from."""

import os
import platform
import time
from pathlib import Path


def machine() -> str:
    model = next((line.partition(":")[2].strip()
                  for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    kibibytes = int(Path("/proc/meminfo").read_text().split()[1])
    return (f"{os.cpu_count()} cores of {model}, {kibibytes / (1 << 20):.0f} GiB, "
            f"Linux {platform.release()}, {_distribution()}")


def today() -> str:
    return time.strftime("%Y-%m-%d", time.gmtime())


def load_of_others() -> float:
    """Average number of processes that wanted a processor in the minute before."""
    return os.getloadavg()[0]


def _distribution() -> str:
    lines = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines()
                 if "=" in line)
    return lines.get("PRETTY_NAME", "Linux").strip('"')
