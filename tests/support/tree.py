"""A small tree of files for a control test: the rule under test must find what is wrong in it."""

import tempfile
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def tree_of(files: dict[str, str]):
    with tempfile.TemporaryDirectory(prefix="sealwright-control-") as folder:
        root = Path(folder)
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        yield root
