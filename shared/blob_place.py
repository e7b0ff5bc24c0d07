"""Where the blobs are: a container known by its address alone, or an emulator on this machine."""

import re
from dataclasses import dataclass, field

from shared.core.errors import RefusedError

# https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
ACCOUNT = r"https://[a-z0-9]{3,24}\.blob\.core\.windows\.net"
CONTAINER = r"(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]"
# No other spelling: libraries read an address with a backslash or an @ in it in different ways.
LOOPBACK = re.compile(r"https?://(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?(/[a-z0-9-]*)*")
EMULATOR = "http://127.0.0.1:10000/devstoreaccount1"
REMEDY = (
    "write https://ACCOUNT.blob.core.windows.net/CONTAINER and give our identity the role "
    "Storage Blob Data Contributor there"
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """An account's address and a container; `connection` is for an emulator only."""

    address: str
    container: str
    connection: str = field(default="", repr=False)


def place_in(text: str, container: str) -> Place:
    """The place.  Raises `RefusedError`, repeating nothing of the text: there may be a key in it."""
    address, _, name = text.strip().rstrip("/").rpartition("/")
    if re.fullmatch(ACCOUNT, address) and re.fullmatch(CONTAINER, name):
        return Place(address=address, container=name)
    connection = text.strip().rstrip(";")
    emulator = emulator_in(connection)
    if not re.fullmatch(CONTAINER, container):
        raise RefusedError("GATEHOUSE_STORAGE: the container's name is none; use a-z, 0-9 and -")
    return Place(address=emulator, container=container, connection=connection)


def emulator_in(connection: str) -> str:
    """The address in a connection string, which must be on this machine."""
    parts = [part.partition("=") for part in connection.split(";")]
    if not all(name and value for name, _, value in parts):
        raise RefusedError(f"GATEHOUSE_STORAGE: not the address of a container; {REMEDY}")
    values = {name.upper(): value for name, _, value in parts}
    address = values.get("BLOBENDPOINT", "")
    if values.get("USEDEVELOPMENTSTORAGE") == "true":
        address = EMULATOR
    if not LOOPBACK.fullmatch(address):
        raise RefusedError(
            "GATEHOUSE_STORAGE: a connection string is for an emulator on this machine only, since "
            f"keys and signatures cannot be taken back from whoever has seen them; {REMEDY}"
        )
    return address.rstrip("/")
