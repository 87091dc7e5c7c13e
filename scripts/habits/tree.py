"""The checkout: where it is and which files belong to it."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT_FOLDERS = ("include", "src", "hsm", "ceremony")
MADE_FOLDERS = {"build", ".git", ".tools", ".quickstart", "__pycache__"}


def files(root: Path = ROOT) -> list[Path]:
    """Every file that is tracked, or would be if it were added, relative to `root`."""
    listing = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        names = {name.decode() for name in listing.stdout.split(b"\0") if name}
        return sorted(Path(name) for name in names if (root / name).is_file())
    return sorted(
        path.relative_to(root)
        for path in root.rglob("*")
        if path.is_file() and not MADE_FOLDERS.intersection(path.relative_to(root).parts)
    )


def sources(root: Path = ROOT, folders: tuple[str, ...] = ()) -> list[Path]:
    """The C++ files, all of them or those under `folders`."""
    return [
        path
        for path in files(root)
        if path.suffix in {".cpp", ".hpp"} and (not folders or path.parts[0] in folders)
    ]
