"""What people see in a source is what Python reads."""

import pytest

from shared.core.checks.characters import CHECK
from shared.core.findings import Priority
from tests.core.checks.folders import folder_with, said

REORDERS = "changes the order in which the line is shown"


@pytest.mark.parametrize(
    ("path", "text", "line", "remark", "priority"),
    [
        pytest.param(
            "features.py",
            "x = 1\n# \u202e } \u2066if admin\u2069\n",
            2,
            f"there is U+202E, which {REORDERS}",
            Priority.REQUIRED,
            id="a comment that is shown as code",
        ),
        pytest.param(
            "jobs.yml",
            "a: \u2067b\n",
            1,
            f"there is U+2067, which {REORDERS}",
            Priority.REQUIRED,
            id="settings",
        ),
        pytest.param(
            "features.py",
            "x = 'a\u200bb'\n",
            1,
            "there is U+200B, which cannot be seen",
            Priority.ADVISED,
            id="a text with a gap of no width",
        ),
        pytest.param(
            "features.py",
            "x = '\U000e0041'\n",
            1,
            "there is U+E0041, which cannot be seen",
            Priority.ADVISED,
            id="a text with a hidden tag",
        ),
        pytest.param(
            "features.py",
            "\n\u0455core = 1\n\u0455core + 1\n",
            2,
            r"the name '\u0455core' is written with letters that look like others",
            Priority.REQUIRED,
            id="a letter of another alphabet",
        ),
        pytest.param(
            "features.py",
            "def \u0430(): return 1\n",
            1,
            r"the name '\u0430' is written with letters that look like others",
            Priority.REQUIRED,
            id="a name of one letter",
        ),
        pytest.param(
            "features.py",
            "x.s\u0441ore = 1\n",
            1,
            r"the name 's\u0441ore' is written with letters that look like others",
            Priority.REQUIRED,
            id="an attribute",
        ),
        pytest.param(
            "features.py",
            "from a import b as \u0441\n",
            1,
            r"the name '\u0441' is written with letters that look like others",
            Priority.REQUIRED,
            id="an import",
        ),
    ],
)
def test_what_is_not_as_it_looks_is_found(path, text, line, remark, priority):
    (finding,) = CHECK.findings(folder_with({path: text}))

    assert (finding.line, finding.remark, finding.priority) == (line, remark, priority)


def test_a_name_that_nobody_can_see_is_found():
    found = [remark for _, remark in said(CHECK, folder_with({"features.py": "\u3164 = 1\n"}))]

    assert found == [
        "there is U+3164, which cannot be seen",
        r"the name '\u1160' is written with letters that look like others",
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("größe = 'müde'\n", id="umlauts"),
        pytest.param("Δx = λ = σ_x = 1\n", id="the letters of science"),
        pytest.param("x = 'на русском'\n", id="a text in Russian"),
        pytest.param("скорость = 1\n", id="a name in Russian"),
        pytest.param("x = '👩‍🔬'\n", id="a picture made of two"),
        pytest.param("x = 'а'\ny = (\n", id="what another check says"),
    ],
)
def test_other_languages_are_let_through(text):
    assert said(CHECK, folder_with({"features.py": text})) == []


def test_texts_for_people_may_be_written_from_right_to_left():
    assert said(CHECK, folder_with({"notes.md": "\u202bשלום\u202c\n"})) == []
