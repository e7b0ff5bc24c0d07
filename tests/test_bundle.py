"""What was checked, packed: the same files give the same bytes, and come out as they went in."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bundle import pack, unpack

FILES = {"train.py": b"def train(): ...\n", "data/é.csv": b"a,b\n1,2\n" * 1000, "empty": b""}


def test_what_was_packed_comes_out_as_it_went_in():
    assert unpack(pack(FILES)) == FILES


def test_the_same_files_give_the_same_bytes_in_whatever_order_they_come():
    assert pack(FILES) == pack(dict(reversed(FILES.items())))


@pytest.mark.parametrize(
    "other",
    [
        {**FILES, "empty": b"\n"},
        {**FILES, "more": b""},
        {name: data for name, data in FILES.items() if name != "empty"},
    ],
    ids=["other contents", "one more file", "one file less"],
)
def test_other_files_give_other_bytes(other):
    assert pack(other) != pack(FILES)


def test_a_bundle_is_an_ordinary_archive_without_times_or_owners():
    with zipfile.ZipFile(io.BytesIO(pack(FILES))) as archive:
        rows = archive.infolist()

    assert [row.filename for row in rows] == sorted(FILES)
    assert {(row.date_time, row.external_attr >> 16, row.extra) for row in rows} == {
        ((1980, 1, 1, 0, 0, 0), 0o600, b"")
    }


def test_a_bundle_is_smaller_than_what_is_in_it():
    assert len(pack(FILES)) < sum(map(len, FILES.values()))


@given(
    files=st.dictionaries(
        st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1), st.binary()
    )
)
def test_any_files_survive(files):
    files = {path: data for path, data in files.items() if "\\" not in path}

    assert unpack(pack(files)) == files
