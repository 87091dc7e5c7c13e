"""service_toml: the text of sealwright.toml for one service on loopback."""

import os
from dataclasses import dataclass
from pathlib import Path

from scripts.lab.softhsm import SoftToken
from scripts.lab.vendor_token import VendorToken

front_user, keeper_user, depot_user, verifier_user = 64101, 64102, 64103, 64104
first_token_user = 64111


@dataclass(frozen=True)
class Settings:
    owner: str
    state: Path
    run: Path
    port: int
    metrics_port: int
    threshold: int
    tokens: tuple[SoftToken | VendorToken, ...]


def token_user(index: int) -> int:
    """As root each token has a user of its own; otherwise everything is yours."""
    return first_token_user + index if os.geteuid() == 0 else os.geteuid()


def service_toml(settings: Settings) -> str:
    head = f"""\
[installation]
environment = "trying"
owner = "{settings.owner}"
state = "{settings.state}"
run = "{settings.run}"

[users]
front = {front_user}
keeper = {keeper_user}
depot = {depot_user}
verifier = {verifier_user}
operators = 0

[listen]
address = "127.0.0.1:{settings.port}"
names = ["localhost", "127.0.0.1"]

[metrics]
listen = "127.0.0.1:{settings.metrics_port}"

[tokens]
group = "main"
threshold = {settings.threshold}
"""
    return head + "".join(_token_toml(token) for token in settings.tokens)


def _token_toml(token: SoftToken | VendorToken) -> str:
    variables = ", ".join(f'{name} = "{value}"' for name, value in token.variables.items())
    return f"""
[token.{token.name}]
module = "{token.library}"
label = "{token.label}"
user = {token.user}
unlock_root = "file"
pin = "credential"
credentials = "{token.credentials}"
environment = {{ {variables} }}
"""
