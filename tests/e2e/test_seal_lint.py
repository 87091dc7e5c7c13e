"""The linter of a vault's file reads it as the real vault does, and its reasons are true."""

import re
import shutil
import tempfile
import unittest
from pathlib import Path

from tests.e2e.shared import house, repository

from scripts.lab import openbao
from scripts.lab.certificates import client_certificate
from scripts.lab.commands import run
from scripts.lab.openbao import clean_environment
from scripts.lab.ports import free_port
from scripts.lab.service import Answer

ADDRESS = "https://127.0.0.1:9"  # Nobody answers there, so the vault says what it would have asked.
PLAIN = f"""seal "transit" {{
  address = "{ADDRESS}"
  mount_path = "transit/"
  key_name = "demo"
}}
"""

SAME_TO_BOTH = {
    "plain": PLAIN,
    "on one line": PLAIN.replace("\n", " "),
    "commas and quoted names": PLAIN.replace('"\n', '",\n').replace("key_name", '"key_name"'),
    "other letters": PLAIN.replace("seal", "SEAL").replace('"transit" {', '"TRANSIT" {'),
    "kms": PLAIN.replace("seal", "kms"),
    "hsm": PLAIN.replace("seal", "hsm"),
    "a bare type": PLAIN.replace('"transit" {', "transit {"),
    "escapes": PLAIN.replace("demo", "d\\x65\\u006d\\157"),
    "a number": PLAIN.replace('"demo"', "12"),
    "set twice": PLAIN.replace("\n}", '\n  key_name = "second"\n}'),
    "comments": "/* seal { */ # }\n" + PLAIN.replace("{\n", "{ // }\n # key_name = \"x\"\n"),
    "windows lines": PLAIN.replace("\n", "\r\n"),
    "behind a heredoc": "cluster_name = <<EOF\nseal \"transit\" {\n} EOF\n EOF\n" + PLAIN,
    "behind braces in texts": 'cluster_name = "{ \\" } ${ "{" } }"\n' + PLAIN,
    "behind other blocks": "telemetry { a = [\"}\", 1, { b = true }] seal = 0644 }\n" + PLAIN,
    "an unknown key": PLAIN.replace("\n}", "\n  bogus = 1\n}"),
}
REFUSED_BY_BOTH = {
    "no closing brace": PLAIN.removesuffix("}\n"),
    "a colon": PLAIN.replace("key_name =", "key_name :"),
    "an open text": PLAIN.replace('"demo"', '"demo'),
    "an open comment": PLAIN + "/* ",
    "a short mark": "a = <<-EOF\nx\nEOF\n" + PLAIN,
    "an open heredoc": "a = <<EOF\nx\nEOF",
    "an unknown escape": PLAIN.replace("demo", "\\q"),
    "a bare word": PLAIN.replace('"demo"', "demo"),
    "no value": PLAIN.replace(' = "demo"', ""),
    "a list": PLAIN.replace('"demo"', '["demo"]'),
    "a block inside": PLAIN.replace('key_name = "demo"', "key_name { }"),
    "a byte order mark": "\ufeff" + PLAIN,
    "a null character": PLAIN + "\0",
}


