"""Histories that lie, or that never end, hide no author and hold nobody up."""

from itertools import pairwise, permutations
from pathlib import Path

import pytest

from shared.adapters.git_source import GitSource
from shared.core.trees import Limits
from shared.ports import UnreadableSourceError
from tests.hostile.forge import bare, put


def commit(
    repository: Path, *parents: str, by: str = "dev@bank", at: int = 1700000000, more: str = ""
) -> str:
    """Write a commit upon these parents, and return its id."""
    root = put(repository, "tree", b"")
    below = "".join(f"parent {parent}\n" for parent in parents)
    person = f"A Dev <{by}> {at} +0000"
    text = f"tree {root}\n{below}author {person}\ncommitter {person}\n\nWork\n\n{more}"
    return put(repository, "commit", text.encode())


def line(repository: Path, *people: str, dates: tuple[int, ...] = ()) -> list[str]:
    """Commits upon each other, one by each of the people."""
    made: list[str] = []
    for person, date in zip(people, dates or range(len(people)), strict=True):
        made.append(commit(repository, *made[-1:], by=person, at=date))
    return made


def authors(repository: Path, name: str, since: str = "", **limits: int) -> tuple[str, ...]:
    """Who wrote what is new."""
    return GitSource(Limits(**limits)).authors(str(repository), name, since)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return bare(tmp_path)


@pytest.mark.parametrize("dates", list(permutations((1, 2, 3, 4))))
def test_dates_that_lie_hide_nobody(repository: Path, dates: tuple[int, ...]) -> None:
    commits = line(repository, "a", "b", "c", "d", dates=dates)

    for (_, since), (number, name) in pairwise(enumerate(commits)):
        assert {"abcd"[number]} <= set(authors(repository, name, since))
    assert {"c", "d"} <= set(authors(repository, commits[3], commits[1]))


def test_a_side_branch_dated_before_all_others_is_new_nevertheless(repository: Path) -> None:
    root, main = line(repository, "root", "main", dates=(100, 200))
    side = commit(repository, root, by="side", at=1)
    merge = commit(repository, main, side, by="merge", at=300)

    assert authors(repository, merge, main) == ("merge", "side")


def test_as_many_commits_as_are_allowed_are_read_and_no_more(repository: Path) -> None:
    head = line(repository, *"abcde")[-1]

    assert authors(repository, head, commits=5) == tuple("abcde")
    with pytest.raises(UnreadableSourceError, match="more than 4 commits"):
        authors(repository, head, commits=4)


def test_of_a_long_history_only_what_is_new_counts_against_the_limit(repository: Path) -> None:
    commits = line(repository, *"abcdefghij")

    assert authors(repository, commits[-1], commits[-3], commits=4) == ("i", "j")


@pytest.mark.parametrize(
    ("below", "fault"),
    [
        pytest.param({"by": " "}, "no e-mail address", id="by nobody"),
        pytest.param(
            {"more": "\n".join(f"Co-authored-by: <{'x' * 60}{n}@bank>" for n in range(2000))},
            "authors fill more than",
            id="by more people than anybody could be told of",
        ),
        pytest.param({"by": "x" * 70_000}, "authors fill more than", id="by a very long name"),
    ],
)
def test_whom_nobody_can_name_nobody_can_bar(
    repository: Path, below: dict[str, str], fault: str
) -> None:
    head = commit(repository, commit(repository, **below))  # type: ignore[arg-type]

    with pytest.raises(UnreadableSourceError, match=fault):
        authors(repository, head)


def test_a_history_that_is_cut_off_has_unknown_authors(repository: Path) -> None:
    head = commit(repository, *(f"{number:040x}" for number in range(20_000)))

    with pytest.raises(UnreadableSourceError, match="not in the repository"):
        authors(repository, head)


def test_a_trailer_without_end_is_read_in_one_go(repository: Path) -> None:
    endless = f"Co-authored-by: {'x' * 1_000_000} <ann@bank>"

    assert authors(repository, commit(repository, more=endless)) == ("ann@bank", "dev@bank")
