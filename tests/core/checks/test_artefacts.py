"""A repository holds what people write."""

import pytest

from shared.core.checks.artefacts import CHECK, LARGE
from tests.core.checks.folders import folder_with, said


@pytest.mark.parametrize(
    ("path", "data", "what"),
    [
        pytest.param("model.pkl", b"\x80\x04N.", "a pickle", id="a pickle"),
        pytest.param("model.pickle", "N.", "a pickle", id="a pickle that is text"),
        pytest.param("models/net.PT", b"PK\0", "a model", id="a model"),
        pytest.param("libs/ours-1.0-py3-none-any.whl", b"PK\0", "a package", id="a package"),
        pytest.param("data.csv.gz", b"\x1f\x8b\0", "an archive", id="an archive"),
    ],
)
def test_what_nobody_wrote_is_found(path, data, what):
    assert said(CHECK, folder_with({path: data})) == [(None, f"{path} is {what}")]


def test_much_that_is_no_text_is_found():
    tree = folder_with({"examples.bin": b"\0" * (LARGE + 1)})

    assert said(CHECK, tree) == [(None, "examples.bin has 1.0 MiB, and is no text")]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="a sound folder"),
        pytest.param({"logo.png": b"\x89PNG\0"}, id="a picture"),
        pytest.param({"data/examples.csv": "a,b\n" * 9_000}, id="text"),
        pytest.param({"Makefile": "test:\n"}, id="a name without an ending"),
    ],
)
def test_what_somebody_may_have_written_is_let_through(changes):
    assert said(CHECK, folder_with(changes)) == []
