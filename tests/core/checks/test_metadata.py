"""The business knows what it pays for, or is asked."""

import pytest

from shared.core.checks.metadata import CHECK
from shared.core.findings import Owner, Priority
from tests.core.checks.folders import MODEL_FILE, folder_with, said


def written(financial_id="CC-4711", category="marketing"):
    lines = MODEL_FILE.replace("FINANCIAL_ID: CC-4711\n", f"FINANCIAL_ID: {financial_id}\n")
    return {"model.yml": lines.replace("CATEGORY: marketing", f"CATEGORY: {category}")}


@pytest.mark.parametrize(
    "value",
    [
        *("''", "' '", "TODO", "to-do", "TBD", "tba", "xxx", "XXXX-XXX", "x", "n/a", "N.A.", "'-'"),
        *("'???'", "<financial id>", "your-cost-centre-id", "insert category", "'null'", "none"),
        *("unknown", "placeholder", "change_me", "changeme!", "0", "'0000'", "dummy", "___"),
    ],
)
@pytest.mark.parametrize("name", ["financial_id", "category"])
def test_a_value_that_only_holds_a_place_is_found(name, value):
    [(line, remark)] = said(CHECK, folder_with(written(**{name: value})))

    assert line == (6 if name == "financial_id" else 7)
    assert remark.startswith(f"{name.upper()} is ") and remark.endswith("which says nothing")


@pytest.mark.parametrize(
    "value",
    [
        *("CC-0000", "CC-4711", "'004711'", "4711", "demonstration", "credit", "anti-fraud"),
        *("XTB-1", "a", "1", "Risk / credit", "your_bank_loans", "value at risk", "Größe"),
    ],
)
def test_a_value_that_says_something_is_let_through(value):
    assert said(CHECK, folder_with(written(value, value))) == []


def test_what_is_missing_is_found_with_the_requirement_of_each():
    changes = {"model.yml": MODEL_FILE.replace("FINANCIAL_ID: CC-4711\nCATEGORY: marketing\n", "")}

    found = list(CHECK.findings(folder_with(changes)))

    assert [(one.remark, one.standard) for one in found] == [
        ("FINANCIAL_ID is missing", "R-041"),
        ("CATEGORY is missing", "R-042"),
    ]
    assert {(one.priority, one.owner) for one in found} == {(Priority.EXPECTED, Owner.MODEL_DEV)}


def test_a_model_file_that_nobody_can_read_is_found_elsewhere():
    assert said(CHECK, folder_with({"model.yml": "["})) == []
