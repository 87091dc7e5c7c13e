"""Family: what a process has started, and what those have, also when they outlive it.

Whose a process was is not known any more once its parent is gone, so whoever may have to end the
family looks while the parent lives.
"""

from scripts.lab import processes
from scripts.lab.processes import Process


class Family:
    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._members: list[Process] = []

    def look(self) -> None:
        """A pid alone can be given away again: a member is known by its start time as well."""
        known = {(each.pid, each.started) for each in self._members}
        everyone = processes.everyone()
        found = [each for each in everyone if (each.pid, each.started) in known]
        parents = {self._pid} | {each.pid for each in found}
        while parents:
            here = {each.pid for each in found}
            below = [each for each in everyone if each.parent in parents and each.pid not in here]
            found += below
            parents = {each.pid for each in below}
        self._members = found

    def end(self) -> None:
        self.look()
        for each in self._members:
            each.kill_9()
