"""Git hosts that send too much, too slowly, or what is not true end in a clear refusal, early."""

import tracemalloc
from collections.abc import Iterable, Iterator
from itertools import chain, repeat
from pathlib import Path

import pytest

from shared.adapters.git_source import Allowance, GitSource
from shared.core.errors import TryAgainError
from shared.core.trees import MIB, Limits
from shared.ports import UnreadableSourceError
from tests.developer import git
from tests.hostile.forge import (
    AUTHOR,
    BLOB,
    BY_ID,
    BY_OFFSET,
    COMMIT,
    FILE,
    TREE,
    bare,
    commit_of,
    delta,
    distance,
    id_of,
    record,
    tree,
)
from tests.standins.git_over_http import GitHostServer, Manner, git_host, in_band, packet, sealed

DATA = b"def train(): ...\n"
ROOT = tree((FILE, "train.py", id_of("blob", DATA)))
WORK = f"tree {id_of('tree', ROOT)}\nauthor {AUTHOR}\ncommitter {AUTHOR}\n\nWork\n".encode()
NAME = id_of("commit", WORK)
HEAD = [record(COMMIT, len(WORK), WORK), record(TREE, len(ROOT), ROOT)]
NOISE = bytes(range(1, 251)) * 200
COPY_TEN = b"\x90\x0a"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHostServer]:
    folder = tmp_path_factory.mktemp("hosts")
    repository = bare(folder / "churn")
    (repository / "refs/heads/main").write_text(commit_of(repository))
    with git_host(folder, "token") as server:
        yield server


@pytest.fixture(params=[0, 2], ids=["version 0", "version 2"])
def host(running: GitHostServer, request: pytest.FixtureRequest) -> GitHostServer:
    vars(running.manner).update(vars(Manner(version=request.param)))
    return running


def snapshot(host: GitHostServer, pieces: Iterable[bytes], **bounds: float) -> dict[str, bytes]:
    """The files of the commit, from a host that sends these pieces for a pack."""
    host.manner.forged = pieces
    source = GitSource(hosts=[host.host], allowance=Allowance(**bounds))  # type: ignore[arg-type]
    return dict(source.snapshot(f"{host.host.base}/churn", NAME).files)


def refusal(host: GitHostServer, pieces: Iterable[bytes], **bounds: float) -> str:
    """Why the commit is not read."""
    with pytest.raises(UnreadableSourceError) as caught:
        snapshot(host, pieces, **bounds)
    assert "/bank/churn" in str(caught.value)
    return str(caught.value)


def whole(*records: bytes, count: int | None = None) -> list[bytes]:
    """A pack of the commit, its tree and these records."""
    every = (*HEAD, *records)
    return in_band(sealed(b"".join(every), len(every) if count is None else count))


def behind(base: bytes, body: bytes) -> bytes:
    """A record that differs so from the record before it."""
    return record(BY_OFFSET, len(body), body, distance(len(base)))


def copy_of(size: int) -> bytes:
    """A difference that is none."""
    return delta(size, size, b"\xf0" + size.to_bytes(3, "little"))


TEN = record(BLOB, 10, b"x" * 10)
SHORT = DATA[:-1]
GROWN = delta(len(SHORT), len(DATA), bytes((0x90, len(SHORT))) + b"\x01\n")


@pytest.mark.parametrize(
    "records",
    [
        pytest.param([record(BLOB, len(DATA), DATA)], id="whole"),
        pytest.param(
            [one := record(BLOB, len(SHORT), SHORT), behind(one, GROWN)], id="behind another"
        ),
        pytest.param(
            [
                record(BY_ID, len(GROWN), GROWN, bytes.fromhex(id_of("blob", SHORT))),
                record(BLOB, len(SHORT), SHORT),
            ],
            id="behind one that comes later",
        ),
    ],
)
def test_a_forged_pack_that_tells_the_truth_is_read(
    host: GitHostServer, records: list[bytes]
) -> None:
    assert snapshot(host, whole(*records)) == {"train.py": DATA}


def test_a_history_is_read_where_commits_are_packed_as_differences(host: GitHostServer) -> None:
    later = WORK.replace(b"Work", b"Next").replace(b"author", f"parent {NAME}\nauthor".encode(), 1)
    split = WORK.index(b"author")
    body = delta(
        len(WORK),
        len(later),
        bytes((0x90, split)) + bytes((len(later) - split - 127 - 0,)) + later[split : -127]
        + bytes((127,)) + later[-127:],
    )  # fmt: skip
    host.manner.forged = in_band(sealed(HEAD[0] + behind(HEAD[0], body), 2))

    authors = GitSource(hosts=[host.host]).authors(
        f"{host.host.base}/churn", id_of("commit", later), ""
    )

    assert authors == ("dev@bank.example",)


