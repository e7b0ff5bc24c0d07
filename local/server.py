"""The listening end: an application on a socket, in a thread of its own."""

import socket
import time
from dataclasses import dataclass, field
from threading import Thread

from starlette.types import ASGIApp
from uvicorn import Config
from uvicorn import Server as Uvicorn

PATIENCE = 10
"""Seconds that answers under way are given when we stop."""


@dataclass(kw_only=True)
class Server:
    """Serves an application on this machine only, unless another host is named; port 0: any."""

    app: ASGIApp
    host: str = "127.0.0.1"
    port: int = 0
    listener: socket.socket = field(init=False)
    thread: Thread = field(init=False)
    uvicorn: Uvicorn = field(init=False)

    def start(self) -> None:
        """Listen.  Raises `OSError` where the port is taken."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        self.listener = socket.create_server((self.host, self.port), family=family)
        # Else an answer in two pieces waits 40 ms for the first to be acknowledged.
        self.listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.uvicorn = Uvicorn(
            Config(
                self.app,
                log_config=None,
                access_log=False,
                lifespan="off",
                ws="none",
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=PATIENCE,
            )
        )
        self.thread = Thread(
            target=self.uvicorn.run, args=([self.listener],), name="http", daemon=True
        )
        self.thread.start()
        while not self.uvicorn.started and self.thread.is_alive():
            time.sleep(0.001)

    @property
    def address(self) -> str:
        """Where to knock, with the port that was really taken."""
        host, port = self.listener.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def stop(self) -> None:
        """Answer what is under way, then listen no more."""
        self.uvicorn.should_exit = True
        self.thread.join()
