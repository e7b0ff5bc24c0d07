"""Repositories that are broken, by accident or not, are refused with what is wrong and where."""

import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.adapters.git_source import GitSource
from shared.core.errors import TryAgainError
from shared.ports import UnreadableSourceError
from tests.developer import git
from tests.hostile.forge import (
    AUTHOR,
    BLOB,
    BY_ID,
    BY_OFFSET,
    FILE,
    FOLDER,
    bare,
    commit,
    commit_of,
    delta,
    distance,
    id_of,
    pack,
    place,
    put,
    record,
)

Build = Callable[[Path], str]
SOME = "12" * 20
OTHER = "34" * 20
DATA = b"def train(): ...\n"
WHOLE = delta(len(DATA), len(DATA), bytes((0x90, len(DATA))))


def refusal(url: str, commit_id: str) -> str:
    """Why the commit is not read."""
    with pytest.raises(UnreadableSourceError) as caught:
        GitSource().snapshot(url, commit_id)
    return str(caught.value)


def spoilt(spoil: Callable[[bytes], bytes]) -> Build:
    """A commit whose one file lies in an object that something happened to."""

    def build(repository: Path) -> str:
        blob = put(repository, "blob", DATA)
        path = place(repository, blob)
        path.write_bytes(spoil(path.read_bytes()))
        return commit_of(repository, (FILE, "train.py", blob))

    return build


def stands_for(kind: str, data: bytes) -> Build:
    """Something that is named where a commit belongs."""
    return lambda repository: put(repository, kind, data)


def commit_saying(text: bytes) -> Build:
    """A commit object that says just this."""
    return stands_for("commit", text)


def file_that_is(object_id: str, kind: str = FILE) -> Build:
    """A commit with one entry, of the kind, that stands for the object."""

    def build(repository: Path) -> str:
        put(repository, "blob", DATA)
        put(repository, "tree", b"")
        return commit_of(repository, (kind, "train.py", object_id))

    return build


def tree_of(data: bytes) -> Build:
    """A commit whose tree holds these bytes."""
    return lambda repository: commit(repository, put(repository, "tree", data))


def packed(*bodies: bytes, offset_of: Callable[[int], int] = lambda offset: offset) -> Build:
    """A commit whose one file is the last object of a pack."""

    def build(repository: Path) -> str:
        names = [OTHER, SOME, id_of("blob", DATA)][-len(bodies) :]
        pack(repository, list(zip(names, bodies, strict=True)), offset_of=offset_of)
        return commit_of(repository, (FILE, "train.py", names[-1]))

    return build


def cut_pack(repository: Path) -> str:
    commit_id = packed(record(BLOB, len(DATA), DATA))(repository)
    (path,) = repository.glob("objects/pack/*.pack")
    path.write_bytes(path.read_bytes()[:20])
    return commit_id


def cut_index(repository: Path) -> str:
    commit_id = packed(record(BLOB, len(DATA), DATA))(repository)
    (path,) = repository.glob("objects/pack/*.idx")
    path.write_bytes(path.read_bytes()[:600])
    return commit_id


def index_beyond(repository: Path) -> str:
    commit_id = packed(record(BLOB, len(DATA), DATA))(repository)
    (path,) = repository.glob("objects/pack/*.idx")
    path.write_bytes(path.read_bytes()[:8] + b"\xff" * 1024 + path.read_bytes()[1032:])
    return commit_id


def pipe(repository: Path) -> str:
    commit_id = commit_of(repository, (FILE, "train.py", id_of("blob", DATA)))
    os.mkfifo(place(repository, id_of("blob", DATA)))
    return commit_id


def link(repository: Path) -> str:
    elsewhere = place(
        bare(repository.parent / "other"), put(repository.parent / "other", "blob", DATA)
    )
    place(repository, id_of("blob", DATA)).symlink_to(elsewhere)
    return commit_of(repository, (FILE, "train.py", id_of("blob", DATA)))


