"""What is kept under its sum is there, and is what was kept."""

from hashlib import sha256

import pytest

from shared import contents
from shared.adapters.memory_blobs import MemoryBlobs
from shared.ports import AlteredError
from tests.odd_blobs import WatchedBlobs


@pytest.mark.parametrize("data", [b"", b"hello", bytes(range(256)) * 100], ids=len)
def test_what_was_kept_is_fetched_under_its_sha256(data):
    blobs = MemoryBlobs()

    digest = contents.keep(blobs, data)

    assert digest == sha256(data).hexdigest()
    assert contents.fetch(blobs, digest) == data


def test_the_same_bytes_are_kept_once():
    blobs = WatchedBlobs()

    first, second = contents.keep(blobs, b"hello"), contents.keep(blobs, b"hello")

    assert first == second
    assert [blob.etag for blob in blobs.kept.values()] == ["1"]


def test_keeping_costs_one_write_and_no_read():
    blobs = WatchedBlobs()

    digest = contents.keep(blobs, b"hello")

    assert blobs.asked == [f"put contents/{digest}"]


def test_what_was_never_kept_is_missed_by_name():
    with pytest.raises(AlteredError, match="contents f{64}: not in the store"):
        contents.fetch(MemoryBlobs(), "f" * 64)


def test_what_was_changed_is_not_handed_out():
    blobs = MemoryBlobs()
    digest = contents.keep(blobs, b"hello")
    blobs.put(contents.place_of(digest), b"jello")

    with pytest.raises(AlteredError, match="another sha256"):
        contents.fetch(blobs, digest)
