"""people: persons with keys of their own, who found an installation and decide in it by two.

Each has a home folder, as if it were their own machine: their key under a passphrase, or on a card
(a SoftHSM token of their own), and a context that reaches the service through its TLS port.
"""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from scripts.lab import softhsm
from scripts.lab.commands import run
from scripts.lab.failure import Failure
from scripts.lab.service import Answer, Service
from scripts.lab.waiting import wait_until

_keeper_away = "E3368"
pending = 10  # The exit code of what waits for more people.


@dataclass
class Person:
    """One person at their own machine."""

    service: Service
    name: str
    home: Path
    roles: tuple[str, ...] = ("operator",)
    has_card: bool = False
    card: softhsm.SoftToken | None = None

    @property
    def key_file(self) -> Path:
        return self.home / "person.key"

    @property
    def passphrase(self) -> str:
        """What they type: of a key file its passphrase, of a card its PIN."""
        return self.card.pin if self.card else f"the passphrase of {self.name}"

    @property
    def card_words(self) -> list:
        if not self.card:
            return []
        variables = [f"{name}={value}" for name, value in self.card.variables.items()]
        return ["--card", self.card.library, "--serial", self.card.serial,
                *(word for each in variables for word in ("--variable", each))]

    def make_key(self) -> dict:
        """What `person key show` prints of it, which goes into a roster."""
        self.home.mkdir(mode=0o700, parents=True)
        if self.has_card:
            self.card = softhsm.make_token(self.home / "tokens", self.home / "credentials", "card",
                                           os.geteuid())
        return self.say("person", "key", "new", self.name, "--file", self.key_file,
                        *self.card_words, json_answer=True).document

    def sign_founding(self, words: str) -> Answer:
        """From elsewhere: over TLS, after the words were compared by voice; again while the front, which
        has just got its certificate, has no keeper yet."""
        answers: list[Answer] = []
        wait_until(lambda: answers.append(self._sign(words)) or _keeper_away not in answers[-1].talk,
                   "the front answers for the keeper", 20)
        return answers[-1]

    def _sign(self, words: str) -> Answer:
        return self.say("founding", "sign", "--name", "prod", "--address",
                        f"127.0.0.1:{self.service.port}", "--authority",
                        self.service.state / "tls" / "ca.pem", "--key", self.key_file,
                        "--words", words, code=None)

    def say(self, *words, code: int | None = 0, json_answer: bool = False,
            seconds: float = 60, typed: str | None = None) -> Answer:
        """One command of this person, who types the passphrase where nothing else can read it."""
        reading, writing = os.pipe()
        os.write(writing, ((typed or self.passphrase) + "\n").encode())
        os.close(writing)
        arguments = [self.service.programs / "sealwright", "--passphrase-fd", str(reading)]
        arguments += ["--format", "json"] if json_answer else []
        environment = {"PATH": os.defpath, "HOME": str(self.home),
                       "XDG_CONFIG_HOME": str(self.home / "config")}
        try:
            done = run(arguments + list(words), f"{self.name}: sealwright " +
                       " ".join(map(str, words[:2])), seconds, environment,
                       advice=f"read {self.service.log}",
                       accept=None if code is None else (code,), descriptors=(reading,))
        finally:
            os.close(reading)
        return Answer(done.returncode, done.stdout, done.stderr)

    def approve(self, request: str, **options) -> Answer:
        return self.say("request", "approve", request, "--yes", **options)


def roster_toml(keys: dict[str, tuple[Person, dict]], needed: int = 2, overrule: int = 2) -> str:
    text = f"[rules]\nneeded = {needed}\noverrule = {overrule}\n"
    for name, (person, key) in keys.items():
        roles = ", ".join(f'"{role}"' for role in person.roles)
        text += (f'\n[[person]]\nname = "{name}"\nroles = [{roles}]\n'
                 f'keys = [{{ key = "{key["key"]}", proof = "{key["proof"]}" }}]\n')
    return text


class People:
    """Those who found a service, in the order in which they sign."""

    def __init__(self, service: Service, folder: Path, roles: dict[str, tuple[str, ...]],
                 with_card: tuple[str, ...] = ()):
        self.service = service
        self.folder = folder
        self.by_name = {name: Person(service, name, folder / name, its, name in with_card)
                        for name, its in roles.items()}

    def __getitem__(self, name: str) -> Person:
        return self.by_name[name]

    def write_roster(self, needed: int = 2, overrule: int = 2) -> Path:
        self.folder.mkdir(exist_ok=True)
        keys = {name: (person, person.make_key()) for name, person in self.by_name.items()}
        path = self.folder / "roster.toml"
        path.write_text(roster_toml(keys, needed, overrule))
        return path

    def begin(self, roster: Path, *words) -> dict:
        """`init --founders` on the service's host, or other words that begin a founding."""
        asked = words or ("init", "--config", self.service.folder / "sealwright.toml")
        answer = self.service.ask(*asked, "--founders", roster, code=pending, json_answer=True,
                                  seconds=60)
        return answer.document

    def sign_all(self, words: str) -> Answer:
        answers = [person.sign_founding(words) for person in self.by_name.values()]
        if answers[-1].code != 0:
            raise Failure("not founded after the last signature", answers[-1].talk)
        return answers[-1]

    def found(self, needed: int = 2, overrule: int = 2) -> str:
        """All of it; returns the verifier key."""
        plan = self.begin(self.write_roster(needed, overrule))
        self.sign_all(plan["words"])
        self.service.wait_open()
        return self.service.status()["verifier_key"]


class ByTwo:
    """A service as one operator of a founded installation uses it, with a second one at hand.

    Reads and tightenings are the first one's; what waits is approved by the second.
    """

    def __init__(self, people: People, first: str, second: str):
        self.people = people
        self._first, self._second = people[first], people[second]
        self.requests: list[str] = []

    def __getattr__(self, name: str):
        return getattr(self.people.service, name)

    def ask(self, *words, code: int | None = 0, json_answer: bool = False,
            seconds: float = 60) -> Answer:
        answer = self._first.say(*words, code=None, json_answer=json_answer, seconds=seconds)
        if answer.code == pending:
            request = request_in(answer)
            self.requests.append(request)
            approved = self._second.approve(request, code=None)
            if approved.code != 0:
                raise Failure(f"{request} was not carried out", approved.text + approved.talk)
            if words[:2] == ("node", "enrol") and json_answer:
                return self._enrolled(answer, str(words[2]), str(words[3]))
            return Answer(0, answer.text, answer.talk)
        if code is not None and answer.code != code:
            raise Failure("sealwright " + " ".join(map(str, words[:2])), answer.talk)
        return answer

    def _enrolled(self, waiting: Answer, vault: str, node: str) -> Answer:
        """The token came with the proposal; what else an agent needs is there since the approval."""
        shown = self._first.say("node", "show", vault, node, json_answer=True).document
        info = self._first.say("vault", "status", vault, json_answer=True).document["vaults"][0]
        whole = waiting.document | {"node": shown["id"], "vault": info["id"]}
        return Answer(0, json.dumps(whole), waiting.talk)


def request_in(answer: Answer) -> str:
    found = re.search(r"request-[0-9a-f]{32}", answer.text + answer.talk)
    if not found:
        raise Failure("no request is named", answer.text + answer.talk)
    return found.group(0)
