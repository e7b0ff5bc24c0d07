"""A README that says what somebody must know at night, and nothing about how long it is."""

import pytest

from shared.core.checks.readme import CHECK
from tests.core.checks.folders import README, folder_with, said

OWNER = "Owner: retail, ada@bank.example"
LIMITS = "It knows nothing about companies, nor about children."


@pytest.mark.parametrize(
    ("readme", "line", "remark"),
    [
        pytest.param(None, None, "README.md is not there", id="no README"),
        pytest.param(
            README.replace("## Purpose", ""),
            None,
            "README.md does not say what the model is for",
            id="no purpose",
        ),
        pytest.param(
            README.replace(OWNER, ""), None, "README.md does not say who owns it", id="no owner"
        ),
        pytest.param(
            README.replace(OWNER, "Owner:"),
            15,
            "README.md does not say who owns it",
            id="an owner without a name",
        ),
        pytest.param(
            README.replace(LIMITS, "TODO: think about what could go wrong here"),
            12,
            "README.md does not say where its limits are",
            id="a promise for later",
        ),
        pytest.param(
            README.replace("## Limits", "```\n## Limits").replace(OWNER, f"```\n{OWNER}"),
            None,
            "README.md does not say where its limits are",
            id="a heading that is code",
        ),
        pytest.param(
            README.replace("## Data", "## Database"),
            None,
            "README.md does not say which data it needs",
            id="a heading that only begins alike",
        ),
    ],
)
def test_what_is_not_said_is_found(readme, line, remark):
    assert said(CHECK, folder_with({"README.md": readme})) == [(line, remark)]


@pytest.mark.parametrize(
    "readme",
    [
        pytest.param(README, id="headings and a label"),
        pytest.param(README.replace("## Limits", "Limits\n------"), id="a heading underlined"),
        pytest.param(README.replace("## Limits", "**Limits:**"), id="a heading in bold"),
        pytest.param(README.replace("## Training", "## The rules"), id="rules"),
        pytest.param(README.replace(OWNER, "| Owner | retail |"), id="a label in a table"),
        pytest.param(README.replace("\n", "\r\n"), id="lines that end as on Windows"),
    ],
)
def test_what_is_said_in_any_usual_form_is_let_through(readme):
    assert said(CHECK, folder_with({"README.md": readme})) == []


def test_a_long_readme_that_says_nothing_is_found_out():
    tree = folder_with({"README.md": "lorem ipsum dolor sit amet " * 500})

    assert len(said(CHECK, tree)) == 5
