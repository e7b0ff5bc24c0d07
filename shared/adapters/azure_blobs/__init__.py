"""Blobs in Azure Blob Storage.

Whatever is put travels in one request: content, metadata and condition.  A request whose connection
broke is made once more, since pooled connections die of age; a put may therefore meet itself, and
that is a `ConflictError` like any other.  The SDK repeats nothing but the reading of a broken body.
"""

from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import TYPE_CHECKING

from shared.adapters.azure_blobs.asking import ask, conflict
from shared.adapters.azure_blobs.conditions import etag_of, unless_it_is, while_it_is
from shared.adapters.azure_blobs.opening import CONNECTING, known_as, opened
from shared.adapters.azure_blobs.spelling import checked, labels_of, metadata_of
from shared.adapters.own_identity import credential
from shared.blob_place import place_in
from shared.core.errors import RefusedError
from shared.ports import Blob, Listed, NotModified

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from azure.storage.blob import BlobClient, BlobProperties, ContainerClient

# Put Blob takes more in one request, the memory of a small function app does not.
LARGEST = 256 * 2**20
# https://learn.microsoft.com/rest/api/storageservices/list-blobs gives no more at a time.
PAGE = 5_000
# Bytes a second.  The SDK bounds the whole sending of a body by its time-out for connecting.
SLOWEST = 2**20


class AzureBlobs:
    """The blobs of one container, asked by many threads through one client."""

    def __init__(
        self,
        place: str,
        *,
        container: str = "gatehouse",
        largest: int = LARGEST,
        page: int = PAGE,
        patience: float = 30,
        credential: "Callable[[], TokenCredential]" = credential,
    ) -> None:
        """Note a container's address, or an emulator's connection string and a container.

        `largest` is in bytes, `patience` in seconds.  Raises `RefusedError` for any other place.
        """
        self.place = place_in(place, container)
        self.largest, self.page, self.patience = largest, page, patience
        self.credential = credential
        self.client: ContainerClient | None = None
        self.turn = Lock()

    def get(self, name: str, *, if_none_match: str | None = None) -> Blob | NotModified | None:
        """The blob; `None` where there is none; `NotModified` where its etag is the one given."""
        instead: dict[str, Blob | NotModified | None] = {
            "NotModified": NotModified(),
            "BlobNotFound": None,
        }
        return ask(f"blob {name}", lambda: self.read(name, if_none_match), instead)

    def put(
        self,
        name: str,
        data: bytes,
        *,
        metadata: Mapping[str, str] | None = None,
        if_match: str | None = None,
    ) -> str:
        """Keep the bytes and their metadata in one request, and return the new etag."""
        if len(data) > self.largest:
            raise RefusedError(f"blob {name}: larger than {self.largest} bytes; make it smaller")
        labels = labels_of(name, metadata or {})
        return ask(f"blob {name}", lambda: self.write(name, data, labels, if_match))

    def delete(self, name: str, *, if_match: str | None = None) -> None:
        """Forget the blob, where it is there."""
        there = ask(f"blob {name}", lambda: self.drop(name, if_match), {"BlobNotFound": False})
        if if_match and not there:
            raise conflict(f"blob {name}")

    def list(self, prefix: str) -> Iterator[Listed]:
        """The blobs whose names begin so, in the order of their names; one request a page."""
        pages = ask(f"blobs {prefix}*", lambda: self.pages(prefix, self.page))
        while (page := ask(f"blobs {prefix}*", lambda: next(pages, None))) is not None:
            yield from map(listed, page)

    def probe(self) -> str:
        """Who answers, and as whom."""
        place = f"{self.place.address}/{self.place.container}"
        ask(place, lambda: next(self.pages("", 1), None))
        name = ask(place, lambda: known_as(self.place, self.credential))
        return f"{place} answers; there we are {name}"

    def close(self) -> None:
        """Give the connections back; whoever calls next opens new ones."""
        with self.turn:
            if self.client:
                self.client.close()
            self.client = None

    def container(self) -> "ContainerClient":
        """The client, opened by whoever comes first."""
        with self.turn:
            if self.client is None:
                self.client = opened(
                    self.place, self.credential, patience=self.patience, largest=self.largest
                )
            return self.client

    def blob(self, name: str) -> "BlobClient":
        """The blob, as the SDK speaks of it."""
        name = checked(name)
        return self.container().get_blob_client(name)

    def read(self, name: str, if_none_match: str | None) -> Blob:
        """The blob as the service gives it."""
        condition = unless_it_is(if_none_match)
        found = self.blob(name).download_blob(**condition)
        etag, labels = found.properties.etag, found.properties.metadata
        return Blob(data=found.readall(), etag=etag_of(etag), metadata=metadata_of(labels))

    def write(self, name: str, data: bytes, labels: dict[str, str], if_match: str | None) -> str:
        """The etag the service gives to what it keeps."""
        condition, sending = while_it_is(if_match), CONNECTING + len(data) / SLOWEST
        kept = self.blob(name).upload_blob(
            data, metadata=labels, overwrite=True, connection_timeout=sending, **condition
        )
        return etag_of(kept["etag"])

    def drop(self, name: str, if_match: str | None) -> bool:
        """Delete the blob, which is there."""
        self.blob(name).delete_blob(**while_it_is(if_match))
        return True

    def pages(self, prefix: str, size: int) -> Iterator[Iterator["BlobProperties"]]:
        """The listing, a page at a time."""
        container = self.container()
        rows = container.list_blobs(prefix or None, include=["metadata"], results_per_page=size)
        return rows.by_page()


def listed(row: "BlobProperties") -> Listed:
    """A blob as a listing shows it."""
    return Listed(name=row.name, etag=etag_of(row.etag), metadata=metadata_of(row.metadata))
