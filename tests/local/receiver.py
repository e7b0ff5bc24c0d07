"""Somebody who takes news over HTTP, keeps it, and answers as told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import new
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass(frozen=True, kw_only=True)
class News:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    def signed_with(self, key: bytes, before: bytes = b"") -> bool:
        """Whether the signature is that of the body, with what stands before it."""
        expected = "sha256=" + new(key, before + self.body, sha256).hexdigest()
        return self.headers.get("X-Hub-Signature-256") == expected


@dataclass(kw_only=True)
class Receiver:
    """What came, and what is answered: `statuses` one after the other, the last one for ever."""

    statuses: list[int] = field(default_factory=lambda: [202])
    answer: Any = field(default_factory=dict)
    news: list[News] = field(default_factory=list)
    address: str = ""

    def documents(self) -> list[Any]:
        """The bodies, as JSON."""
        return [json.loads(each.body) for each in self.news]

    def take(self, news: News) -> tuple[int, bytes]:
        """Keep the news."""
        self.news.append(news)
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return status, json.dumps(self.answer).encode()


@contextmanager
def listening(receiver: Receiver) -> Iterator[Receiver]:
    """Let the receiver listen at an address of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            news = News(path=self.path, headers=dict(self.headers), body=body)
            status, answer = receiver.take(news)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        receiver.address = f"http://127.0.0.1:{server.server_port}"
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
