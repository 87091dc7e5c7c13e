"""RootScenario: a vault whose root token nobody ever had, and what on-call does about one that somebody made."""

import time

from scripts.lab.attested import new_machine
from scripts.lab.failure import Failure
from scripts.lab.openbao import Keys, OpenBao
from scripts.tour.attested import AttestedScenario
from scripts.tour.scenario import vault_name

_node = "node-1"


class RootScenario(AttestedScenario):
    """The attested way; the vault initialises itself, and its agent does what root is needed for."""

    def _start_vault(self) -> None:
        self._voice.step("A machine with a TPM (swtpm), an agent, and a real OpenBao that nobody initialises")
        self._tpm.start()
        self._remember(self._tpm.pid)
        self._add_vault()
        self._vault = OpenBao(self._belongings.vault, self._bao)
        self._machine = new_machine(self._service, self._service.folder / "machine" / "agent",
                                    vault_name, _node, self._vault, self._tpm)
        self._machine.enrol()
        self._machine.approve("first-boot")
        self._service.ask("vault", "init", vault_name)
        self._voice.seen("sealwright vault init: within the hour, and without a root token for anybody")
        login = self._service.ask("vault", "login-config", vault_name).text
        self._vault.write_configuration(f"{self._machine.agent.stanza()}\n{login}")
        self._voice.seen("sealwright vault login-config, put into the vault's configuration:")
        self._voice.quoted(login, lines_max=24)
        # The agent's user may not look into the vault's folder.
        authority = self._service.folder / "machine" / "vault-authority.pem"
        authority.write_bytes(self._vault.authority.read_bytes())
        authority.chmod(0o644)
        self._machine.does_tasks(authority=authority)
        self._start_agent()
        self._vault.start(spawned=self._belongings.remember)

    def _initialise(self) -> Keys:
        self._voice.step("The vault initialises itself, and becomes the service's")
        self._vault.wait_unsealed("the new vault is unsealed")
        self._await_task("the vault is the service's")
        self._voice.quoted(self._service.ask("root", "show", vault_name).text)
        self._voice.meaning(
            "No root token ever left the vault's process. Its agent logged in with a signed word of the "
            "service, good for a minute, had the vault make its recovery key, and changed the barrier "
            "root key. The service kept the recovery key when the vault had it sealed; no person has it.")
        return Keys((), "")

    def _change_machine(self) -> None:
        """Another tour shows what a changed machine is told."""
        token = self._request()
        self._plant(token)
        self._rotate(token)
        self._state()

    def _request(self) -> str:
        self._voice.step("sealwright root request --vault demo --ttl 15m --reason 'a look'")
        begun = time.monotonic()
        token = self._service.ask("root", "request", "--vault", vault_name, "--ttl", "15m", "--reason",
                                  "a look", seconds=120).text.strip()
        self._voice.seen(f"a root token after {time.monotonic() - begun:.1f} s; it is not shown here")
        _, looked = self._vault.request("GET", "auth/token/lookup-self", token=token)
        facts = looked["data"]
        self._voice.seen(f"the vault says: policies {facts['policies']}, orphan {facts['orphan']}, "
                         f"explicit_max_ttl {facts['explicit_max_ttl']} s")
        self._voice.meaning(
            "The vault made an unlimited root inside one step of its agent, which made this one by it, "
            "revoked the unlimited one, and proved it dead. The vault's own clock ends this one, also if "
            "everything of ours is down.")
        return token

    def _plant(self, token: str) -> None:
        self._voice.step("Somebody with that token makes another root token")
        _, made = self._vault.request("POST", "auth/token/create",
                                      {"policies": ["root"], "no_parent": True, "ttl": "24h"}, token=token)
        self._planted = made["auth"]["client_token"]
        self._voice.seen(f"an orphan root for a day, accessor {made['auth']['accessor']}")

    def _rotate(self, token: str) -> None:
        self._voice.step("On call: sealwright root rotate --emergency --vault demo --reason INC-412")
        begun = time.monotonic()
        shown = self._service.ask("root", "rotate", "--emergency", "--vault", vault_name, "--reason",
                                  "INC-412", seconds=130)
        self._voice.seen(f"done after {time.monotonic() - begun:.1f} s")
        self._voice.quoted(shown.text)
        for each in (token, self._planted):
            if self._vault.request("GET", "auth/token/lookup-self", token=each)[0] != 403:
                raise Failure("a root token lives behind the rotation", shown.text,
                              "this is a defect: please report it")
        self._voice.seen("both tokens are refused by the vault")
        self._voice.meaning(
            "Every token of every namespace was looked at, each root revoked, the recovery key and the "
            "barrier root key changed, and every token looked at again. No root token was needed for it.")

    def _state(self) -> None:
        self._voice.step("sealwright root statement demo")
        said = self._service.ask("root", "statement", vault_name, code=None)
        self._voice.quoted(said.text, lines_max=20)
        self._voice.meaning(
            "Signed, and made from the journal alone: whoever has an export makes the same text again "
            "(sealwright root verify). It says what was planted.")

    def _await_task(self, what: str) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            task = self._service.ask("root", "show", vault_name, json_answer=True).document["task"]
            if task["state"] == "done":
                return
            if task["state"] == "failed":
                break
            time.sleep(0.2)
        raise Failure(f"not yet: {what}", str(task), "see `sealwright root show demo` and the agent's log")
