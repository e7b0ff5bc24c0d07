"""A README that says what somebody must know at night, and nothing about how long it is."""

from pathlib import Path

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
            README.replace("## Purpose\nIt tells which customers may leave us soon.", "Of 2024."),
            None,
            "README.md does not say what the model is for",
            id="no purpose",
        ),
        pytest.param(
            README.replace("## Purpose\nIt tells which", "TODO: tell in eight words which"),
            None,
            "README.md does not say what the model is for",
            id="a promise under the title",
        ),
        pytest.param(
            README.replace("# Churn\n\n## Purpose\n", ""),
            None,
            "README.md does not say what the model is for",
            id="words under no title",
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
        pytest.param(README.replace("## Purpose\n", ""), id="a purpose under the title"),
        pytest.param(README.replace("## Purpose", "## Description"), id="a description"),
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
    tree = folder_with({"README.md": "much ado about nothing at all " * 500})

    assert len(said(CHECK, tree)) == 5


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param(
            "TODO: Give a short introduction of your project.",
            "words of Azure DevOps's template",
            id="Azure DevOps",
        ),
        pytest.param(
            "Choose a self-explaining name for your project.",
            "words of GitLab's template",
            id="GitLab",
        ),
        pytest.param(
            "This is your new Kedro project, which was generated using `kedro 1.4.0`.",
            "words of Kedro's template",
            id="Kedro",
        ),
        pytest.param(
            "Ask <your team> for more.", "a gap to be filled: '<your team>'", id="a gap in brackets"
        ),
        pytest.param("Ask {{ team }}.", "a gap to be filled: '{{'", id="a gap of a template"),
        pytest.param(
            "Lorem ipsum dolor.", "a gap to be filled: 'Lorem ipsum'", id="words of nobody"
        ),
    ],
)
def test_what_a_template_left_is_found(text, what):
    tree = folder_with({"README.md": f"{text}\n\n{README}"})

    assert said(CHECK, tree) == [(1, f"README.md still holds {what}")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Write to <ada@bank.example>.", id="an address"),
        pytest.param("See [your data](data.md).", id="a link"),
        pytest.param("Placeholders are written `{{ name }}`.", id="code"),
        pytest.param("```\n{{ name }}\n```", id="a block of code"),
        pytest.param("A <b>bold</b> word.", id="HTML"),
    ],
)
def test_what_only_looks_like_a_gap_is_let_through(text):
    assert said(CHECK, folder_with({"README.md": f"{README}\n{text}\n"})) == []


KINDS = Path(__file__).parents[3] / "template" / "kinds"


def written(kind, path):
    """A file as the golden path's template writes it."""
    found = KINDS / kind / f"{path}.jinja"
    return found.read_text() if found.exists() else None


def from_template(kind, **changes):
    """The folder of a model that was made of the template, and then changed."""
    modules = {path: written(kind, path) for path in ("data.py", "train.py", "score.py")}
    readme = (KINDS / kind / "readme.md").read_text()
    purpose = "## Purpose\nIt tells which breast cancer biopsies need a second look first.\n"
    owner = "## Owner\nPathology\n"
    changed = {path.replace("_", "."): text for path, text in changes.items()}
    return folder_with({**modules, "README.md": f"{purpose}\n{readme}\n{owner}", **changed})


@pytest.mark.parametrize("kind", ["Supervised", "Unsupervised", "rulebased"])
def test_the_template_s_readme_suits_the_template_s_code(kind):
    assert said(CHECK, from_template(kind)) == []


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        pytest.param({"train_py": "def train(data, parameters): ..."}, [4], id="train.py"),
        pytest.param({"train_py": None}, [4], id="no train.py any more"),
        pytest.param({"data_py": "def training_data(context): ..."}, [1, 9, 19], id="data.py"),
        pytest.param({"score_py": "def score(model, data): ..."}, [14], id="score.py"),
    ],
)
def test_the_template_s_readme_does_not_suit_other_code(changes, lines):
    found = said(CHECK, from_template("Supervised", **changes))

    assert [line for line, _ in found] == lines
    assert all("still describes the template's example" in remark for _, remark in found)


def test_code_that_is_broken_is_not_said_to_have_changed():
    assert said(CHECK, from_template("Supervised", train_py="def train(")) == []


def test_code_that_is_only_laid_out_otherwise_is_still_the_template_s():
    source = written("Supervised", "train.py").replace("    ", "\t").replace("\n", "\r\n")

    assert said(CHECK, from_template("Supervised", train_py=source)) == []
