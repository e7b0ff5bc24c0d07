"""The wire to an HTTP server: it counts what passes, and misbehaves when it is told to."""

import socket
import struct
import time
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import urlsplit

PATIENCE = 60
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One request and the status the client was given, 0 where it was given none."""

    method: str
    path: str
    status: int


@dataclass(frozen=True)
class Answer:
    """The request does not reach the server; this is the answer."""

    status: int
    headers: dict = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Late:
    """The request reaches the server after so many seconds."""

    seconds: float


@dataclass(frozen=True, kw_only=True)
class Cut:
    """The connection breaks after so many bytes of the answer's body."""

    after: int = 0


@dataclass(frozen=True)
class Lost:
    """The server does what it is asked, and the answer never arrives."""


@dataclass(frozen=True)
class Gone:
    """The connection breaks before the request has reached the server."""


@dataclass
class Wire:
    """A proxy in front of one server; `address` is what the client is given."""

    upstream: str
    requests: list = field(default_factory=list)
    troubles: deque = field(default_factory=deque)
    lock: Lock = field(default_factory=Lock)
    under_way: int = 0

    def __post_init__(self):
        self.server = Listening(("127.0.0.1", 0), type("Handler", (Carrier,), {"wire": self}))
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def upset(self, trouble, on="", times=1):
        """Have the next requests whose `METHOD path` holds the text meet the trouble."""
        with self.lock:
            self.troubles.extend([(on, trouble)] * times)

    def trouble_for(self, request):
        """The trouble that the request is to meet, taken off the list."""
        with self.lock:
            for number, (on, trouble) in enumerate(self.troubles):
                if on in request:
                    del self.troubles[number]
                    return trouble
        return None

    def note(self, method, path, status):
        """Count an exchange."""
        with self.lock:
            self.requests.append(Exchange(method=method, path=path, status=status))

    def count(self, text=""):
        """How many requests had the text in their `METHOD path`."""
        return sum(text in f"{one.method} {one.path}" for one in self.requests)

    @contextmanager
    def busy(self):
        """A request is under way."""
        with self.lock:
            self.under_way += 1
        try:
            yield
        finally:
            with self.lock:
                self.under_way -= 1

    def rest(self):
        """Wait until nothing is under way: what is late would else come into another test."""
        while self.under_way:
            time.sleep(0.01)


@contextmanager
def wire_to(upstream):
    """A wire to the server at the address."""
    wire = Wire(upstream)
    thread = Thread(target=wire.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield wire
    finally:
        wire.server.shutdown()
        wire.server.server_close()
        thread.join()


class Listening(ThreadingHTTPServer):
    """A listener that does not wait for clients who keep their connections."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """Whoever breaks a connection on purpose need not read about it."""


class Carrier(BaseHTTPRequestHandler):
    """Carries the requests of one connection."""

    wire: Wire
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self.carry
        raise AttributeError(name)

    def log_message(self, *_):
        """What matters is counted."""

    def carry(self):
        """Take one request to the server and its answer back, unless trouble is due."""
        with self.wire.busy():
            self.meet(self.body(), self.wire.trouble_for(f"{self.command} {self.path}"))

    def meet(self, body, trouble):
        """Carry the request as the trouble will have it."""
        match trouble:
            case Answer():
                self.give(trouble.status, trouble.headers.items(), trouble.body)
            case Gone():
                self.fall_silent()
            case Lost():
                self.ask(body)
                self.fall_silent()
            case Cut():
                status, headers, data = self.ask(body)
                self.give(status, headers, data, upto=trouble.after)
                self.tear()
            case _:
                time.sleep(trouble.seconds if trouble else 0)
                self.give(*self.ask(body))

    def body(self):
        """The whole body of the request."""
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        chunks = []
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(chunks)

    def ask(self, body):
        """What the server answers."""
        place = urlsplit(self.wire.upstream)
        server = HTTPConnection(place.hostname, place.port, timeout=PATIENCE)
        try:
            server.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in HOP_BY_HOP:
                    server.putheader(name, value)
            server.putheader("Content-Length", str(len(body)))
            server.endheaders(body)
            answer = server.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            server.close()

    def give(self, status, headers, data, upto=None):
        """Answer the client, whole or up to so many bytes."""
        self.wire.note(self.command, self.path, status)
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP or self.command == "HEAD":
                self.send_header(name, value)
        if self.command != "HEAD" and status not in (204, 304):
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[:upto])

    def fall_silent(self):
        """Break the connection without an answer."""
        self.wire.note(self.command, self.path, 0)
        self.tear()

    def tear(self):
        """Break the connection, so that the client meets a reset."""
        self.close_connection = True
        with suppress(OSError):
            self.wfile.flush()
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.shutdown(socket.SHUT_RDWR)
