"""Servers that misbehave on purpose, on this machine only, and a way out that is watched."""

import socket
import threading
from contextlib import suppress

import httpcore

HOST = "pub.example"
PUBLIC = "93.184.216.34"


class Server:
    """A raw socket server: *answer* gets the connection and the path that was asked for.

    A *peeking* one takes nothing from the connection itself.
    """

    def __init__(self, answer, *, peeking=False):
        self._answer = answer
        self._peeking = peeking
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._connections = []
        self.port = self._listening.getsockname()[1]
        self.requests = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                self._connections.append(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with suppress(OSError, IndexError, ValueError):
            if self._peeking:
                # Leave the first bytes to TLS.
                self._answer(connection, "")
                return
            head = b""
            while b"\r\n\r\n" not in head and (piece := connection.recv(65_536)):
                head += piece
                if head[:1] == b"\x16":
                    break  # a TLS hello instead of a request
            self.requests.append(head)
            path = head.split(b" ", 2)[1].decode() if head[:4] == b"GET " else ""
            self._answer(connection, path)
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()

    def stop(self):
        # Without this an accept that is under way would keep the port.
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


class WatchedSockets(httpcore.NetworkBackend):
    """Real connections, each of them noted down."""

    def __init__(self):
        self.reached = []
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.reached.append((host, port))
        return self._sockets.connect_tcp(host, port, timeout, local_address, socket_options)


class NoSockets(httpcore.NetworkBackend):
    """No connections at all: answers from memory, and notes who would have been reached."""

    def __init__(self, *answers):
        self.reached = []
        self._answers = list(answers)

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.reached.append((host, port))
        if not self._answers:
            raise httpcore.ConnectError("nothing is there")
        return httpcore.MockStream([self._answers.pop(0)])


def http(body=b"", status="200 OK", **headers):
    """Write an HTTP answer down."""
    named = {"content-type": "text/html; charset=utf-8", "content-length": str(len(body))}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in named.items() if value)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def saying(answer):
    """Give a script that sends *answer* for every page and has no robots.txt."""

    def script(connection, path):
        connection.sendall(http(status="404 Not Found") if path == "/robots.txt" else answer)

    return script


class Clock:
    """Time that passes only when somebody waits."""

    def __init__(self):
        self.now = 1_000.0
        self.waits = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.waits.append(seconds)
        self.now += seconds
