"""Headers that are not ours, against third_party.toml."""

import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

from scripts.habits.includes import IncludeGraph
from scripts.habits.tree import PRODUCT_FOLDERS, sources

RULES = Path(__file__).with_name("third_party.toml")


def matches(name: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def within(path: str, places: list[str]) -> bool:
    return any(path == place or path.startswith(place + "/") for place in places)


class ThirdParty:
    def __init__(self, rules: dict) -> None:
        self._public = rules["public"]
        self._system = rules["system"]
        self._libraries = rules["library"]

    @staticmethod
    def load() -> "ThirdParty":
        return ThirdParty(tomllib.loads(RULES.read_text()))

    def violations(self, root: Path) -> list[str]:
        graph = IncludeGraph(root)
        paths = [str(path) for path in sources(root, PRODUCT_FOLDERS)]
        faults = []
        for path in paths:
            names = [include.name for include in graph.of(path) if not include.quoted]
            faults += [f"{path}: {fault}" for name in names if (fault := self._fault(path, name))]
        return faults + self._crowds(graph, [path for path in paths if path.endswith(".cpp")])

    def _is_system(self, name: str) -> bool:
        return name.replace("_", "").isalnum() or matches(name, self._system)

    def _fault(self, path: str, name: str) -> str | None:
        if self._is_system(name) or name.startswith("sealwright/"):
            return None
        if path.startswith("include/") and not matches(name, self._public):
            return f"<{name}>: a public header may not include a third party's header"
        library = next((one for one in self._libraries if matches(name, one["headers"])), None)
        if library is None:
            return f"<{name}>: third_party.toml does not say who may include it"
        here = within(path, library.get("folders", [path])) or path.startswith("include/")
        if not here or within(path, library.get("not_in", [])):
            return f"<{name}>: {library['name']} has no place here"
        return None

    def _crowds(self, graph: IncludeGraph, units: list[str]) -> list[str]:
        """Libraries that more translation units reach than may."""
        faults = []
        for library in self._libraries:
            if "units_max" not in library:
                continue
            users = [
                unit
                for unit in units
                if any(matches(name, library["headers"]) for name in graph.reached(unit)[1])
            ]
            if len(users) > library["units_max"]:
                many = f"{len(users)} units, at most {library['units_max']}"
                faults.append(f"{library['name']} is in {many}: {', '.join(users)}")
        return faults
