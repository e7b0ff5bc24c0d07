"""The page of the model contract lists the variables that there are, with their rules and defaults."""

import re
from pathlib import Path

import pytest

from shared.core.variables import MODEL_VARIABLES

DOCS = Path(__file__).parents[2] / "docs"
ROW = re.compile(r"\| `(\w+)` \| (.+) \| (.+) \| (.+) \| (R-\d{3}) \|")
ROWS = [
    row.groups()
    for line in (DOCS / "model_contract.md").read_text().splitlines()
    if (row := ROW.fullmatch(line))
]


def test_every_variable_has_a_row_and_every_row_a_variable():
    assert [row[0] for row in ROWS] == [variable.name for variable in MODEL_VARIABLES]


@pytest.mark.parametrize(
    ("row", "variable"),
    list(zip(ROWS, MODEL_VARIABLES, strict=True)),
    ids=[variable.name for variable in MODEL_VARIABLES],
)
def test_a_row_says_what_the_code_does(row, variable):
    _, _, rule, default, requirement = row

    assert rule == variable.kind.rule
    assert default == ("a finding" if variable.required else variable.default or "-")
    assert requirement == variable.source
