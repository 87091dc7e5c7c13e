"""Odd requests: the ways to hide one request in another, and mutations of them from a fixed seed."""

import random

LINE = b"PUT /v1/transit/encrypt/key HTTP/1.1\r\n"
HOST = b"Host: vault.example:8200\r\n"
END = b"\r\n"


def put(fields: bytes, body: bytes = b"") -> bytes:
    return LINE + HOST + fields + END + body


def asks(request_line: bytes) -> bytes:
    return request_line + END + HOST + END


# What every vault sends, or might; all of it is read.
PLAIN = [
    b"PUT /v1/transit/encrypt/autounseal HTTP/1.1\r\nHost: 127.0.0.1:28210\r\n"
    b"User-Agent: Go-http-client/1.1\r\nContent-Length: 20\r\nX-Vault-Request: true\r\n"
    b'Accept-Encoding: gzip\r\n\r\n{"plaintext":"YQ=="}',
    put(b"Content-Length: 5\r\n", b"12345"),
    put(b"Content-Length: 0\r\n"),
    put(b"Content-Length: \t5 \r\nConnection: keep-alive\r\n", b"12345"),
    put(b"X-Empty:\r\nConnection: close\r\n"),
    b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
    b"POST /v1/tenant-a/transit/decrypt/key.1 HTTP/1.1\r\nhost: [::1]:8200\r\n"
    b"content-length: 2\r\n\r\n{}",
]

# Name and bytes of what a lenient reader is known to accept, or to read in two ways.
TABLE = {
    "a length and an encoding": put(b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                                    b"0\r\n\r\n"),
    "an encoding and a length": put(b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                                    b"0\r\n\r\n"),
    "two lengths that differ": put(b"Content-Length: 5\r\nContent-Length: 6\r\n", b"123456"),
    "two equal lengths": put(b"Content-Length: 5\r\nContent-Length: 5\r\n", b"12345"),
    "a list of equal lengths": put(b"Content-Length: 5, 5\r\n", b"12345"),
    "a length with plus": put(b"Content-Length: +5\r\n", b"12345"),
    "a length with minus": put(b"Content-Length: -1\r\n"),
    "a length that overflows": put(b"Content-Length: 18446744073709551621\r\n", b"12345"),
    "a length in hexadecimal": put(b"Content-Length: 0x5\r\n", b"12345"),
    "a length with an underscore": put(b"Content-Length: 1_0\r\n", b"1234567890"),
    "NUL in a value": put(b"X-Field: a\0b\r\n"),
    "a bare LF": LINE + b"Host: a\n\r\n",
    "bare LFs all through": b"PUT /v1/a/encrypt/b HTTP/1.1\nHost: a\n\n",
    "a blank before the colon": put(b"Content-Length : 5\r\n", b"12345"),
    "a bad chunk size": put(b"Transfer-Encoding: chunked\r\n", b"z\r\n\r\n"),
    "HTTP/1.9": asks(b"PUT /v1/a/encrypt/b HTTP/1.9"),
    "an unknown encoding": put(b"Transfer-Encoding: xchunked\r\n"),
    "a list of encodings": put(b"Transfer-Encoding: chunked, identity\r\n", b"0\r\n\r\n"),
    "chunked": put(b"Transfer-Encoding: chunked\r\n", b"5\r\n12345\r\n0\r\n\r\n"),
    "an encoding on HTTP/1.0": b"PUT /v1/a/encrypt/b HTTP/1.0\r\nHost: a\r\n"
                               b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunk trailers": put(b"Transfer-Encoding: chunked\r\n", b"0\r\nHost: other\r\n\r\n"),
    "a chunk extension of 1 KiB": put(b"Transfer-Encoding: chunked\r\n",
                                      b"1;" + b"a" * 1024 + b"\r\nx\r\n0\r\n\r\n"),
    "a folded field": put(b"X-Field: one\r\n two\r\n"),
    "a folded length": put(b"Content-Length:\r\n 5\r\n", b"12345"),
    "no Host": LINE + END,
    "two Hosts": put(b"Host: other\r\n"),
    "200 fields": put(b"X-Field: 1\r\n" * 200),
    "an absolute form with dots": asks(b"PUT http://other/a/../v1/b HTTP/1.1"),
    "dot segments": asks(b"PUT /v1/a/../b/encrypt/c HTTP/1.1"),
    "an escaped slash": asks(b"PUT /v1/a%2fencrypt/c HTTP/1.1"),
    "a head over 8 KiB": put(b"X-Field: " + b"a" * 8192 + b"\r\n"),
    "a body over 64 KiB": put(b"Content-Length: 65537\r\n", b"a" * 65537),
    "a body with GET": b"GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345",
    "Expect": put(b"Expect: 100-continue\r\nContent-Length: 5\r\n", b"12345"),
    "an upgrade": put(b"Connection: Upgrade\r\nUpgrade: h2c\r\n"),
    "CONNECT": asks(b"CONNECT other:443 HTTP/1.1"),
}

