"""custodians: people with shares, who make a key together and bring a service back with it.

Each has a file of their own under a passphrase. They are asked one after the other here; on five
machines each runs one command that waits for the others.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts.lab.failure import Failure
from scripts.lab.people import People, Person, pending, request_in
from scripts.lab.service import Answer

_rounds_max = 12  # Four rounds, a confirmation, and looks in between.
_before_words = 3  # To join, to commit, and to show what was committed to.


class Custodians:
    def __init__(self, people: People, names: tuple[str, ...], threshold: int):
        self.people = people
        self.names = names
        self.threshold = threshold

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def file_of(self, name: str) -> Path:
        return self[name].home / "custodian.file"

    def make_files(self, *names: str) -> None:
        for name in names or self.names:
            self._say(name, "init")

    def _say(self, name: str, verb: str, *words, **options) -> Answer:
        return self[name].say("custodian", verb, *words, "--file", self.file_of(name), **options)

    def write_plan(self, folder: Path) -> Path:
        """Who they are, where they are, and how many are enough."""
        path = folder / "custodians.toml"
        path.write_text(f"threshold = {self.threshold}\n" + "".join(
            f'\n[[custodian]]\nperson = "{name}"\norganisation = "{name} and partners"\n'
            f'place = "{name} at home"\ndevice = "laptop of {name}"\n' for name in self.names))
        return path

    def begin(self, kind: str, folder: Path, proposer: str, second: str) -> str:
        """Proposed by one operator, approved by another; the ceremony has the request's number."""
        asked = self[proposer].say("ceremony", "begin", kind, "--custodians", self.write_plan(folder),
                                   "--reason", "the HSMs may burn", code=None)
        request = request_in(asked)
        self[second].approve(request)
        return request.replace("request-", "ceremony-")

    def join_all(self, ceremony: str) -> dict:
        """Round by round, each after the words that another custodian's screen shows."""
        words: list = []
        for _ in range(_rounds_max):
            for name in self.names:
                said = self._join(name, ceremony, words)
                shows = re.search(r"who read theirs to you:\n +(.+)\n", said.talk)
                if said.code == 1 and not words and shows:
                    words = ["--words", shows[1]]
                    said = self._join(name, ceremony, words)
                if said.code not in (0, pending):
                    raise Failure(f"{name} could not join {ceremony}", said.text + said.talk)
            if said.document["state"] == "committed":
                return said.document
        raise Failure(f"{ceremony} was not committed", said.text)

    def _join(self, name: str, ceremony: str, words: list, once: bool = True) -> Answer:
        both = f"{self[name].passphrase}\n{self[name].passphrase}"  # The key's, the file's.
        end = ["--once"] if once else []
        return self._say(name, "join", ceremony, "--yes", *end, *words, code=None,
                         json_answer=True, typed=both)

    def join_together(self, ceremony: str) -> dict:
        """All at the same time, each with one command that waits for the others once the words are the same."""
        with ThreadPoolExecutor(len(self.names)) as several:
            for _ in range(_before_words):
                list(several.map(lambda name: self._join(name, ceremony, []), self.names))
            words = self[self.names[0]].say("ceremony", "show", ceremony,
                                            json_answer=True).document["words"]
            said = list(several.map(lambda name: self._join(
                name, ceremony, ["--words", words], once=False), self.names))
        wrong = [each for each in said if each.code != 0]
        if wrong:
            raise Failure(f"{ceremony} was not committed", wrong[0].text + wrong[0].talk)
        return said[0].document

    def prove(self, name: str, code: int | None = 0) -> Answer:
        both = f"{self[name].passphrase}\n{self[name].passphrase}"
        return self._say(name, "prove", json_answer=True, typed=both, code=code)

    def give(self, name: str, words: str, *more, code: int | None = 0) -> Answer:
        service = self.people.service
        return self._say(name, "contribute", "--address", f"127.0.0.1:{service.port}", "--authority",
                         service.state / "tls" / "ca.pem", "--words", words, *more, code=code,
                         json_answer=True)