def borrowed(repository: Path) -> str:
    other = bare(repository.parent / "other")
    blob = put(other, "blob", DATA)
    (repository / "objects/info/alternates").write_text(f"{other / 'objects'}\n")
    return commit_of(repository, (FILE, "train.py", blob))


TREE_LINE = b"tree " + b"0" * 40 + b"\n"
PEOPLE = f"author {AUTHOR}\ncommitter {AUTHOR}\n\nWork\n".encode()


@pytest.mark.parametrize(
    ("build", "fault"),
    [
        pytest.param(spoilt(lambda data: b""), "not a git object", id="an empty object"),
        pytest.param(spoilt(lambda data: data[:-9]), "cut short", id="half an object"),
        pytest.param(spoilt(lambda data: data[:2] + b"?" * 20), "damaged", id="a garbled object"),
        pytest.param(spoilt(lambda data: b"?" * 50), "damaged", id="an object of noise"),
        pytest.param(
            lambda repository: commit_of(
                repository, (FILE, "train.py", put(repository, "blob", DATA, name=SOME))
            ),
            "another hash",
            id="other bytes than the id stands for",
        ),
        pytest.param(stands_for("blob", DATA), "is a blob, not a commit", id="a blob's id"),
        pytest.param(stands_for("tree", b""), "is a tree, not a commit", id="a tree's id"),
        pytest.param(
            stands_for("tag", b"object " + b"0" * 40), "is a tag, not a commit", id="a tag's id"
        ),
        pytest.param(commit_saying(b""), "no proper tree", id="a commit that says nothing"),
        pytest.param(commit_saying(PEOPLE), "no proper tree", id="a commit without a tree"),
        pytest.param(
            commit_saying(TREE_LINE * 2 + PEOPLE), "no proper tree", id="a commit with two trees"
        ),
        pytest.param(
            commit_saying(TREE_LINE + PEOPLE.replace(b"dev@bank.example", b" ")),
            "no e-mail address",
            id="a commit by nobody",
        ),
        pytest.param(commit_saying(TREE_LINE + PEOPLE), "not in the repo", id="a missing tree"),
        pytest.param(file_that_is(SOME), "'train.py', blob 1212", id="a missing file"),
        pytest.param(
            file_that_is(id_of("tree", b"")), "is a tree, not a blob", id="a folder for a file"
        ),
        pytest.param(
            file_that_is(id_of("blob", DATA), FOLDER), "not a tree", id="a file for a folder"
        ),
        pytest.param(tree_of(b"100644 a"), "folder ''", id="a tree without an end"),
        pytest.param(tree_of(b"100644 a\0" + bytes(9)), "folder ''", id="half a tree"),
        pytest.param(tree_of(b"\0" * 99), "folder ''", id="a tree of zeros"),
        pytest.param(cut_pack, "cut short", id="half a pack"),
        pytest.param(cut_index, "damaged", id="half an index"),
        pytest.param(index_beyond, "damaged", id="an index of too many"),
        pytest.param(
            packed(record(BLOB, 9, DATA[:9]), offset_of=lambda _: 2**30),
            "outside",
            id="an offset beyond",
        ),
        pytest.param(
            packed(record(BLOB, 9, DATA[:9]), offset_of=lambda _: 0),
            "outside",
            id="an offset before",
        ),
        pytest.param(packed(record(5, 9, DATA[:9])), "damaged", id="a kind that is reserved"),
        pytest.param(
            packed(record(BY_OFFSET, len(WHOLE), WHOLE, distance(0))), "chain", id="its own base"
        ),
        pytest.param(
            packed(record(BY_OFFSET, len(WHOLE), WHOLE, distance(999))),
            "outside",
            id="a base before",
        ),
        pytest.param(
            packed(record(BY_ID, len(WHOLE), WHOLE, bytes.fromhex("ff" * 20))),
            "damaged",
            id="no base",
        ),
        pytest.param(
            packed(
                record(BY_ID, len(WHOLE), WHOLE, bytes.fromhex(id_of("blob", DATA))),
                record(BY_ID, len(WHOLE), WHOLE, bytes.fromhex(SOME)),
            ),
            "chain",
            id="two bases of each other",
        ),
        pytest.param(
            packed(
                record(BLOB, 3, b"abc"), record(BY_OFFSET, 5, b"\x03\x09\x91\x00\x09", distance(12))
            ),
            "damaged",
            id="a copy from beyond the base",
        ),
        pytest.param(pipe, "not a regular file", id="a pipe for an object"),
        pytest.param(link, "symbolic link", id="a link for an object"),
        pytest.param(borrowed, "borrows from", id="a file that another repository has"),
    ],
)
def test_what_is_broken_is_named(tmp_path: Path, build: Build, fault: str) -> None:
    repository = bare(tmp_path / "damaged")

    assert fault in refusal(str(repository), build(repository))


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        pytest.param("", "not the path", id="nothing"),
        pytest.param("a\0b", "not the path", id="a NUL"),
        pytest.param("https://dev:pa55@git.bank.example/x", "https://git.bank", id="a web address"),
        pytest.param("file://elsewhere/x", "on this machine", id="another machine"),
        pytest.param("file:///no/such/place", "no such repository", id="no such place"),
        pytest.param("/" + "x" * 5000, "cannot be read", id="a very long path"),
        pytest.param(os.devnull, "not a git repository", id="a device"),
    ],
)
def test_a_place_that_cannot_hold_a_repository_is_refused(url: str, fault: str) -> None:
    remark = refusal(url, SOME)

    assert fault in remark
    assert "pa55" not in remark


