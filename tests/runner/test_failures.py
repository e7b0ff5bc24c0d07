"""A failure has an owner, a place in the team's code where it has one, and the limit it met."""

import errno
import sys

import pytest

from runner.failures import GBI, MODEL_DEV, AlteredError, TeamError, failure_of
from runner.team import code_in


@pytest.fixture
def folder(tmp_path):
    """Where a team's code lies."""
    (tmp_path / "helper.py").write_text("def divide(a, b):\n    return a / b\n")
    (tmp_path / "score.py").write_text(
        "from helper import divide\n\n\ndef score(model, data):\n    return divide(data, model)\n"
    )
    return tmp_path


def failure_in(folder, *arguments):
    """How a call of the team's `score` fails."""
    with pytest.raises(TeamError) as caught, code_in(folder) as code:
        code.call("score.py", "score", *arguments)
    return failure_of(caught.value)


def test_the_innermost_line_of_the_teams_code_is_named(folder):
    failure = failure_in(folder, 0, 1)

    assert failure.remark == "helper.py:2: ZeroDivisionError: division by zero"
    assert failure.owner == MODEL_DEV


def test_a_function_that_takes_something_else_is_named(folder):
    (folder / "score.py").write_text("def score(model):\n    return 1\n")

    assert "score.py: score: TypeError: too many positional" in failure_in(folder, 0, 1).remark


@pytest.mark.parametrize(
    ("source", "words"),
    [
        pytest.param("x = 1\n", "score.py: has no function score", id="no such function"),
        pytest.param("import nowhere\n", "score.py:1: ModuleNotFoundError", id="a missing package"),
        pytest.param("x = 1\n  y = 2\n", "score.py:2: IndentationError", id="broken syntax"),
    ],
)
def test_code_that_cannot_be_called_is_told_apart(folder, source, words):
    (folder / "score.py").write_text(source)

    assert words in failure_in(folder, 0, 1).remark


def test_a_file_that_is_missing_is_named(folder):
    (folder / "score.py").unlink()

    assert "score.py: not there" in failure_in(folder, 0, 1).remark


def test_code_is_forgotten_so_that_other_code_of_the_same_names_finds_its_own(folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "helper.py").write_text("def divide(a, b):\n    return 'other'\n")
    (other / "score.py").write_bytes((folder / "score.py").read_bytes())

    with code_in(folder) as code:
        first = code.call("score.py", "score", 2, 4)
    with code_in(other) as code:
        second = code.call("score.py", "score", 2, 4)

    assert (first, second) == (2.0, "other")
    assert not {"score", "helper"} & set(sys.modules)


@pytest.mark.parametrize(
    ("error", "limit"),
    [
        pytest.param(MemoryError(), "memory", id="no memory"),
        pytest.param(OSError(errno.ENOMEM, "no"), "memory", id="no memory for a mapping"),
        pytest.param(ImportError("x.so: cannot allocate memory"), "memory", id="none to import"),
        pytest.param(OSError(errno.EFBIG, "File too large"), "file", id="a large file"),
    ],
)
def test_a_limit_is_recognised_behind_what_it_caused(error, limit):
    caused = TeamError("train.py:3: it failed")
    caused.__cause__ = error

    assert failure_of(caused).limit == limit
    assert failure_of(caused).owner == MODEL_DEV


def test_what_is_ours_is_owned_by_the_platform():
    assert failure_of(AlteredError("model x: other digest")).owner == GBI
    assert failure_of(KeyError("tracking")).owner == GBI
    assert "KeyError: 'tracking'" in failure_of(KeyError("tracking")).remark


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        pytest.param(ConnectionError("no tracking server"), True, id="the runner's own trouble"),
        pytest.param(AlteredError("model x: other digest"), False, id="an altered model"),
        pytest.param(TeamError("train.py:3: no"), False, id="the team's code"),
        pytest.param(MemoryError(), False, id="a limit"),
    ],
)
def test_another_job_may_mend_what_is_ours_and_nothing_else(error, passing):
    assert failure_of(error).passing is passing


def test_a_remark_is_no_longer_than_a_page_can_show():
    assert len(failure_of(TeamError("x" * 5000)).remark) == 1000
