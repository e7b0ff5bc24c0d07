"""What every blob store promises, whoever keeps the bytes."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest

from shared.adapters.azure_blobs import AzureBlobs
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.sqlite_blobs import SqliteBlobs
from shared.adapters.sqlite_store import SqliteStore
from shared.adapters.system_clock import system_clock
from shared.core.errors import RefusedError
from shared.ports import NEW, Blobs, ConflictError, NotModified
from tests.standins.azurite import azurite, connection_to, fresh_container


@contextmanager
def in_memory(folder: Path) -> Iterator[Blobs]:
    yield MemoryBlobs()


@contextmanager
def in_sqlite(folder: Path) -> Iterator[Blobs]:
    store = SqliteStore(folder / "store.db", system_clock)
    yield SqliteBlobs(store)
    store.close()


@contextmanager
def in_a_unit_of_sqlite(folder: Path) -> Iterator[Blobs]:
    store = SqliteStore(folder / "store.db", system_clock)
    with store.unit():
        yield SqliteBlobs(store)
    store.close()


@contextmanager
def in_azurite(folder: Path) -> Iterator[Blobs]:
    blobs = AzureBlobs(connection_to(azurite()), container=fresh_container(), page=500)
    yield blobs
    blobs.close()


# Whoever keeps blobs is added here, and nowhere else.
ADAPTERS: dict[str, Callable[[Path], AbstractContextManager[Blobs]]] = {
    "memory": in_memory,
    "sqlite": in_sqlite,
    "sqlite before saving": in_a_unit_of_sqlite,
    "azurite": in_azurite,
}


@pytest.fixture(params=ADAPTERS)
def blobs(request, tmp_path):
    with ADAPTERS[request.param](tmp_path) as blobs:
        yield blobs


def test_what_was_put_is_what_is_got(blobs):
    etag = blobs.put("runs/churn/1.json", b"\x00bytes\xff", metadata={"stage": "checks ✓"})

    blob = blobs.get("runs/churn/1.json")

    assert (blob.data, blob.etag, blob.metadata) == (b"\x00bytes\xff", etag, {"stage": "checks ✓"})


def test_a_blob_that_was_never_put_is_none(blobs):
    assert blobs.get("runs/churn/1.json") is None


def test_a_put_without_condition_replaces_data_and_metadata(blobs):
    blobs.put("a", b"first", metadata={"stage": "checks", "due": "soon"})

    blobs.put("a", b"second", metadata={"stage": "training"})

    assert blobs.get("a").data == b"second"
    assert blobs.get("a").metadata == {"stage": "training"}


def test_an_empty_blob_is_a_blob(blobs):
    etag = blobs.put("a", b"")

    assert blobs.get("a").data == b""
    assert isinstance(blobs.get("a", if_none_match=etag), NotModified)


def test_a_blob_is_created_once_only(blobs):
    blobs.put("a", b"first", if_match=NEW)

    with pytest.raises(ConflictError, match="blob a"):
        blobs.put("a", b"second", if_match=NEW)

    assert blobs.get("a").data == b"first"


def test_a_deleted_blob_may_be_created_again(blobs):
    blobs.put("a", b"first", if_match=NEW)
    blobs.delete("a")

    blobs.put("a", b"second", if_match=NEW)

    assert blobs.get("a").data == b"second"


def test_whoever_read_the_blob_as_it_is_may_change_it(blobs):
    read = blobs.put("a", b"first")

    changed = blobs.put("a", b"second", if_match=read)

    assert blobs.get("a").etag == changed != read


def test_whoever_read_an_older_blob_may_not_change_it(blobs):
    read = blobs.put("a", b"first")
    blobs.put("a", b"second", if_match=read)

    with pytest.raises(ConflictError, match="read it again"):
        blobs.put("a", b"third", if_match=read)

    assert blobs.get("a").data == b"second"


def test_a_blob_that_is_gone_cannot_be_changed(blobs):
    read = blobs.put("a", b"first")
    blobs.delete("a")

    with pytest.raises(ConflictError):
        blobs.put("a", b"second", if_match=read)

    assert blobs.get("a") is None


def test_the_same_bytes_again_get_another_etag(blobs):
    etags = [blobs.put("a", b"same", metadata={"stage": "same"}) for _ in range(3)]
    blobs.delete("a")

    etags.append(blobs.put("a", b"same", metadata={"stage": "same"}))

    assert len(set(etags)) == 4


def test_a_blob_that_has_not_changed_is_not_read_again(blobs):
    etag = blobs.put("a", b"first")

    assert isinstance(blobs.get("a", if_none_match=etag), NotModified)
    assert blobs.get("a", if_none_match="other").data == b"first"
    assert blobs.get("missing", if_none_match=etag) is None


def test_a_deleted_blob_is_gone(blobs):
    etag = blobs.put("a", b"first")

    blobs.delete("a", if_match=etag)

    assert blobs.get("a") is None
    assert list(blobs.list("")) == []


def test_deleting_what_is_not_there_is_harmless(blobs):
    blobs.delete("a")

    assert blobs.get("a") is None


def test_only_the_blob_that_was_read_is_deleted(blobs):
    read = blobs.put("a", b"first")
    blobs.put("a", b"second")

    with pytest.raises(ConflictError):
        blobs.delete("a", if_match=read)

    assert blobs.get("a").data == b"second"


def test_a_blob_that_is_gone_is_not_deleted_as_it_was_read(blobs):
    read = blobs.put("a", b"first")
    blobs.delete("a")

    with pytest.raises(ConflictError, match="blob a"):
        blobs.delete("a", if_match=read)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("", id="nothing"),
        pytest.param(" spaces around ", id="spaces around it"),
        pytest.param("UTF-8''plain", id="what looks encoded"),
        pytest.param('100%25 "so"; <b>&amp;', id="signs"),
        pytest.param("Zürich ✓ 𝄞", id="letters of all kinds"),
        pytest.param("two\nlines", id="two lines"),
    ],
)
def test_metadata_comes_back_as_it_was_given(blobs, value):
    blobs.put("a", b"x", metadata={"of": value, "stage": "checks"})

    assert blobs.get("a").metadata == {"of": value, "stage": "checks"}
    assert next(blobs.list("")).metadata == {"of": value, "stage": "checks"}


def test_a_large_blob_comes_back_whole(blobs):
    data = bytes(range(256)) * 20_000

    blobs.put("a", data)

    assert blobs.get("a").data == data


def test_a_backslash_never_means_a_slash(blobs):
    with suppress(RefusedError):
        blobs.put("a\\b", b"x")

    assert blobs.get("a/b") is None
    assert [blob.name for blob in blobs.list("")] in ([], ["a\\b"])


def test_a_list_has_names_etags_and_metadata_in_the_order_of_the_names(blobs):
    etags = {name: blobs.put(name, b"x", metadata={"of": name}) for name in ("b", "a/2", "a/10")}

    listed = list(blobs.list(""))

    assert [blob.name for blob in listed] == ["a/10", "a/2", "b"]
    assert all(blob.etag == etags[blob.name] for blob in listed)
    assert all(blob.metadata == {"of": blob.name} for blob in listed)


ODD = [
    "a",
    "a b",
    'a"b',
    "a#b",
    "a%",
    "a%b",
    "a&b",
    "a'b",
    "a*",
    "a+b",
    "a.b",
    "a/",
    "a/b",
    "a:b",
    "a<b>",
    "a?",
    "a[b]",
    "a_",
    "ab",
    "aé",
    "a𝄞",
    "b",
]


@pytest.mark.parametrize("prefix", ["a%", "a_", "a*", "a[", "a\\", "a?", "a/", "aé", "a𝄞", "", "c"])
def test_a_prefix_means_its_characters_and_nothing_more(blobs, prefix):
    for name in reversed(ODD):
        blobs.put(name, b"x")

    names = [blob.name for blob in blobs.list(prefix)]

    assert names == sorted(name for name in ODD if name.startswith(prefix))


def test_a_long_list_is_complete(blobs):
    names = [f"runs/{number:04}" for number in range(1203)]
    for name in ("a", *names, "z"):
        blobs.put(name, b"x")

    assert [blob.name for blob in blobs.list("runs/")] == names


def test_a_list_shows_what_was_deleted_and_put_since(blobs):
    for name in ("a/1", "a/2", "a/3"):
        blobs.put(name, b"x", metadata={"stage": "checks"})

    blobs.delete("a/1")
    blobs.put("a/2", b"x", metadata={"stage": "training"})
    blobs.put("a/0", b"x")

    stages = {blob.name: blob.metadata.get("stage") for blob in blobs.list("a/")}
    assert stages == {"a/0": None, "a/2": "training", "a/3": "checks"}
