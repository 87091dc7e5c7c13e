"""CustodiansHere: custodians of a founded house, who make a key and give their parts from machines of their own."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts.lab.people import People, pending, request_in
from scripts.lab.service import Answer


class CustodiansHere:
    def __init__(self, people: People, names: tuple[str, ...], threshold: int = 2):
        self.people, self.names, self.threshold = people, names, threshold

    def each(self, do) -> list:
        """For each of them, all at the same time."""
        with ThreadPoolExecutor(len(self.names)) as several:
            return list(several.map(do, self.names))

    def file(self, name: str) -> Path:
        return self.people[name].home / "shares"

    @staticmethod
    def words(name: str) -> str:
        return f"the shares of {name}"

    def make_key(self, proposer: str, second: str) -> str:
        """Proposed and approved by these two; the ceremony it was made in."""
        self.each(lambda name: self.people[name].say("custodian", "init", "--file", self.file(name),
                                                     typed=self.words(name)))
        plan = self.people.folder / "seats.toml"
        seats = "".join(f'\n[[custodian]]\nperson = "{name}"\norganisation = "of {name}"\n'
                        f'place = "at {name}"\ndevice = "{name}"\n' for name in self.names)
        plan.write_text(f"threshold = {self.threshold}\n{seats}")
        asked = self.people[proposer].say("ceremony", "begin", "genesis", "--custodians", plan, "--reason",
                                          "the first custodians", code=pending)
        request = request_in(asked)
        self.people[second].approve(request)
        ceremony = request.replace("request-", "ceremony-")
        for _ in ("join", "commit", "reveal"):
            self.each(lambda name: self.join(name, ceremony, "--once", "--yes", code=pending))
        words = self.people[proposer].say("ceremony", "show", ceremony, json_answer=True).document["words"]
        self.each(lambda name: self.join(name, ceremony, "--words", words, code=0))
        return ceremony

    def join(self, name: str, ceremony: str, *words, code: int) -> Answer:
        both = f"{self.people[name].passphrase}\n{self.words(name)}"
        return self.people[name].say("custodian", "join", ceremony, "--file", self.file(name), *words, typed=both,
                                     code=code)

    def contribute(self, name: str, words: str, *more, code: int | None = 0) -> Answer:
        service = self.people.service
        return self.people[name].say(
            "custodian", "contribute", "--file", self.file(name), "--address", f"127.0.0.1:{service.port}",
            "--authority", service.state / "tls" / "ca.pem", "--words", words, *more, typed=self.words(name),
            code=code)
