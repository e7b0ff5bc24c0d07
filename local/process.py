"""The platform as a process of its own, started, stopped and, in tests, killed from here."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from shared.core.errors import TryAgainError

LONGEST_START = 30.0
GLANCE = 0.02


class StartError(TryAgainError):
    """The platform did not come up; the message ends with what it said last."""


@dataclass(kw_only=True)
class Process:
    """One platform; `extra` is put into its environment."""

    home: Path
    port: int
    extra: Mapping[str, str] = field(default_factory=dict)
    running: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What it has said."""
        return self.home / "platform.log"

    def start(self) -> None:
        """Start it, and wait until it answers.  Raises `StartError`."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start it, and wait for nothing."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        command = [sys.executable, "-m", "local", "up", "--home", str(self.home)]
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                [*command, "--port", str(self.port)],
                env={**os.environ, **self.extra},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Wait until it answers."""
        end = time.monotonic() + LONGEST_START
        while time.monotonic() < end and self.running and self.running.poll() is None:
            if self.answers():
                return
            time.sleep(GLANCE)
        last = self.log.read_text(errors="replace")[-2000:]
        raise StartError(f"the platform did not come up; it said: {last}")

    def answers(self) -> bool:
        """Whether somebody answers at the address."""
        with suppress(urllib.error.URLError, OSError):
            address = f"{self.address}/api/runs?format=json"
            with urllib.request.urlopen(address, timeout=LONGEST_START) as answer:
                return bool(answer.status == 200)
        return False

    def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        self.end_with(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.end_with(signal.SIGKILL)

    def end_with(self, number: signal.Signals) -> None:
        """Send the signal, and wait for the end."""
        if self.running:
            self.running.send_signal(number)
            self.running.wait()
            self.running = None


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
