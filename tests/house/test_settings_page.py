"""The page of the settings lists those that there are, with the defaults that they have."""

import re
from itertools import chain
from pathlib import Path

import pytest

from local.doctor.configuration import DEFAULTS, derivations, shown, spelt
from shared.core.variables import FAMILIES, PLATFORM_VARIABLES
from shared.settings import read_settings
from shared.settings.names import BY_ENVIRONMENT, OURS, THEIRS, UNNEEDED
from tests.test_contradictions import BANK

DOCS = Path(__file__).parents[2] / "docs"
ROW = re.compile(r"\| `([^`]+)` \| (.+) \| (.+) \| (.*)\|")
LINES = (DOCS / "settings.md").read_text().splitlines()
ROWS = [ROW.fullmatch(line).groups() for line in LINES if line.startswith("| `")]
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


def test_what_nobody_sets_is_on_the_page_with_the_reason_in_the_code():
    rows = [re.fullmatch(r"\| (R-.+) \| `(.+)` \| (.+) \|", line) for line in LINES]

    told = {row[2]: (row[1], row[3]) for row in rows if row}

    assert told == UNNEEDED


def test_every_variable_of_the_platform_is_a_setting_or_is_said_not_to_be_needed():
    known = {*OURS, *UNNEEDED}
    families = {f"{name}_<ENV>" for name in BY_ENVIRONMENT} | known
    one = {name: f"{kind}<ENV>" for kind in FAMILIES for name in PLATFORM_VARIABLES if kind in name}

    assert {one.get(name, name) for name in PLATFORM_VARIABLES} <= families | known


def test_every_requirement_that_is_cited_is_explained():
    explained = set()
    for row in (DOCS / "requirements.md").read_text().splitlines():
        numbers = [
            int(number) for number in NUMBER.findall(row.split("|")[1] if "|" in row else "")
        ]
        explained |= set(range(numbers[0], numbers[-1] + 1)) if " to " in row else set(numbers)

    cited = {int(number) for line in LINES for number in NUMBER.findall(line)}

    assert cited <= explained