def test_a_folder_that_is_no_repository_is_refused(tmp_path: Path) -> None:
    assert "not a git repository" in refusal(str(tmp_path), SOME)


def test_a_file_url_with_blanks_is_a_repository(tmp_path: Path) -> None:
    repository = bare(tmp_path / "my models")
    commit_id = commit_of(repository, (FILE, "train.py", put(repository, "blob", DATA)))

    snapshot = GitSource().snapshot(repository.as_uri(), commit_id)

    assert snapshot.files == {"train.py": DATA}


def test_a_replaced_commit_is_still_read_as_it_was_pushed(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    ids = []
    for content in ("good", "evil"):
        (tmp_path / "a").write_text(content)
        git(tmp_path, "add", "a")
        git(tmp_path, "commit", "-q", "-m", content)
        ids.append(git(tmp_path, "rev-parse", "HEAD"))
    git(tmp_path, "replace", *ids)

    snapshot = GitSource().snapshot(str(tmp_path), ids[0])

    assert snapshot.files == {"a": b"good"}


def test_trouble_of_the_machine_is_no_fault_of_the_repository(tmp_path: Path) -> None:
    repository = bare(tmp_path / "busy")
    commit_id = commit_of(repository)
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, limit[1]))

    try:
        with pytest.raises(TryAgainError, match="just now"):
            GitSource().snapshot(str(repository), commit_id)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limit)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param("nonsense", "does not name a commit", id="nonsense"),
        pytest.param("", "does not name a commit", id="nothing"),
        pytest.param("a" * 39, "does not name a commit", id="a short id"),
    ],
)
def test_a_branch_that_names_no_commit_is_refused(tmp_path: Path, content: str, fault: str) -> None:
    repository = bare(tmp_path / "damaged")
    (repository / "refs/heads/main").write_text(content)

    with pytest.raises(UnreadableSourceError, match=fault):
        GitSource().heads(str(repository))


def test_a_lock_and_an_alias_are_no_branches_of_their_own(tmp_path: Path) -> None:
    repository = bare(tmp_path / "busy")
    (repository / "refs/heads/main").write_text(f"{SOME}\n")
    (repository / "refs/heads/main.lock").write_text("")
    (repository / "refs/heads/trunk").write_text("ref: refs/heads/main\n")

    assert GitSource().heads(str(repository)) == {"main": SOME}
