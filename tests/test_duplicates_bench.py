"""What the measurement of duplicates plants is found, and what it pushes costs what it changes."""

import random

import pytest

from bench.corpus import BLOCK, edited, renamed, verbatim
from bench.duplicates import built, changed_files, found, organisation, unchanged


@pytest.fixture(scope="module")
def small():
    """A repository of real code in a store of its own."""
    with organisation() as made:
        yield made, built(made, 1_000)


@pytest.mark.parametrize("change", [verbatim, renamed, edited])
def test_most_of_what_is_planted_in_strange_code_is_found(small, change):
    made, stored = small

    hits, tried = found(made, stored, change, 10)

    assert hits >= 9 and tried == 10


def test_a_small_change_asks_little_of_the_store(small):
    made, stored = small

    unchanged(made, stored)
    assert (made.blobs.asked["GET"], made.blobs.asked["PUT"]) == (2, 1)
    changed_files(made, stored, random.Random(1))
    assert made.blobs.asked["PUT"] < 15 * 20


def test_an_edited_copy_has_a_line_more_and_a_line_less():
    text = "\n".join(f"line_{number} = {number}" for number in range(BLOCK))

    assert edited(text, random.Random(1)).count("\n") == text.count("\n")
    assert edited(text, random.Random(1)) != text
    assert renamed("def f(x): return 'x', x  # x", random.Random(1)) == (
        "def renamed_0(renamed_1): return 'x', renamed_1  # x"
    )
