"""What h11 makes of streams of bytes; the twin of tests/process/http/strict_verdicts.cpp.

Run by the Python of .tools/python. The same framing on stdin, the same lines on stdout, but each
entry ends with every Host that h11 saw, and `refused` carries h11's reason instead of a code.
"""

import sys

import h11


def verdict_on(stream: bytes) -> str:
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(stream)
    entries = []
    while True:
        if not connection.trailing_data[0]:
            return "\t".join([*entries, "end"])
        try:
            request, length = read_one(connection)
        except h11.RemoteProtocolError as refused:
            return "\t".join([*entries, f"refused {printable(str(refused).encode())}"])
        if request is None:
            return "\t".join([*entries, "unfinished"])
        consumed = len(stream) - len(connection.trailing_data[0])
        keep = connection.their_state is h11.DONE
        hosts = [printable(value) for name, value in request.headers if name == b"host"]
        entries.append(" ".join([printable(request.method), printable(request.target),
                                 str(length), str(consumed),
                                 "keep" if keep else "close", *hosts]))
        if not keep:
            return "\t".join([*entries, "closed"])
        connection.send(h11.Response(status_code=200, headers=[("Content-Length", "0")]))
        connection.send(h11.EndOfMessage())
        connection.start_next_cycle()


def read_one(connection: h11.Connection) -> tuple[h11.Request | None, int]:
    request, length = None, 0
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            return None, 0
        if isinstance(event, h11.Request):
            request = event
        elif isinstance(event, h11.Data):
            length += len(event.data)
        elif isinstance(event, h11.EndOfMessage):
            return request, length


def printable(value: bytes) -> str:
    return repr(value)[2:-1]


def main() -> None:
    while size := sys.stdin.buffer.read(4):
        stream = sys.stdin.buffer.read(int.from_bytes(size, "big"))
        print(verdict_on(stream))


if __name__ == "__main__":
    main()
