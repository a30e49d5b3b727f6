# SPDX-License-Identifier: GPL-3.0-or-later
"""tools/browser-gate and tools/run: who is let to the window, and that no message ends its server."""
import contextlib
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import threading

TOOLS = pathlib.Path(sys.argv[1]).parent
sys.path.insert(0, str(TOOLS.parent / "tests" / "cli"))
import harness  # pylint: disable=wrong-import-position

GATE = harness.CLI
BINARY, TEXT, CLOSE, PING, PONG = 2, 1, 8, 9, 10
# Nothing that is waited for takes this long; what never comes fails then.
LONG = 60


class Window:
    """gtk4-broadwayd behind the gate."""

    def __init__(self, address, server):
        self.address = address
        self.server = server
        rest = address.removeprefix("http://")
        self.host, self.token, _ = rest.split("/")
        self.port = int(self.host.split(":")[1])

    def ask(self, path, *headers, host=None, method="GET"):
        """A connection on which the request was sent, and the status line of the answer."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=LONG)
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host or self.host}", *headers, "", ""]
        connection.sendall("\r\n".join(lines).encode())
        stream = connection.makefile("rb")
        head = []
        while (line := stream.readline()) not in (b"\r\n", b""):
            head.append(line.decode().strip())
        return connection, stream, head

    def status(self, *arguments, **options):
        connection, _, head = self.ask(*arguments, **options)
        connection.close()
        return int(head[0].split(" ")[1])

    def page(self, name=""):
        connection, stream, head = self.ask(f"/{self.token}/{name}")
        body = stream.read()
        connection.close()
        assert head[0].startswith("HTTP/1.1 200"), head
        return "\n".join(head), body.decode()

    def open_socket(self):
        connection, stream, head = self.ask(f"/{self.token}/socket", *SOCKET,
                                            f"Origin: http://{self.host}")
        assert head[0].startswith("HTTP/1.1 101"), head
        return connection, stream


SOCKET = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: broadway")


@contextlib.contextmanager
def window(folder):
    if shutil.which("gtk4-broadwayd") is None:
        raise harness.Skip("gtk4-broadwayd is not installed")
    path = folder / "browser"
    server = subprocess.Popen(["gtk4-broadwayd", "--unixsocket", path, ":7"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              env={**os.environ, "XDG_RUNTIME_DIR": str(folder)})
    gate = None
    try:
        # It says so once both of its sockets are there.
        assert b"Listening" in server.stdout.readline()
        gate = subprocess.Popen([GATE, path], stdout=subprocess.PIPE, stderr=sys.stderr)
        yield Window(gate.stdout.readline().decode().strip(), server)
        assert server.poll() is None, "gtk4-broadwayd has ended"
        assert gate.poll() is None, "the gate has ended"
    finally:
        for process in filter(None, (gate, server)):
            process.kill()
            process.wait()
            process.stdout.close()


def frame(opcode, payload, first=0x80, mask=b"\1\2\3\4"):
    length = len(payload)
    size = bytes([0x80 | length]) if length < 126 else b"\xfe" + struct.pack(">H", length)
    return (bytes([first | opcode]) + size + mask
            + bytes(b ^ mask[i % 4] for i, b in enumerate(payload)))


def words(*values):
    return struct.pack(f">{len(values)}I", *values)


def pong(connection, stream):
    """Whether the server still answers here; passes over what it has to say of its own."""
    connection.sendall(frame(PING, b""))
    while True:
        head = stream.read(2)
        if len(head) < 2:
            return False
        length = head[1] & 0x7F
        if length == 126:
            length, = struct.unpack(">H", stream.read(2))
        elif length == 127:
            length, = struct.unpack(">Q", stream.read(8))
        stream.read(length)
        if head[0] & 0x0F == PONG:
            return True


def test_the_address_shows_the_window(folder):
    with window(folder) as it:
        head, body = it.page()
        assert 'src="broadway.js"' in body
        assert "X-Frame-Options: DENY" in head
        assert "WebSocket" in it.page("broadway.js")[1]
        assert len(it.token) >= 40


def test_only_loopback_is_listened_on(folder):
    with window(folder) as it:
        listening = pathlib.Path("/proc/net/tcp").read_text(encoding="ascii")
        here = [line.split()[1] for line in listening.splitlines()[1:]
                if line.split()[1].endswith(f":{it.port:04X}") and line.split()[3] == "0A"]
        assert here == [f"0100007F:{it.port:04X}"], here


def test_others_are_refused(folder):
    with window(folder) as it:
        for path in ("/", "/client.html", "/broadway.js", "/socket", "//", "/" + "x" * len(it.token) + "/",
                     f"/{it.token[:-1]}/", f"/?{it.token}", f"/%2e/{it.token}/"):
            assert it.status(path) == 403, path
        page = f"/{it.token}/"
        assert it.status(page, host="fusiform.example:80") == 403
        assert it.status(page, host="127.0.0.1") == 403
        assert it.status(page, "Origin: http://fusiform.example") == 403
        assert it.status(page, "Origin: null") == 403
        assert it.status(page + "other") == 404
        assert it.status(page, method="POST") == 405
        assert it.status(page, host=f"localhost:{it.port}") == 200


def test_sockets_of_other_pages_are_refused(folder):
    with window(folder) as it:
        path = f"/{it.token}/socket"
        assert it.status(path, *SOCKET) == 403
        assert it.status(path, *SOCKET, "Origin: http://fusiform.example") == 403
        assert it.status(path, *SOCKET, f"Origin: http://localhost:{it.port}") == 403
        assert it.status("/socket", *SOCKET, f"Origin: http://{it.host}") == 403
        assert it.status(path, *SOCKET, f"Origin: http://{it.host}", f"Origin: http://{it.host}") == 400
        connection, stream = it.open_socket()
        assert pong(connection, stream)
        connection.close()


def test_messages_reach_the_server(folder):
    with window(folder) as it:
        connection, stream = it.open_socket()
        # A pointer that moves, a key, the size of the screen, an answer to a grab without its word.
        connection.sendall(frame(BINARY, words(2, 0, 5, 0, 0, 10, 10, 10, 10, 0))
                           + frame(BINARY, words(7, 0, 6, 97, 0)) + frame(BINARY, words(12, 0, 7, 800, 600, 1))
                           + frame(BINARY, words(9, 0, 8)) + frame(PONG, b""))
        assert pong(connection, stream)
        connection.close()


MALFORMED = {
    "without a mask": b"\x82\x0c" + words(9, 0, 0),
    "in pieces": frame(BINARY, words(9, 0, 0), first=0),
    "with an extension": frame(BINARY, words(9, 0, 0), first=0xC0),
    "of text": frame(TEXT, b"hello world!"),
    "of no opcode": frame(5, words(9, 0, 0)),
    "empty": frame(BINARY, b""),
    "of one byte": frame(BINARY, b"\0"),
    "of a word and a half": frame(BINARY, words(9) + b"\0\0"),
    "too short for a head": frame(BINARY, words(2)),
    "of no kind": frame(BINARY, words(99, 0, 0)),
    "of the server's own kind": frame(BINARY, words(13, 0, 0, 0)),
    "too long": frame(BINARY, bytes(4096)),
    "of a boundless length": b"\x82\xff" + b"\xff" * 8 + b"\1\2\3\4" + bytes(64),
    "of nothing but ones": b"\xff" * 256,
    "cut short": frame(BINARY, words(2, 0, 5))[:7],
}


def test_malformed_messages_end_their_connection_alone(folder):
    with window(folder) as it:
        for name, data in MALFORMED.items():
            connection, stream = it.open_socket()
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while stream.read(4096):
                pass
            connection.close()
            connection, stream = it.open_socket()
            assert pong(connection, stream), f"no answer after a message {name}"
            connection.close()
            assert it.server.poll() is None, f"a message {name} ended gtk4-broadwayd"


def test_malformed_requests_are_survived(folder):
    with window(folder) as it:
        for data in (b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\nHost\r\n\r\n", b"\xff" * 64 + b"\r\n\r\n",
                     b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 9000 + b"\r\n", b"GET / HT", b""):
            with socket.create_connection(("127.0.0.1", it.port), timeout=LONG) as connection:
                # The gate may answer, and close, before it has read all.
                sender = threading.Thread(target=send_and_end, args=(connection, data))
                sender.start()
                with contextlib.suppress(ConnectionResetError):
                    while connection.recv(4096):
                        pass
                sender.join()
        it.page()


def send_and_end(connection, data):
    with contextlib.suppress(OSError):
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)


def test_no_display_says_what_to_do(folder):
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run([TOOLS / "run"], capture_output=True, check=False, env=environment,
                          stdin=subprocess.DEVNULL, cwd=folder)
    assert done.returncode == 1, done
    assert done.stdout == b"", done
    assert b"tools/run --browser" in done.stderr, done


harness.main(globals())
