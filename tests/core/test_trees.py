"""The names a repository may not give its files, each of them refused by name."""

import pytest

from shared.core.trees import Limits, clash, fault_in

LIMITS = Limits()


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("train.py", id="a file at the root"),
        pytest.param("models/churn/tests/test_train.py", id="a file in folders"),
        pytest.param(".github/workflows/ci.yml", id="a folder that begins like .git"),
        pytest.param(".gitattributes", id="a file that git itself reads"),
        pytest.param("data/größe 1 (über).csv", id="spaces, brackets and umlauts"),
        pytest.param("a..b/..c/d...", id="dots that are part of a name"),
        pytest.param("x" * 240, id="a path as long as it may be"),
        pytest.param("a/" * 19 + "b", id="a path as deep as it may be"),
    ],
)
def test_an_ordinary_path_is_let_through(path: str) -> None:
    assert fault_in(path, LIMITS) == ""


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        pytest.param("../etc/passwd", "'..'", id="up and out"),
        pytest.param("a/../../b", "'..'", id="up in the middle"),
        pytest.param("a/./b", "'.'", id="a dot for a folder"),
        pytest.param("a//b", "''", id="a folder without a name"),
        pytest.param("", "''", id="a file without a name"),
        pytest.param("/etc/passwd", "absolute", id="absolute"),
        pytest.param("a\\b", "backslash", id="a backslash"),
        pytest.param("C:/x", "drive", id="a drive"),
        pytest.param("a/c:x", "drive", id="a drive further down"),
        pytest.param("a\nb", "control", id="a line feed"),
        pytest.param("a\0b", "control", id="a NUL"),
        pytest.param("a\x1b[2Jb", "control", id="an escape sequence"),
        pytest.param("a\u202eyp.b", "invisible", id="a change of direction"),
        pytest.param("a\u200bb", "invisible", id="a space without width"),
        pytest.param(".git/config", ".git", id="git's own folder"),
        pytest.param("a/.GIT/config", ".git", id="git's own folder in capitals"),
        pytest.param("git~1/config", ".git", id="git's own folder as MS-DOS names it"),
        pytest.param(".git. ./config", ".git", id="git's own folder with what NTFS drops"),
        pytest.param(".git::$INDEX_ALLOCATION/x", ".git", id="git's own folder as a stream"),
        pytest.param(".g\u200cit/config", ".git", id="git's own folder as HFS+ reads it"),
        pytest.param("x" * 241, "longer than 240", id="too long"),
        pytest.param("é" * 121, "longer than 240", id="too long in bytes"),
        pytest.param("a/" * 20 + "b", "deeper than 20", id="too deep"),
    ],
)
def test_a_path_that_could_do_harm_is_refused(path: str, fault: str) -> None:
    assert fault in fault_in(path, LIMITS)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("train.py", "Train.py", id="in another case"),
        pytest.param("caf\u00e9.py", "cafe\u0301.py", id="composed in another way"),
        pytest.param("stra\u00dfe", "STRASSE", id="with letters that fold into two"),
        pytest.param("\u00c9.py", "e\u0301.py", id="in another case and composition"),
    ],
)
def test_two_names_that_may_be_one_file_clash(first: str, second: str) -> None:
    assert clash(["a", first, "b", second]) == (first, second)


def test_the_same_name_twice_clashes() -> None:
    names = ["train.py", "train.py"]

    assert clash(names) == ("train.py", "train.py")


def test_different_names_do_not_clash() -> None:
    assert clash(["train.py", "score.py", "trains.py"]) is None
