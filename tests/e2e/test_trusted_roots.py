"""The folder of `[attestation] roots`: whatever is wrong in it, nobody is believed, and it is named."""

import os
import shutil
import tempfile
import unittest
from pathlib import Path

from tests.e2e.verifier_client import Ask, Refused, VerifierClient, write_configuration

from scripts.lab.commands import run
from scripts.lab.tpm_authority import write_roots

_roots = 1841
_mebibyte = 1 << 20


def certificate(folder: Path, name: str, *words: str) -> Path:
    """A certificate of its own key; by default an authority's."""
    made = folder / f"{name}.pem"
    run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-days", "30", "-subj", f"/CN={name}", "-keyout", folder / f"{name}.key", "-out", made,
         *words], "making a certificate")
    return made


class TrustedRoots(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="sealwright-roots-", dir="/tmp"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.root = certificate(cls.folder, "root")
        cls.number = 0

    def setUp(self):
        type(self).number += 1
        self.roots = write_roots(self.folder / str(self.number), [self.root], [self.root])
        self.inner = self.roots / "roots"
        self.configuration = self.folder / f"{self.number}.compiled"
        write_configuration(self.configuration, str(self.roots))

    def answer(self):
        client = VerifierClient(self.configuration, self.folder / "log")
        self.addCleanup(client.kill)
        answer = client.ask(Ask([self.root.read_bytes()], b"\x00" * 8, b"\x00" * 8))
        self.assertEqual(client.end(), 0)
        return answer

    def refused(self, path: Path, why: str) -> None:
        """By this file's name; and whole again nothing of it is left."""
        answer = self.answer()
        self.assertEqual((type(answer), answer.code), (Refused, _roots), why)
        self.assertIn(f"path={path}", answer.sentence)
        self.assertIn(why, answer.sentence)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def put(self, name: str, data: bytes, kind: str = "roots") -> Path:
        path = self.roots / kind / name
        path.write_bytes(data)
        path.chmod(0o644)
        return path

    def tearDown(self):
        answer = self.answer()
        self.assertNotEqual(getattr(answer, "code", 0), _roots, "what is whole again is believed")

    def test_a_folder_that_went_away_or_is_a_file_believes_nobody(self):
        kept = self.folder / f"{self.number}.kept"
        self.roots.rename(kept)
        self.refused(self.roots, "errno=2")
        self.roots.write_text("")
        self.refused(self.roots, "errno=20")
        kept.rename(self.roots)
        shutil.rmtree(self.roots / "crls")
        self.put_file_for_folder("crls")
        self.refused(self.roots / "crls", "errno=20")

    def put_file_for_folder(self, name: str) -> None:
        (self.roots / name).write_text("")

    def test_a_link_a_pipe_and_a_folder_are_no_certificates(self):
        link = self.inner / "link.pem"
        link.symlink_to(self.root)
        self.refused(link, "it is a symbolic link")
        pipe = self.inner / "pipe.pem"
        os.mkfifo(pipe, 0o644)
        self.refused(pipe, "it is no regular file")
        folder = self.inner / "folder.pem"
        folder.mkdir(mode=0o755)
        self.refused(folder, "it is no regular file")
        shutil.rmtree(self.roots / "providers")
        (self.roots / "providers").symlink_to(self.inner)
        self.refused(self.roots / "providers", "errno=20")

    def test_what_is_no_certificate_or_none_of_its_kind_is_refused(self):
        no_pem = "it is not PEM of its kind"
        whole = self.root.read_bytes()
        self.refused(self.put("empty.pem", b""), no_pem)
        self.refused(self.put("key.pem", self.root.with_suffix(".key").read_bytes()), no_pem)
        self.refused(self.put("cut.pem", whole[:-40]), no_pem)
        self.refused(self.put("odd.pem", whole + whole.replace(b"MII", b"MIJ", 1)), no_pem)
        self.refused(self.put("list.pem", whole, "crls"), no_pem)
        self.refused(self.put("many.pem", whole * 257), no_pem)

    def test_a_root_is_self_signed_and_an_authority(self):
        why = "a root that is not self-signed"
        leaf = certificate(self.folder, "leaf", "-addext", "basicConstraints=critical,CA:FALSE")
        self.refused(self.put("leaf.pem", leaf.read_bytes()), why)
        request = self.folder / "middle.csr"
        run(["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
             "-subj", "/CN=middle", "-keyout", self.folder / "middle.key", "-out", request],
            "asking for a certificate")
        extensions = self.folder / "middle.cnf"
        extensions.write_text("basicConstraints=critical,CA:TRUE\n")
        middle = self.folder / "middle.pem"
        run(["openssl", "x509", "-req", "-in", request, "-CA", self.root, "-CAkey",
             self.root.with_suffix(".key"), "-CAcreateserial", "-extfile", extensions, "-out",
             middle], "making an intermediate")
        for kind in ("roots", "providers"):
            self.refused(self.put("middle.pem", middle.read_bytes(), kind), why)

    def test_too_much_is_refused(self):
        self.refused(self.put("large.pem", b" " * (_mebibyte + 1)), "it is larger than 1 MiB")
        for number in range(256):
            self.put(f"{number}.pem", self.root.read_bytes(), "crls")
        answer = self.answer()
        self.assertEqual(answer.code, _roots)
        self.put("256.pem", b"", "crls")
        answer = self.answer()
        self.assertIn("it holds too many files", answer.sentence)
        shutil.rmtree(self.roots / "crls")

    @unittest.skipIf(os.geteuid() != 0, "only root gives a file to somebody else")
    def test_a_file_of_somebody_else_is_refused(self):
        path = self.put("theirs.pem", self.root.read_bytes())
        os.chown(path, 65534, -1)
        self.refused(path, "others than root can change it")


if __name__ == "__main__":
    unittest.main()