@pytest.mark.parametrize(
    ("pieces", "fault"),
    [
        pytest.param(in_band(b"#!/bin/sh\nrm -rf /\n"), "no pack", id="something else"),
        pytest.param(in_band(sealed(b"", 2**32 - 1)), "4294967295 objects", id="a big number"),
        pytest.param(whole(count=2), "'train.py', blob", id="a file short"),
        pytest.param(whole(count=9), "outside its pack", id="fewer than it says"),
        pytest.param(whole(count=1), "more than it says", id="more than it says"),
        pytest.param(
            in_band(sealed(b"".join(HEAD), 2)[:-1] + b"?"), "checksum", id="a wrong checksum"
        ),
        pytest.param(in_band(sealed(b"".join(HEAD), 2)[:-30]), "checksum", id="cut short"),
        pytest.param(in_band(b"PACK"), "cut short", id="four bytes"),
        pytest.param(whole(record(5, 1, b"x")), "unknown kind", id="a kind that is reserved"),
        pytest.param(whole(record(BLOB, 9, b"x")), "fewer than", id="less than it claims"),
        pytest.param(
            whole(record(BLOB, 10, bytes(64 * MIB))), "more than the 10", id="a lie in a pack"
        ),
        pytest.param(
            whole(b"\x3a\x78\x01" + b"\0\0\0\xff\xff" * MIB),
            "stuffed",
            id="a stream that never says anything",
        ),
        pytest.param(
            whole(record(BLOB, 2**40, b"x")), "too much work", id="a claim beyond all disks"
        ),
        pytest.param(
            whole(TEN, behind(TEN, delta(10, 2**33, COPY_TEN))),
            "or needs an object of over 5242880 bytes",
            id="a small difference that makes 8 GiB",
        ),
        pytest.param(
            whole(record(BY_ID, 6, copy_of(10), bytes.fromhex(id_of("blob", DATA)))),
            "is not in the repository",
            id="a difference from itself",
        ),
        pytest.param(
            whole(TEN, behind(TEN, b"\x0a\x0a")), "damaged", id="a difference that is nonsense"
        ),
    ],
)
def test_a_pack_that_lies_is_refused(host: GitHostServer, pieces: list[bytes], fault: str) -> None:
    assert fault in refusal(host, pieces)


def test_a_long_line_of_differences_is_refused(host: GitHostServer) -> None:
    records = [TEN]
    for number in range(4200):
        body = delta(10, 10, b"\x0a" + b"%010d" % number)
        records.append(behind(records[-1], body))

    assert "too long a chain" in refusal(host, whole(*records))


def test_large_steps_are_counted(host: GitHostServer) -> None:
    size = 4 * MIB
    records = [record(BLOB, size, bytes(size))]
    for number in range(30):
        body = delta(
            size, size, b"\xf0" + (size - 1).to_bytes(3, "little") + bytes((1, number + 1))
        )
        records.append(behind(records[-1], body))

    assert "too long a chain" in refusal(host, whole(*records))


def test_a_pack_without_end_is_cut_off(host: GitHostServer) -> None:
    start = b"\x01PACK" + (2).to_bytes(4) + (9).to_bytes(4)
    endless = chain([start], repeat(b"\x01" + NOISE))
    tracemalloc.start()

    remark = refusal(host, endless, pack=16 * MIB)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert f"more than {16 * MIB} bytes" in remark
    assert peak < 8 * MIB


def test_a_bomb_in_a_pack_takes_no_memory(host: GitHostServer) -> None:
    bomb = whole(record(BLOB, 64 * MIB, bytes(64 * MIB)))
    tracemalloc.start()

    remark = refusal(host, bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert "'train.py', blob" in remark
    assert peak < 8 * MIB


def test_endless_progress_is_cut_off(host: GitHostServer) -> None:
    assert "bytes are said" in refusal(host, repeat(b"\x02" + NOISE), talk=MIB)


@pytest.mark.parametrize(
    "start",
    [
        pytest.param([], id="of refs"),
        pytest.param([packet(b"version 2\n")], id="of what it can do"),
    ],
)
def test_an_endless_list_is_cut_off(host: GitHostServer, start: list[bytes]) -> None:
    line = packet(b"12" * 20 + b" refs/heads/x\n") * 100
    service = packet(b"# service=git-upload-pack\n") + b"0000"
    host.manner.refs = chain([service, *start], repeat(line))

    assert "bytes are said" in refusal(host, [], talk=MIB)


def test_a_drip_is_not_waited_for(host: GitHostServer) -> None:
    host.manner.pause = 0.02

    with pytest.raises(TryAgainError, match="more than 0.2 seconds"):
        snapshot(host, repeat(b"\x02."), time=0.2)


def test_branches_of_other_ids_and_too_many_of_them_are_refused(host: GitHostServer) -> None:
    service = packet(b"# service=git-upload-pack\n") + b"0000"
    source = GitSource(hosts=[host.host])
    capable = b"\0side-band-64k\n"
    for lines, fault in (
        ([b"12" * 32 + b" refs/heads/main" + capable], "other ids"),
        ([b"12" * 20 + b" refs/heads/x%d" % n + capable for n in range(10_001)], "more than 10000"),
        ([b"canary"], "does not speak git"),
    ):
        host.manner.refs = [service + b"".join(map(packet, lines)) + b"0000"]
        with pytest.raises(UnreadableSourceError, match=fault) as caught:
            source.heads(f"{host.host.base}/churn")
        assert "canary" not in str(caught.value)


def test_a_repository_that_git_has_packed_tightly_is_read_like_from_disk(tmp_path: Path) -> None:
    churn = tmp_path / "churn"
    churn.mkdir()
    git(churn, "init", "-q", "-b", "main")
    for step in range(3):
        for number in range(40):
            lines = (f"{number * (row % 7 == step)} of {row}\n" for row in range(200))
            (churn / f"f{number}.txt").write_text("".join(lines))
        git(churn, "add", "--all")
        git(churn, "commit", "-q", "-m", f"Step {step}")
    git(churn, "gc", "-q", "--aggressive")
    commit = git(churn, "rev-parse", "HEAD")

    with git_host(tmp_path, "token") as server:
        source = GitSource(Limits(), hosts=[server.host])
        assert source.snapshot(f"{server.host.base}/churn", commit) == source.snapshot(
            str(churn), commit
        )
