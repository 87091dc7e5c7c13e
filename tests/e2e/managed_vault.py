"""ManagedVault: a real OpenBao whose root is the service's to make and to end, with its agent beside it."""

from tests.e2e.attested_house import AttestedHouse
from tests.e2e.vault_relay import VaultRelay

from scripts.lab.attested import Machine
from scripts.lab.waiting import wait_until


class ManagedVault:
    """Initialised by itself, by its own configuration; nobody ever had a root token of it."""

    def __init__(self, house: AttestedHouse, label: str, relayed: bool = False):
        self.house, self.service = house, house.service
        self.machine: Machine = house.new_machine(label, with_tpm=False)
        self.name, self.bao = self.machine.vault, self.machine.bao
        self.relay: VaultRelay | None = None
        stanza = self.machine.agent.stanza()
        words: tuple[str, ...] = ()
        if relayed:
            socket = self.bao.folder / "own.sock"
            stanza += f'\nlistener "unix" {{\n  address = "{socket}"\n  socket_mode = "600"\n}}\n'
            self.relay = VaultRelay(self.machine.agent.folder / "relay.sock", socket)
            words = ("--any-address",)
        self.machine.approve()
        self.service.ask("vault", "init", self.name)
        login = self.service.ask("vault", "login-config", self.name, *words).text
        self.bao.write_configuration(f"{stanza}\n{login}")
        self.machine.does_tasks(self.relay.address if self.relay else "")
        self.machine.agent.start()
        self.begin()
        self.bao.wait_unsealed(f"vault {self.name} has initialised and unsealed itself")
        self.settle("the vault is the service's")

    def begin(self) -> None:
        self.bao.start()

    def page(self) -> dict:
        return self.service.ask("root", "show", self.name, json_answer=True).document

    def settle(self, what: str, seconds: float = 60) -> dict:
        """Waits until its newest task is over, and that it went well."""
        wait_until(lambda: self.page()["task"]["state"] in ("done", "failed"), what, seconds,
                   why=lambda: f"{self.page()['task']}\n{self.machine.agent.log.read_text()[-2000:]}")
        task = self.page()["task"]
        if task["state"] != "done":
            raise AssertionError(f"{what}: {task}")
        return task

    def rotate(self, reason: str = "INC-412", **how):
        return self.service.ask("root", "rotate", "--emergency", "--vault", self.name, "--reason",
                                reason, seconds=130, **how)

    def request(self, ttl: str = "15m", reason: str = "INC-7", code: int | None = 0):
        return self.service.ask("root", "request", "--vault", self.name, "--ttl", ttl, "--reason", reason,
                                seconds=130, code=code)

    def root_token(self, ttl: str = "15m") -> str:
        return self.request(ttl).text.strip()

    def ask(self, method: str, path: str, token: str, body: dict | None = None) -> tuple[int, dict]:
        return self.bao.request(method, path, body, token=token)

    def made(self, path: str, token: str, **body) -> dict:
        status, answer = self.ask("POST", path, token, body)
        if status not in (200, 204):
            raise AssertionError(f"{path}: {status} {answer}")
        return answer.get("auth") or {}

    def lives(self, token: str) -> bool:
        return self.ask("GET", "auth/token/lookup-self", token)[0] == 200

    def tokens(self, token: str) -> list[dict]:
        """Of the root namespace, as a token that may see them all."""
        _, listed = self.ask("LIST", "auth/token/accessors", token)
        looks = [self.ask("POST", "auth/token/lookup-accessor", token, {"accessor": each})[1]
                 for each in listed["data"]["keys"]]
        return [look["data"] for look in looks if "data" in look]

    def roots(self, token: str) -> list[dict]:
        return [each for each in self.tokens(token) if "root" in each["policies"]]

    def no_stranger_lives(self) -> None:
        """By a token of our own making: what lives is what was granted, and the key that made it works."""
        if self.relay:
            self.relay.pass_all()
        token = self.root_token()
        granted = {each["accessor"] for each in self.page()["grants"]}
        strangers = {each["accessor"] for each in self.roots(token)} - granted
        if strangers:
            raise AssertionError(f"root tokens live that nobody granted: {strangers}")
        self.made("auth/token/revoke-self", token)

    def end(self) -> None:
        self.machine.end()
        if self.relay:
            self.relay.close()
