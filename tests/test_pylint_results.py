"""What pylint wrote is counted, and what is something else is refused without harm."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.codec import UnreadableError
from shared.core.messages import LintReport
from shared.pylint_results import LARGEST, joined, left_out, read, strangers
from tests.builders import LINT


def note(kind="warning", path="score.py"):
    """A message as pylint writes it."""
    return {"type": kind, "symbol": "odd", "message": "x", "line": 1, "path": path}


def whole(*notes, modules=4, **counts):
    """A document of the newer form."""
    statistics = {"messageTypeCount": counts, "modulesLinted": modules, "score": 7.5}
    return json.dumps({"messages": notes, "statistics": statistics}).encode()


def bare(*notes):
    """A document of the older form."""
    return json.dumps(notes).encode()


def counts(report):
    return report.fatal, report.error, report.warning, report.refactor, report.convention


def test_messages_are_counted_by_type():
    notes = [note(kind) for kind in ("fatal", "error", "error", "warning", "refactor", "info")]
    said = {"fatal": 1, "error": 2, "warning": 1, "refactor": 1, "info": 1}

    report = read(whole(*notes, **said), "digest").report

    assert report == LintReport(
        fatal=1,
        error=2,
        warning=1,
        refactor=1,
        convention=0,
        modules=4,
        score=7.5,
        report="digest",
    )
    assert report.messages == 5


def test_the_older_form_tells_neither_modules_nor_score():
    report = read(bare(note(), note("convention")), "digest").report

    assert (counts(report), report.modules, report.score) == ((0, 0, 1, 0, 1), None, None)
    assert report.remark == ""


@pytest.mark.parametrize(
    ("data", "remark"),
    [
        pytest.param(whole(), "", id="nothing to say"),
        pytest.param(
            whole(error=3), "the totals say 3 of type error, and there are 0", id="removed"
        ),
        pytest.param(
            whole(note()), "the totals say 0 of type warning, and there are 1", id="added"
        ),
        pytest.param(whole(modules=2), "no module was linted", id="nothing but its own"),
        pytest.param(whole(modules=-1), "no module was linted", id="less than nothing"),
        pytest.param(whole(note(), modules=2, warning=1), "", id="a module that is named"),
        pytest.param(bare(), "an empty list does not tell that anything was linted", id="no list"),
        pytest.param(bare(note(path="x.toml")), "an empty list does not tell", id="no file"),
    ],
)
def test_what_speaks_against_a_document_is_remarked(data, remark):
    said = read(data, "").report.remark

    assert said.startswith(remark)
    assert bool(said) is bool(remark)


@pytest.mark.parametrize(
    ("score", "told"),
    [
        pytest.param("7.25", 7.25, id="a number"),
        pytest.param("7", 7.0, id="a whole one"),
        pytest.param('"An exception occurred while rating"', None, id="why there is none"),
        pytest.param("NaN", None, id="no number"),
        pytest.param("null", None, id="nothing"),
    ],
)
def test_the_score_is_told_where_there_is_one(score, told):
    data = whole().replace(b'"score": 7.5', f'"score": {score}'.encode())

    assert read(data, "").report.score == told


def test_the_files_that_messages_name_are_told():
    paths = ["./score.py", "tests\\test_it.py", "pyproject.toml", "a.pyi", ""]

    assert read(bare(*(note(path=path) for path in paths)), "").paths == {
        "score.py",
        "tests/test_it.py",
        "a.pyi",
    }


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x00\xff", id="bytes"),
        pytest.param(b"<testsuites/>", id="JUnit XML"),
        pytest.param(b"{}", id="another object"),
        pytest.param(b"[1]", id="a list of something else"),
        pytest.param(b"[" * 100_000, id="deep and never closed"),
        pytest.param(whole(note())[:-9], id="half a document"),
        pytest.param(bare(note(kind="praise")), id="a type that pylint does not have"),
        pytest.param(bare({"type": 7}), id="a type that is a number"),
        pytest.param(b'{"messages": [], "statistics": {"modulesLinted": "no"}}', id="a word"),
        pytest.param(b" " * (LARGEST + 1), id="more than anybody reads"),
    ],
)
def test_what_is_not_pylints_is_refused_with_the_way_out(data):
    with pytest.raises(UnreadableError, match="not pylint's JSON: .*--output-format=json2") as told:
        read(data, "")

    assert len(str(told.value)) < 500


@given(
    data=st.binary()
    | st.text().map(str.encode)
    | st.from_type(type(None)).map(repr).map(str.encode)
)
def test_whatever_comes_it_is_read_or_refused(data):
    try:
        read(data, "")
    except UnreadableError:
        return
    assert data.strip() == b"[]"


HELD = ("churn/score.py", "churn/tests/test_it.py", "README.md")


@pytest.mark.parametrize(
    ("path", "is_there"),
    [
        pytest.param("churn/score.py", True, id="from the root"),
        pytest.param("score.py", True, id="from the model's folder"),
        pytest.param("/home/runner/work/churn/score.py", True, id="from the root of the disk"),
        pytest.param("other.py", False, id="another file"),
        pytest.param("core.py", False, id="the end of a name"),
    ],
)
def test_a_file_is_known_however_ci_came_to_it(path, is_there):
    assert (strangers([path], HELD) == "") is is_there


def test_of_many_foreign_files_a_few_are_named():
    assert strangers([f"x{number}.py" for number in range(5)], HELD) == (
        "they name files that are not in this commit: x0.py, x1.py, x2.py and 2 more"
    )


@pytest.mark.parametrize(
    ("paths", "modules", "said"),
    [
        pytest.param({"a/score.py"}, 3, True, id="every module is named, and lies elsewhere"),
        pytest.param({"a/score.py"}, 4, False, id="another may lie there"),
        pytest.param({"a/score.py", "b/score.py"}, 4, False, id="one does"),
        pytest.param({"score.py"}, 3, False, id="nobody can tell where"),
        pytest.param({"a/score.py"}, None, False, id="nobody tells how many"),
        pytest.param(set(), 2, False, id="none at all, which is told otherwise"),
    ],
)
def test_a_folder_that_cannot_have_been_linted_is_told(paths, modules, said):
    report = LintReport(**{**vars(LINT), "modules": modules})

    told = left_out(report, paths, "b", ("a/score.py", "b/score.py"))

    assert told == ("nothing in the folder b was linted" if said else "")


def test_several_documents_are_read_as_one():
    parts = [whole(note(), modules=2, warning=1), whole(note("error"), modules=3, error=1)]

    report = read(joined(parts), "").report

    assert (counts(report), report.modules, report.remark) == ((0, 1, 1, 0, 0), 5, "")
    assert joined(parts[:1]) == parts[0]


def test_one_document_of_the_older_form_makes_all_of_them_old():
    report = read(joined([whole(note(), warning=1), bare(note("error"))]), "").report

    assert (counts(report), report.modules) == ((0, 1, 1, 0, 0), None)
