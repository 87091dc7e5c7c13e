"""How long each translation unit took to compile, from ninja's own log, slowest first."""

from pathlib import Path


def rows(log: Path) -> list[tuple[float, str]]:
    """(seconds, object file) of the last build of each; ccache hits show as short times."""
    last: dict[str, float] = {}
    for line in log.read_text().splitlines():
        fields = line.split("\t")
        if line.startswith("#") or len(fields) < 4 or not fields[3].endswith(".o"):
            continue
        last[fields[3]] = (int(fields[1]) - int(fields[0])) / 1000
    return sorted(((seconds, name) for name, seconds in last.items()), reverse=True)


def report(folder: Path) -> str:
    log = folder / ".ninja_log"
    if not log.exists():
        return f"{folder.name}: not built yet"
    found = rows(log)
    total = sum(seconds for seconds, _ in found)
    lines = [f"{folder.name}: {len(found)} translation units, {total:.1f} s of compiling"]
    lines += [f"{seconds:8.1f} s  {name}" for seconds, name in found]
    return "\n".join(lines)
