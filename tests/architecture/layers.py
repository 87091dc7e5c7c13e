"""The include graph against layers.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from scripts.habits.includes import Include, IncludeGraph
from scripts.habits.tree import PRODUCT_FOLDERS, sources

RULES = Path(__file__).with_name("layers.toml")
PUBLIC = "include/sealwright/"


@dataclass(frozen=True)
class Room:
    """A module or a process; a process has no level and no public headers."""

    name: str
    folder: str
    uses: tuple[str, ...]
    level: int | None

    @property
    def family(self) -> str:
        return self.name.split("/")[0]

    def owns(self, path: str) -> bool:
        places = [self.folder] if self.level is None else [self.folder, PUBLIC + self.name]
        return any(path.startswith((place + "/", place + ".")) for place in places)


class Layers:
    def __init__(self, rules: dict) -> None:
        self._same_level = {tuple(pair) for pair in rules["same_level"]}
        self._messages = rules["messages"]
        self._catalogue = rules.get("catalogue", {"reader": "", "file": ""})
        self._generated = set(rules["generated"]["headers"])
        self.rooms = {
            name: Room(name, room["folder"], tuple(room["uses"]), room.get("level"))
            for name, room in [*rules["module"].items(), *rules["process"].items()]
        }

    @staticmethod
    def load() -> "Layers":
        return Layers(tomllib.loads(RULES.read_text()))

    def own_faults(self) -> list[str]:
        """Arrows of layers.toml itself that do not point downwards."""
        faults = []
        for room in self.rooms.values():
            for used in (self.rooms[name] for name in room.uses):
                if used.level is None:
                    faults.append(f"{room.name} uses the process {used.name}")
                elif room.level is None or used.level < room.level:
                    continue
                elif room.family != used.family and (room.name, used.name) not in self._same_level:
                    faults.append(f"{room.name} (L{room.level}) uses {used.name} (L{used.level})")
        return faults

    def reach(self, name: str) -> set[str]:
        """What `name` may include: itself, what it uses, and what those use."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting.extend(self.rooms[current].uses)
        return found

    def room_of(self, path: str) -> Room | None:
        """The room with the longest folder that owns `path`: a sub-library before its family."""
        owners = [room for room in self.rooms.values() if room.owns(path)]
        return max(owners, key=lambda room: len(room.folder), default=None)

    def violations(self, root: Path) -> list[str]:
        graph = IncludeGraph(root)
        return [
            f"{path}: {fault}"
            for path in map(str, sources(root, PRODUCT_FOLDERS))
            for fault in self._faults_of(graph, path)
        ]

    def _faults_of(self, graph: IncludeGraph, path: str) -> list[str]:
        room = self.room_of(path)
        if room is None:
            return ["is in no module and no process of layers.toml"]
        faults = [self._fault(graph, room, path, include) for include in graph.of(path)]
        return [fault for fault in faults if fault]

    def _fault(self, graph: IncludeGraph, room: Room, path: str, include: Include) -> str | None:
        shown = f'includes "{include.name}"' if include.quoted else f"includes <{include.name}>"
        if not include.quoted:
            wrong = include.name.startswith("sealwright/")
            return f"{shown}: our own headers stand in quotes" if wrong else None
        if include.name in self._generated:
            return None
        target = graph.resolve(path, include)
        if target is None:
            return f"{shown}: there is no such file beside it or under include/"
        public = target.startswith(PUBLIC)
        if public and "include/" + include.name != target:
            return f'{shown}: a public header is included as "sealwright/<module>/<name>.hpp"'
        if not public and path.startswith(PUBLIC):
            return f"{shown}: a public header may not include a private one"
        return self._arrow_fault(room, path, target, shown)

    def _arrow_fault(self, room: Room, path: str, target: str, shown: str) -> str | None:
        if path == self._catalogue["reader"] and Path(target).name == self._catalogue["file"]:
            return None
        other = self.room_of(target)
        if other is None:
            return f"{shown}: {target} is in no module of layers.toml"
        if not target.startswith(PUBLIC):
            private = other.name != room.name
            return f"{shown}: it is a private header of {other.name}" if private else None
        if self._holds_messages(path):
            beside = other.name == room.name and self._holds_messages(target)
            allowed = beside or other.name in self._messages["uses"]
            why = f"messages may only use {', '.join(self._messages['uses'])}"
            return None if allowed else f"{shown}: {why}"
        if self._holds_messages(target) and room.level is None:
            return None
        if other.name in self.reach(room.name):
            return None
        return f"{shown}: {room.name} may not use {other.name}"

    def _holds_messages(self, path: str) -> bool:
        name = Path(path).name
        files = self._messages["files"]
        return path.startswith(PUBLIC) and any(
            name == file or name.endswith("_" + file) for file in files)
