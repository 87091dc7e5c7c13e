#!/usr/bin/env python3
"""Makes tests/vectors/words.txt: digests and their eight words, by the list of another implementation.

Needs the Python package shamir-mnemonic 0.3.0; prints to standard output.
"""

import hashlib
import importlib.metadata

from shamir_mnemonic.wordlist import words_from_indices

WORDS, WORD_BITS = 8, 10


def words_of(digest: bytes) -> list[str]:
    bits = int.from_bytes(digest[: WORDS * WORD_BITS // 8], "big")
    last = (WORDS - 1) * WORD_BITS
    return words_from_indices([bits >> (last - WORD_BITS * word) & 1023 for word in range(WORDS)])


def main() -> None:
    version = importlib.metadata.version("shamir-mnemonic")
    print("# 32 bytes and the eight words of their first 80 bits, ten a word, by the word list of the Python")
    print(f"# package shamir-mnemonic {version}; tests/interop/words.py made them.")
    digests = [bytes(32), b"\xff" * 32]
    digests += [hashlib.sha256(b"words %d" % number).digest() for number in range(2, 8)]
    for digest in digests:
        print(digest.hex(), *words_of(digest))


if __name__ == "__main__":
    main()
