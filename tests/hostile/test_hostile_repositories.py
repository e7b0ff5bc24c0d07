"""Repositories built to hurt whoever reads them end in a clear refusal, early, and in nothing else."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.adapters.git_source import GitSource
from shared.core.trees import MIB, Limits
from shared.ports import UnreadableSourceError
from tests.hostile.forge import (
    BLOB,
    BY_OFFSET,
    FILE,
    FOLDER,
    LINK,
    PROGRAM,
    SUBMODULE,
    bare,
    commit,
    commit_of,
    delta,
    distance,
    id_of,
    pack,
    put,
    record,
    tree,
)

Build = Callable[[Path], str]
SOME = "12" * 20
OTHER = "34" * 20
COPY_TEN = b"\x90\x0a"


def refusal(repository: Path, commit_id: str, limits: Limits | None = None) -> str:
    """Why the commit is not read."""
    with pytest.raises(UnreadableSourceError) as caught:
        GitSource(limits).snapshot(str(repository), commit_id)
    assert str(repository) in str(caught.value)
    return str(caught.value)


def named(*names: str | bytes, mode: str = FILE) -> Build:
    """A commit whose root has entries of these names."""

    def build(repository: Path) -> str:
        blob = put(repository, "blob", b"x")
        return commit_of(repository, *((mode, name, blob) for name in names))

    return build


def file_and_folder(repository: Path) -> str:
    blob = put(repository, "blob", b"x")
    folder = put(repository, "tree", tree((FILE, "x", blob)))
    return commit_of(repository, (FILE, "a", blob), (FOLDER, "a", folder))


def two_folders(repository: Path) -> str:
    blob = put(repository, "blob", b"x")
    folder = put(repository, "tree", tree((FILE, "x", blob)))
    return commit_of(repository, (FOLDER, "src", folder), (FOLDER, "SRC", folder))


def deep(repository: Path) -> str:
    inner = put(repository, "tree", tree((FILE, "x", put(repository, "blob", b"x"))))
    for _ in range(3000):
        inner = put(repository, "tree", tree((FOLDER, "d", inner)))
    return commit(repository, inner)


@pytest.mark.parametrize(
    ("build", "fault"),
    [
        pytest.param(named(".."), "'..'", id="up and out"),
        pytest.param(named("../../etc/cron.d/x"), "slash", id="a path for a name"),
        pytest.param(named("/etc/passwd"), "slash", id="an absolute path for a name"),
        pytest.param(named(""), "part ''", id="no name"),
        pytest.param(named("a\\..\\b"), "backslash", id="backslashes"),
        pytest.param(named("a\nb"), "control", id="a line feed"),
        pytest.param(named("C:evil"), "drive", id="a drive"),
        pytest.param(named(".GiT"), ".git", id="git's own folder"),
        pytest.param(named(b"caf\xe9.py"), "UTF-8", id="Latin-1"),
        pytest.param(named(b"\xed\xa0\x80"), "UTF-8", id="half a surrogate pair"),
        pytest.param(named("x" * 300), "longer", id="a very long name"),
        pytest.param(named("A.py", "a.py"), "the same file", id="names that differ in case"),
        pytest.param(named("a.py", "a.py"), "the same file", id="one name twice"),
        pytest.param(named("é", "e\u0301"), "the same file", id="names composed differently"),
        pytest.param(file_and_folder, "the same file", id="a file and a folder of one name"),
        pytest.param(two_folders, "the same file", id="folders that differ in case"),
        pytest.param(deep, "deeper", id="three thousand folders"),
        pytest.param(named("pipe", mode="10644"), "unknown kind", id="a pipe"),
        pytest.param(named("x", mode="0"), "unknown kind", id="no mode"),
        pytest.param(named("x", mode="rwx"), "mode", id="a mode that is no number"),
    ],
)
def test_a_tree_with_such_names_is_refused(tmp_path: Path, build: Build, fault: str) -> None:
    repository = bare(tmp_path / "hostile")

    assert fault in refusal(repository, build(repository))


def test_links_and_submodules_are_named_but_not_followed(tmp_path: Path) -> None:
    repository = bare(tmp_path / "hostile")
    blob = put(repository, "blob", b"/etc/passwd")
    entries = ((LINK, "link", blob), (SUBMODULE, "module", SOME), (PROGRAM, "run", blob))

    snapshot = GitSource().snapshot(str(repository), commit_of(repository, *entries))

    assert snapshot.passed_over == ("link", "module")
    assert snapshot.files == {"run": b"/etc/passwd"}


def test_files_a_commit_hides_from_its_archive_are_seen(tmp_path: Path) -> None:
    repository = bare(tmp_path / "hostile")
    hidden = put(repository, "blob", b"import os\n")
    attributes = put(repository, "blob", b"a.py export-ignore\n")
    entries = ((FILE, ".gitattributes", attributes), (FILE, "a.py", hidden))

    snapshot = GitSource().snapshot(str(repository), commit_of(repository, *entries))

    assert snapshot.files["a.py"] == b"import os\n"


def nested(leaf: bytes) -> Build:
    """Ten trees that each name the next one ten times, the last one being the leaf."""

    def build(repository: Path) -> str:
        put(repository, "blob", b"x")
        inner = put(repository, "tree", leaf)
        for _ in range(10):
            inner = put(repository, "tree", tree(*((FOLDER, f"d{i}", inner) for i in range(10))))
        return commit(repository, inner)

    return build


def wide(repository: Path) -> str:
    blob = put(repository, "blob", b"x")
    return commit_of(repository, *((FILE, f"f{number}", blob) for number in range(100_000)))


def lying_blob(size: int, truth: int) -> Build:
    """A loose file that claims one size and inflates to another."""

    def build(repository: Path) -> str:
        blob = put(repository, "blob", bytes(truth), size=size, name=SOME)
        return commit_of(repository, (FILE, "a", blob))

    return build


def in_pack(*records: tuple[str, bytes]) -> Build:
    """A commit of one file, whose blob is the last record of a pack."""

    def build(repository: Path) -> str:
        pack(repository, records)
        return commit_of(repository, (FILE, "a", records[-1][0]))

    return build


def difference(result: int, operations: bytes, *, back: int, base: int = 10) -> bytes:
    """A record that makes a blob out of the record so many bytes before it."""
    body = delta(base, result, operations)
    return record(BY_OFFSET, len(body), body, distance(back))


def chain(length: int, size: int) -> Build:
    """A blob behind as many differences, each of which is the whole blob once more."""
    first = (OTHER, record(BLOB, size, bytes(size)))
    whole = b"\xf0" + size.to_bytes(3, "little")

    def build(repository: Path) -> str:
        records, step = [first], len(first[1])
        for number in range(length):
            records.append((f"{number:040x}", difference(size, whole, back=step, base=size)))
            step = len(records[-1][1])
        records[-1] = (id_of("blob", bytes(size)), records[-1][1])
        pack(repository, records)
        return commit_of(repository, *((FILE, f"f{n}", records[-1][0]) for n in range(19)))

    return build


TEN = (OTHER, record(BLOB, 10, b"x" * 10))
BACK = len(TEN[1])


@pytest.mark.parametrize(
    ("build", "fault"),
    [
        pytest.param(nested(tree((FILE, "x", SOME))), "more than 5000", id="a billion files"),
        pytest.param(nested(b""), "more than 5000", id="a billion folders"),
        pytest.param(wide, "more than 5000", id="a hundred thousand files in one folder"),
        pytest.param(lying_blob(2**31, 10), "2147483648 bytes", id="a claim of 2 GiB"),
        pytest.param(lying_blob(10**17, 10), "bytes", id="a claim beyond all disks"),
        pytest.param(lying_blob(10, 64 * MIB), "more than", id="more than it claims"),
        pytest.param(lying_blob(64, 10), "fewer than", id="less than it claims"),
        pytest.param(
            in_pack((SOME, record(BLOB, 2**31, bytes(99)))), "2147483648", id="a claim in a pack"
        ),
        pytest.param(
            in_pack((SOME, record(BLOB, 10, bytes(8 * MIB)))), "more than", id="a lie in a pack"
        ),
        pytest.param(
            in_pack((SOME, b"\xbf" + b"\xff" * 200)), "damaged", id="a size without an end"
        ),
        pytest.param(
            in_pack(TEN, (SOME, difference(2**33, COPY_TEN, back=BACK))),
            "8589934592 bytes",
            id="a small difference that makes 8 GiB",
        ),
        pytest.param(
            in_pack((SOME, b"\x3a\x78\x01" + b"\0\0\0\xff\xff" * 2 * MIB)),
            "stuffed",
            id="a stream that never says anything",
        ),
        pytest.param(chain(5000, 10), "too long a chain", id="a chain of five thousand"),
        pytest.param(chain(500, 5 * MIB), "too much work", id="a chain of large steps"),
    ],
)
def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path, build: Build, fault: str) -> None:
    repository = bare(tmp_path / "hostile")

    assert fault in refusal(repository, build(repository))


def test_as_much_as_is_allowed_is_read(tmp_path: Path) -> None:
    repository = bare(tmp_path / "large")
    blob = put(repository, "blob", bytes(1000))
    entries = ((FILE, f"f{number:04}", blob) for number in range(100))
    limits = Limits(files=100, file_size=20_000, total_size=100_000)

    snapshot = GitSource(limits).snapshot(str(repository), commit_of(repository, *entries))

    assert len(snapshot.files) == 100


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lying_blob(10, 64 * MIB), id="loose"),
        pytest.param(in_pack((SOME, record(BLOB, 10, bytes(64 * MIB)))), id="in a pack"),
        pytest.param(
            in_pack(TEN, (SOME, difference(2**33, COPY_TEN, back=BACK))), id="made of ten"
        ),
    ],
)
def test_a_bomb_takes_no_memory(tmp_path: Path, build: Build) -> None:
    repository = bare(tmp_path / "hostile")
    commit_id = build(repository)
    tracemalloc.start()

    refusal(repository, commit_id)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 5 * MIB


@pytest.mark.parametrize(
    ("limits", "fault"),
    [
        pytest.param(Limits(files=100), "more than 100 files", id="one file more"),
        pytest.param(Limits(total_size=99_999), "more than 99999 bytes", id="one byte more"),
        pytest.param(Limits(file_size=9_999), "holds 10000 bytes", id="one file a byte larger"),
    ],
)
def test_more_than_is_allowed_is_refused(tmp_path: Path, limits: Limits, fault: str) -> None:
    repository = bare(tmp_path / "large")
    small, large = put(repository, "blob", bytes(900)), put(repository, "blob", bytes(10_000))
    entries = [(FILE, f"f{number:04}", small) for number in range(99)]

    assert fault in refusal(
        repository,
        commit_of(repository, *entries, (FILE, "large", large), (FILE, "m", small)),
        limits,
    )
