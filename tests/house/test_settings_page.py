"""The page of the settings lists those that there are, with the defaults that they have."""

import re
from itertools import chain
from pathlib import Path

import pytest

from local.doctor.configuration import DEFAULTS, derivations, shown, spelt
from shared.settings import read_settings
from shared.settings.names import BY_ENVIRONMENT, OURS, THEIRS
from tests.test_contradictions import BANK

DOCS = Path(__file__).parents[2] / "docs"
ROW = re.compile(r"\| `([^`]+)` \| (.+) \| (.+) \| (.*)\|")
ROWS = [
    ROW.fullmatch(line).groups()
    for line in (DOCS / "settings.md").read_text().splitlines()
    if line.startswith("| `")
]
NUMBER = re.compile(r"R-(\d{3})")


def derived():
    """The setting that each derived one follows from, in a bank or on a laptop."""
    bank, laptop = read_settings(BANK), read_settings({"GATEHOUSE_HOME": "/g"})
    return {
        one.name: one.source.removeprefix("derived from ")
        for one in chain(derivations(bank), derivations(laptop))
    }


def test_every_setting_has_a_row_and_every_row_a_setting():
    families = [f"{kind}_<ENV>" for kind in BY_ENVIRONMENT]

    assert [row[0] for row in ROWS] == [spelt(name) for name in (*OURS, *families, *THEIRS)]


@pytest.mark.parametrize(("name", "default"), [(row[0], row[2]) for row in ROWS])
def test_a_default_on_the_page_is_the_one_in_the_code(name, default):
    short = name.removeprefix("GATEHOUSE_")
    follows = f"from `{derived()[name]}`" if name in derived() else "-"
    family = "from a later environment's" if "<ENV>" in name else follows

    assert default == (f"`{shown(DEFAULTS[short])}`" if short in DEFAULTS else family)


def test_every_requirement_that_is_cited_is_explained():
    explained = set()
    for row in (DOCS / "requirements.md").read_text().splitlines():
        numbers = [
            int(number) for number in NUMBER.findall(row.split("|")[1] if "|" in row else "")
        ]
        explained |= set(range(numbers[0], numbers[-1] + 1)) if " to " in row else set(numbers)

    cited = {int(number) for row in ROWS for number in NUMBER.findall(row[3])}

    assert cited <= explained