_pieces = [
    b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\n\n", b" ", b"\t", b"\r\n ", b"\0", b"\x0b", b"\x0c",
    b"\x7f", b"\x80", b"\xff", b"\xc2\xa0", b":", b"::", b" :", b",", b";", b"0", b"00", b"+", b"-",
    b"5", b"Content-Length: 5\r\n", b"content-length: 0\r\n", b"Content-Length:5\r\n",
    b"Content-Length: 5 5\r\n", b"Content_Length: 5\r\n", b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding:\r\n", b"transfer-encoding: identity\r\n", b"Host: b\r\n", b"Host:\r\n",
    b"Connection: close\r\n", b"Connection: keep-alive, close\r\n", b"Connection: keep-alive\r\n",
    b"Upgrade: h2c\r\n", b"HTTP/1.0", b"HTTP/1.1", b"HTTP/2", b"http/1.1", b"GET", b"PUT ",
    b"DELETE", b"/", b"//", b"/..", b"/.", b"?a", b"%2f", b"*", b"http://a/", b"0\r\n\r\n",
    b"5\r\n12345\r\n0\r\n\r\n", b"PUT /v1/hidden/decrypt/key HTTP/1.1\r\nHost: a\r\n\r\n",
]


def _insert(chance: random.Random, stream: bytes) -> bytes:
    at = chance.randrange(len(stream) + 1)
    return stream[:at] + chance.choice(_pieces) + stream[at:]


def _insert_a_field(chance: random.Random, stream: bytes) -> bytes:
    ends = [at for at in range(len(stream)) if stream.startswith(b"\r\n", at)]
    at = chance.choice(ends) + 2 if ends else len(stream)
    return stream[:at] + chance.choice(_pieces) + stream[at:]


def _delete(chance: random.Random, stream: bytes) -> bytes:
    at = chance.randrange(len(stream) + 1)
    return stream[:at] + stream[at + chance.choice((1, 1, 2, 5)):]


def _change(chance: random.Random, stream: bytes) -> bytes:
    at = chance.randrange(len(stream) + 1)
    return stream[:at] + bytes([chance.randrange(256)]) + stream[at + 1:]


def _cut(chance: random.Random, stream: bytes) -> bytes:
    return stream[:chance.randrange(len(stream) + 1)]


def _repeat_a_line(chance: random.Random, stream: bytes) -> bytes:
    lines = stream.split(b"\r\n")
    at = chance.randrange(len(lines))
    return b"\r\n".join(lines[:at] + [lines[at]] + lines[at:])


def _swap_lines(chance: random.Random, stream: bytes) -> bytes:
    lines = stream.split(b"\r\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\r\n".join(lines)


def _other_case(chance: random.Random, stream: bytes) -> bytes:
    at = chance.randrange(len(stream) + 1)
    return stream[:at] + stream[at:at + 20].swapcase() + stream[at + 20:]


def _append(chance: random.Random, stream: bytes) -> bytes:
    return stream + chance.choice(PLAIN + list(TABLE.values()))


_mutations = [_insert, _insert_a_field, _delete, _change, _cut, _repeat_a_line, _swap_lines,
              _other_case, _append]


def corpus(count: int, seed: int) -> list[bytes]:
    """Every row itself, each row before and behind a plain request, then mutations of them."""
    chance = random.Random(seed)
    rows = PLAIN + list(TABLE.values())
    streams = rows + [row + PLAIN[0] for row in rows] + [PLAIN[0] + row for row in rows]
    while len(streams) < count:
        # Half of them start from what is read, so that many are read after the change as well.
        stream = chance.choice(PLAIN if chance.random() < 0.5 else rows)
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            stream = chance.choice(_mutations)(chance, stream)
        streams.append(stream)
    return streams
