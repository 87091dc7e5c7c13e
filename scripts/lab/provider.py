"""Provider: a cloud of the lab, which leaves an attestation key in a TPM and certifies it.

It does what a platform does before a machine is handed over: the key at 0x81000003, its certificate
at 0x01c101d0. Whoever shall believe it has `root` in the folder `providers` of `attestation.roots`.
"""

from pathlib import Path

from scripts.lab.commands import run
from scripts.lab.tpm import SoftwareTpm

_handle, _index = "0x81000003", 0x1C101D0
_attributes = "fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda|restricted|sign"
_extensions = """basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = 2.23.133.8.3
"""


class Provider:
    def __init__(self, folder: Path):
        folder.mkdir(parents=True)
        self._folder = folder
        self._key = folder / "provider.key"
        self.root = folder / "provider.pem"
        run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "30", "-subj", "/CN=Lab Provider", "-keyout", self._key,
             "-out", self.root], "making a provider's authority")

    def equip(self, tpm: SoftwareTpm) -> None:
        """The TPM has the provider's key and certificate from now on."""
        context = tpm.folder / "provided.ctx"
        tpm.tool("tpm2_createprimary", "-Q", "-C", "e", "-G", "ecc256:ecdsa-sha256:null",
                 "-a", _attributes, "-c", context)
        tpm.tool("tpm2_evictcontrol", "-Q", "-C", "o", "-c", context, _handle)
        tpm.flush()
        tpm.store(_index, self.certified(tpm))

    def certified(self, tpm: SoftwareTpm) -> bytes:
        """A certificate for the key that the TPM has from its provider, as DER."""
        key, made, words = (tpm.folder / f"provided.{end}" for end in ("pub", "der", "ext"))
        tpm.tool("tpm2_readpublic", "-Q", "-c", _handle, "-f", "pem", "-o", key)
        words.write_text(_extensions)
        run(["openssl", "x509", "-new", "-force_pubkey", key, "-subj", "/CN=a machine",
             "-CA", self.root, "-CAkey", self._key, "-CAcreateserial", "-days", "30",
             "-extfile", words, "-outform", "DER", "-out", made], "certifying a machine's key")
        return made.read_bytes()
