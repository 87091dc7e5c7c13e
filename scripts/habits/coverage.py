"""How many lines of each decoder its fuzz corpus reaches: tests/fuzz/coverage.toml against gcov.

Each program is replayed by itself with all counters at nought, so that no decoder lives on the
corpus of another.
"""

import json
import re
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

from scripts.habits import build
from scripts.habits.tree import ROOT

TABLE = ROOT / "tests/fuzz/coverage.toml"
CORPUS = ROOT / "tests/fuzz/corpus"
REPLAY_SECONDS = 120
# What takes bytes from outside: it decodes, or the table says why it does not.
READS = re.compile(
    r"wire::Reader|(?<!\w)::p?read\(|(?<!\w)::recv(msg)?\(|from_chars|from_base64|PEM_read"
)


@dataclass(frozen=True)
class Decoder:
    file: str
    target: str
    functions: tuple[str, ...]

    @property
    def name(self) -> str:
        inside = f" ({', '.join(self.functions)})" if self.functions else ""
        return f"{self.file}{inside}"


@dataclass(frozen=True)
class Reach:
    decoder: Decoder
    reached: int
    lines: int
    missed: tuple[int, ...]

    @property
    def percent(self) -> float:
        return 100 * self.reached / self.lines if self.lines else 0.0

    def line(self) -> str:
        missed = f"; not lines {', '.join(map(str, self.missed))}" if self.missed else ""
        return f"{self.percent:5.1f} % {self.decoder.name}, by {self.decoder.target}{missed}"


class Table:
    def __init__(self, text: str):
        table = tomllib.loads(text)
        self.least_percent = table["least_percent"]
        self.decoders = [
            Decoder(row["file"], row["target"], tuple(row.get("functions", ())))
            for row in table["decoder"]
        ]
        self.others = {row["file"]: row["reason"] for row in table.get("not_a_decoder", [])}

    def unlisted(self, sources: dict[str, str]) -> list[str]:
        """Sources that read from outside and of which the table says nothing."""
        known = {decoder.file for decoder in self.decoders} | self.others.keys()
        return sorted(name for name, text in sources.items() if READS.search(text) and name not in known)

    def stale(self, sources: dict[str, str]) -> list[str]:
        named = {decoder.file for decoder in self.decoders} | self.others.keys()
        return sorted(named - sources.keys())


def product_sources() -> dict[str, str]:
    found = [path for folder in ("src", "hsm", "ceremony") for path in (ROOT / folder).rglob("*.cpp")]
    return {str(path.relative_to(ROOT)): path.read_text() for path in found}


def gcov(notes: Path, folder: Path) -> list[dict]:
    """What gcov says of one object, by source file; all noughts when it did not run."""
    command = ["gcov", "--json-format", "--stdout", "--object-directory", str(notes.parent), str(notes)]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return [file for text in run.stdout.splitlines() for file in json.loads(text)["files"]]


def object_notes(folder: Path, source: str) -> list[Path]:
    """Each object that the source was compiled to; meson writes a foreign path with underscores."""
    name = Path(source).name
    mangled = source.replace("/", "_")
    return [
        path
        for path in folder.rglob("*.gcno")
        if path.name.endswith(f"{mangled}.gcno")
        or (path.name.endswith(f"_{name}.gcno") or path.name == f"{name}.gcno")
    ]


def counts_of(file: dict, functions: tuple[str, ...]) -> dict[int, int]:
    """Line -> how often it ran; only lines of the named functions, when some are named."""
    spans = [
        range(each["start_line"], each["end_line"] + 1)
        for each in file["functions"]
        if any(name in each["demangled_name"] for name in functions)
    ]
    counts: dict[int, int] = {}
    for line in file["lines"]:
        number = line["line_number"]
        if functions and not any(number in span for span in spans):
            continue
        counts[number] = max(counts.get(number, 0), line["count"])
    return counts


def reach_of(decoder: Decoder, folder: Path) -> Reach:
    counts: dict[int, int] = {}
    for notes in object_notes(folder, decoder.file):
        for file in gcov(notes, folder):
            if not (folder / file["file"]).resolve() == ROOT / decoder.file:
                continue
            for number, count in counts_of(file, decoder.functions).items():
                counts[number] = max(counts.get(number, 0), count)
    missed = tuple(sorted(number for number, count in counts.items() if count == 0))
    return Reach(decoder, len(counts) - len(missed), len(counts), missed)


def replay(target: str, folder: Path, corpus: Path) -> None:
    for data in folder.rglob("*.gcda"):
        data.unlink()
    programs = list(folder.glob(f"tests/fuzz/*/replay_{target}"))
    if len(programs) != 1:
        raise FileNotFoundError(f"there is no one program replay_{target} in {folder}")
    command = [str(programs[0]), str(corpus / target)]
    subprocess.run(command, capture_output=True, timeout=REPLAY_SECONDS, check=True)


def measure(table: Table, folder: Path, corpus: Path = CORPUS) -> list[Reach]:
    found = []
    for target in sorted({decoder.target for decoder in table.decoders}):
        replay(target, folder, corpus)
        found += [reach_of(each, folder) for each in table.decoders if each.target == target]
    return found


def report() -> int:
    """`scripts/dev coverage`: builds, measures, and says which decoder is reached too little."""
    configuration = build.EXTRA["coverage"]
    if build.build(configuration) != 0:
        return 1
    table = Table(TABLE.read_text())
    reaches = measure(table, configuration.folder)
    for reach in sorted(reaches, key=lambda each: each.percent):
        print(reach.line())
    low = [reach for reach in reaches if reach.percent < table.least_percent]
    print(f"coverage: {len(low)} of {len(reaches)} decoders below {table.least_percent} %")
    return 1 if low else 0
