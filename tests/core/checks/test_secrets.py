"""No key, token or password comes with a commit, wherever in it."""

import json
import subprocess
from pathlib import Path

import pytest

from shared.core.checks.secrets import CHECK, TOLD
from shared.core.findings import Owner, Priority
from tests.core.checks.folders import SOUND, folder_with, said
from tests.core.secrets.examples import example

ROOT = Path(__file__).parents[3]
TOKEN = example("ghp_{any:36}")
NOTEBOOK = json.dumps({"cells": [{"outputs": [{"text": ["a\n", f"{TOKEN}\n"]}]}]}, indent=1)


@pytest.mark.parametrize(
    ("path", "content", "line"),
    [
        pytest.param("train.py", f'\nx = "{TOKEN}"', 2, id="source"),
        pytest.param("train.py", f'x = "{TOKEN}"  # nosec', 1, id="nosec"),
        pytest.param(".env", f"X={TOKEN} # pragma: allowlist secret", 1, id="pragma"),
        pytest.param(".env", f"X={TOKEN} # gitleaks:allow", 1, id="gitleaks"),
        pytest.param("a.yml", f"x: {TOKEN} # trufflehog:ignore", 1, id="trufflehog"),
        pytest.param("a.py", f"x = '{TOKEN}'  # noqa", 1, id="noqa"),
        pytest.param("a.ipynb", NOTEBOOK, 8, id="an output of a notebook"),
        pytest.param("a.csv", f"é,{TOKEN}".encode("utf-16"), 1, id="UTF-16"),
        pytest.param("a.csv", f"é,{TOKEN}".encode("latin-1"), 1, id="Latin-1"),
        pytest.param("a.bin", b"\0\xff\n" + TOKEN.encode(), 2, id="a binary"),
        pytest.param("a.txt", " " * 2_200_000 + TOKEN, 1, id="a large text"),
    ],
)
def test_a_token_is_found_wherever_it_is(path, content, line):
    (found,) = CHECK.findings(folder_with({path: content}))

    assert (found.path, found.line, found.priority) == (path, line, Priority.REQUIRED)
    assert (found.owner, found.standard) == (Owner.GBI, "R-060")


def test_a_finding_says_what_to_do_and_never_the_value():
    (found,) = CHECK.findings(folder_with({"train.py": f'x = "{TOKEN}"'}))

    assert found.remark.startswith("a secret is written here: GitHub token ghp_… (40 characters, ")
    assert "Revoke it (github.com, Settings, Developer settings)" in found.remedy
    assert TOKEN[4:10] not in repr(found)


def test_files_of_the_repository_that_are_no_model_s_are_looked_at_too():
    tree = folder_with(folder="models/churn", outside={"deploy/a.sh": f"export X={TOKEN}"})

    (found,) = CHECK.findings(tree)

    assert (found.path, found.line) == ("deploy/a.sh", 1)


def test_of_very_many_a_few_are_told_and_the_others_counted():
    text = "\n".join(example("ghp_{any:36}", seed) for seed in range(TOLD + 7))

    found = [*CHECK.findings(folder_with({"a.txt": text}))]

    assert len(found) == TOLD + 1
    assert found[-1].remark == "at least 7 more secrets are written in this file"


def test_a_file_too_full_to_be_looked_through_is_not_passed():
    (found,) = CHECK.findings(folder_with({"a.txt": "token=" * 210_000}))

    assert found.remark.startswith("more places look like the beginning of a secret")


def test_a_sound_folder_has_none():
    assert [*CHECK.findings(folder_with())] == []


def test_our_own_repository_has_none():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    paths = [path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file()]
    own = {f"own/{path}": (ROOT / path).read_bytes() for path in paths}

    found = [*CHECK.findings(folder_with(own))]

    assert len(own) > 100
    assert [(one.path, one.line, one.remark) for one in found if "own/" in one.path] == []
    assert SOUND.keys().isdisjoint(one.path for one in found)


def test_a_picture_in_a_notebook_is_no_token_whatever_its_base64_happens_to_spell():
    picture = "iVBORw0KGgo/" + "EAA" + "A" * 4_090 + "/" + "EAA" + "Ab9" * 40 + "+x=="

    assert said(CHECK, folder_with({"plot.ipynb": f'{{"image/png": "{picture}"}}'})) == []
