"""VendorToken: a token of any maker, as a section [token.NAME] of the configuration needs it."""

import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class VendorToken:
    name: str
    label: str
    library: str
    credentials: Path  # The folder that holds the file `pin`.
    user: int
    variables: dict[str, str] = field(default_factory=dict)


def write_pin(credentials: Path, pin: str, user: int) -> None:
    """The file `pin`, for its token's process alone."""
    credentials.parent.mkdir(parents=True, exist_ok=True)
    credentials.parent.chmod(0o711)
    credentials.mkdir(mode=0o700)
    with os.fdopen(os.open(credentials / "pin", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600),
                   "w") as file:
        file.write(pin)
    for path in (credentials, credentials / "pin"):
        os.chown(path, user, user)


def installed(candidates: tuple[str, ...]) -> str:
    """The real file of the first module that is there: a link's folder need not be root's alone."""
    return next(str(Path(path).resolve()) for path in candidates if Path(path).is_file())