class SealLint(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = house()
        cls.service = cls.house.settled()
        cls.program = openbao.binary(repository)
        cls.folder = Path(tempfile.mkdtemp(prefix="sealwright-lint-", dir="/tmp")).resolve()
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.node = client_certificate(cls.folder, "node-1")
        cls.environ = cls.folder / "environ"
        cls.environ.write_bytes(b"PATH=/bin\0")
        cls.service.ask("vault", "add", "linted", "--key", "demo")

    def lint(self, text: str, **asking) -> Answer:
        file = self.folder / "vault.hcl"
        file.write_text(text, newline="")
        return self.service.ask("vault", "seal-config", "linted", "--lint", file, "--environ",
                                self.environ, code=None, **asking)

    def findings(self, text: str) -> list[str]:
        return [one["name"] for one in self.lint(text, json_answer=True).document["findings"]]

    def vault_says(self, text: str, **environment: str) -> str:
        """All that a vault with these seal blocks says before it ends, as it must here."""
        file = self.folder / "boots.hcl"
        file.write_text(f'storage "inmem" {{}}\nlistener "tcp" {{\n  address = "127.0.0.1:'
                        f'{free_port()}"\n  tls_disable = true\n}}\n' + text, newline="")
        return run([self.program, "server", f"-config={file}"], "a vault that ends at its start",
                   30, clean_environment() | {"BAO_MAX_RETRIES": "0"} | environment,
                   accept=(1,)).stdout

    def asked_by_vault(self, text: str, **environment: str) -> str:
        """The URL that the vault would have asked."""
        said = self.vault_says(text, **environment)
        asked = re.search(r'Put "([^"]+)"', said)
        self.assertIsNotNone(asked, said)
        return asked.group(1)

    def with_key(self, line: str) -> str:
        return PLAIN.replace("\n}", f"\n  {line}\n}}")

    def test_a_running_vaults_own_file_and_environment_are_clean(self):
        """The printed stanza boots, and in its place between other blocks nothing is found."""
        vault = self.house.new_vault("clean").initialise()
        self.addCleanup(vault.bao.kill_9)

        answer = self.service.ask(
            "vault", "seal-config", vault.name, "--lint", vault.bao.configuration, "--environ",
            f"/proc/{vault.bao.process.pid}/environ", "--config",
            self.service.folder / "sealwright.toml", code=None)

        self.assertEqual((answer.code, answer.talk), (0, ""), answer.text)

    def test_the_reader_sees_what_the_vault_would_ask(self):
        for name, text in SAME_TO_BOTH.items():
            with self.subTest(name):
                seals = self.lint(text, json_answer=True).document["seals"]
                read = [f'{seal["address"]}/v1/{seal["mount_path"]}encrypt/{seal["key_name"]}'
                        for seal in seals]

                self.assertEqual(read, [self.asked_by_vault(text)])

    def test_what_the_vault_refuses_the_reader_refuses_with_a_line(self):
        for name, text in REFUSED_BY_BOTH.items():
            with self.subTest(name):
                answer = self.lint(text)

                self.assertEqual(answer.code, 1, answer.text)
                self.assertRegex(answer.talk, r"what: cannot read line \d+ of ")
                self.assertNotIn('Put "', self.vault_says(text))

    def test_a_key_file_as_a_url_makes_the_vault_print_the_private_key(self):
        """The reason of the finding client-key-url."""
        text = self.with_key(f'tls_client_cert = "{self.node.certificate}"\n'
                             f'  tls_client_key = "file://{self.node.key}"')
        key = self.node.key.read_text().splitlines()[1]

        self.assertIn(key, self.vault_says(text))
        self.assertIn("client-key-url", self.findings(text))

    def test_the_reasons_of_the_findings_are_what_the_vault_does(self):
        token = self.folder / "token"
        token.write_text("s.something\n")
        rows = {
            "unknown-key": ('tls_ca_cert_bytes = "junk"', "connection refused"),
            "client-half": (f'tls_client_cert = "{self.node.certificate}"', "both client cert"),
            "path-url": (f'tls_client_cert = "file://{self.node.certificate}"\n'
                         f'  tls_client_key = "{self.node.key}"', "no such file"),
            "not-a-boolean": ('tls_skip_verify = "maybe"', "invalid syntax"),
            "token-line-end": (f'token = "file://{token}"', "non-printable characters"),
            "line-end": ('key_name = <<EOF\ndemo\nEOF', "demo%0A"),
            "two-seals": ("}\n" + PLAIN.removesuffix("}\n"), "neither is disabled"),
        }
        for name, (line, said) in rows.items():
            with self.subTest(name):
                text = self.with_key(line)

                self.assertIn(said, self.vault_says(text))
                self.assertIn(name, self.findings(text))
        for name, key in {"mount-missing": "mount_path", "key-missing": "key_name"}.items():
            text = re.sub(rf"\n  {key} = .*", "", PLAIN)
            self.assertIn(f"{key} is required", self.vault_says(text))
            self.assertIn(name, self.findings(text))

    def test_the_variables_that_are_said_to_win_do_win(self):
        elsewhere = "https://127.0.0.1:7"
        for name in ("TRANSIT_WRAPPER_ADDR", "VAULT_TRANSIT_SEAL_ADDR", "BAO_AGENT_ADDR",
                     "VAULT_AGENT_ADDR"):
            self.assertIn(elsewhere, self.asked_by_vault(PLAIN, **{name: elsewhere}), name)
        for key, stem in (("mount", "MOUNT_PATH"), ("key", "KEY_NAME")):
            for prefix in ("TRANSIT_WRAPPER_", "VAULT_TRANSIT_SEAL_"):
                asked = self.asked_by_vault(PLAIN, **{prefix + stem: f"other-{key}"})
                self.assertIn(f"other-{key}", asked)
        for name in ("BAO_PROXY_ADDR", "VAULT_PROXY_ADDR", "BAO_HTTP_PROXY", "VAULT_HTTP_PROXY"):
            said = self.vault_says(PLAIN, **{name: "http://127.0.0.1:7"})
            self.assertIn("proxyconnect", said, name)
        abroad = PLAIN.replace("127.0.0.1", "seal.example")
        for name in ("HTTPS_PROXY", "https_proxy"):
            said = self.vault_says(abroad, **{name: "http://127.0.0.1:7"})
            self.assertIn("proxyconnect", said, name)
        self.assertIn(ADDRESS, self.asked_by_vault(PLAIN, BAO_ADDR=elsewhere))

    def test_a_variable_switches_the_check_of_our_certificate_off(self):
        """BAO_SKIP_VERIFY wins over a file that names the authority."""
        strange = client_certificate(self.folder, "strange")
        text = PLAIN.replace(ADDRESS, f"https://127.0.0.1:{self.service.port}").replace(
            "\n}", f'\n  tls_ca_cert = "{strange.certificate}"\n}}')

        self.assertIn("x509", self.vault_says(text))
        for name in ("BAO_SKIP_VERIFY", "VAULT_SKIP_VERIFY"):
            self.assertNotIn("x509", self.vault_says(text, **{name: "true"}))

    def test_a_variable_replaces_the_whole_seal(self):
        for name in ("BAO_SEAL_TYPE", "VAULT_SEAL_TYPE"):
            said = self.vault_says(PLAIN, **{name: "none-such"})
            self.assertIn("none-such", said)


if __name__ == "__main__":
    unittest.main()
