"""Azurite, Microsoft's emulator of Blob Storage: one for a test process, empty and in memory.

https://learn.microsoft.com/azure/storage/common/storage-use-azurite says what its options mean.
Kept on disk it saves every five seconds only, so whoever kills it learns nothing of a real store.
"""

import atexit
import os
import shutil
import subprocess
import time
from base64 import b64encode
from functools import cache
from secrets import token_bytes, token_hex
from socket import create_connection

import pytest

from local.process import free_port
from tests.standins.npm import REMEDY, installed

ACCOUNT = "gatehouse"
KEY = b64encode(token_bytes(64)).decode()
OPTIONS = [
    *("--blobHost", "127.0.0.1"),
    *("--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent"),
]
PATIENCE = 60


@cache
def azurite():
    """The address of an Azurite; skips the test, saying why, where there can be none."""
    program, port = installed() / "azurite" / "dist" / "src" / "blob" / "main.js", free_port()
    if not shutil.which("node"):
        pytest.skip(f"there is no Node on this machine, which Azurite needs: {REMEDY}")
    server = subprocess.Popen(
        ["node", program, "--blobPort", str(port), *OPTIONS],
        env={**os.environ, "AZURITE_ACCOUNTS": f"{ACCOUNT}:{KEY}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    atexit.register(stop, server)
    wait_for(server, port)
    return f"http://127.0.0.1:{port}"


def connection_to(address, key=KEY):
    """The connection string of the emulator's account, at the address or at a wire to it."""
    endpoint = f"BlobEndpoint={address}/{ACCOUNT}"
    return f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={key};{endpoint}"


def fresh_container():
    """A container's name that nobody has used yet."""
    return f"test-{token_hex(8)}"


def wait_for(server, port):
    """Wait until somebody listens."""
    late = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < late:
        try:
            return create_connection(("127.0.0.1", port)).close()
        except ConnectionError:
            time.sleep(0.05)
    raise AssertionError("Azurite did not come up; what it said stands above")


def stop(server):
    """End it: all it knows is forgotten."""
    server.terminate()
    server.wait()
