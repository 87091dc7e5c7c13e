#!/usr/bin/env python3
"""Writes the tables of tests/vectors/threshold that come from other people's test data.

Arguments: the folders of the Go modules `github.com/cloudflare/circl` (v1.6.5) and
`github.com/bwesterb/go-ristretto` (v1.2.4), and of the Rust crate `curve25519-dalek` (4.1.3).
"""

import gzip
import json
import re
import sys
from pathlib import Path

OUT = Path(__file__).resolve().parents[2] / "vectors/threshold"


def packed(folder: Path, name: str) -> object:
    return json.loads(gzip.decompress((folder / name).read_bytes()))


def write(name: str, head: str, lines: list[str]) -> None:
    remarks = [f"# {line}" for line in head.splitlines()]
    (OUT / name).write_text("\n".join(remarks + lines) + "\n")


def expand(circl: Path) -> None:
    document = packed(circl, "expander/testdata/expand_message_xmd_SHA512_38.json.gz")
    domain = document["DST"].encode().hex()
    lines = [
        f"{domain} {test['msg'].encode().hex() or '-'} {test['uniform_bytes']}"
        for test in document["tests"]
    ]
    write("rfc9380.txt", "RFC 9380, appendix K.3: domain, message, uniform bytes.", lines)


def hpke(circl: Path) -> None:
    for test in packed(circl, "hpke/testdata/vectors_rfc9180_5f503c5.json.gz"):
        kind = (test["mode"], test["kem_id"], test["kdf_id"], test["aead_id"])
        if kind != (0, 0x20, 1, 3):
            continue
        first = test["encryptions"][0]
        names = {"info": test["info"], "receiver": test["skRm"], "receiver-public": test["pkRm"],
                 "ephemeral": test["skEm"], "encapsulated": test["enc"], "aad": first["aad"],
                 "plain": first["pt"], "ciphertext": first["ct"]}
        lines = [f"{name} {value}" for name, value in names.items()]
        write("rfc9180.txt", "RFC 9180, appendix A.2.1, its first message.", lines)


def compact(rust: str) -> list[str]:
    """The arrays of bytes in a piece of Rust, in hexadecimal."""
    arrays = re.findall(r"\[((?:\s*(?:0x[0-9a-f]{2}|\d+),?)+\s*)\]", rust)
    return ["".join(f"{int(byte, 0):02x}" for byte in re.findall(r"0x[0-9a-f]{2}|\d+", each))
            for each in arrays]


def ristretto(dalek: Path, go_ristretto: Path) -> None:
    rust = (dalek / "src/ristretto.rs").read_text()
    multiples = rust.split("fn encodings_of_small_multiples_of_basepoint")[1].split("fn ")[0]
    lines = [f"multiple {number} {point}"
             for number, point in enumerate(p for p in compact(multiples) if len(p) == 64)]
    one_way = compact(rust.split("fn one_way_map")[1].split("fn ")[0])
    uniform = [each for each in one_way if len(each) == 128]
    points = [each for each in one_way if len(each) == 64]
    lines += [f"map {one} {other}" for one, other in zip(uniform, points, strict=True)]
    go = (go_ristretto / "ristretto_test.go").read_text()
    bad = go.split("badEncodings := []string{")[1].split("}")[0]
    lines += [f"bad {each} -" for each in re.findall(r'"([0-9a-f]{64})"', bad)]
    head = ("RFC 9496, appendix A: multiples of the base (from the identity on), the map from uniform\n"
            "bytes, and encodings that are none.")
    write("rfc9496.txt", head, lines)


def main() -> None:
    if len(sys.argv) != 4:
        sys.exit("usage: tables.py CIRCL GO_RISTRETTO CURVE25519_DALEK")
    circl, go_ristretto, dalek = map(Path, sys.argv[1:])
    OUT.mkdir(parents=True, exist_ok=True)
    expand(circl)
    hpke(circl)
    ristretto(dalek, go_ristretto)


if __name__ == "__main__":
    main()
