"""No text makes the search run away: each of these would keep a careless expression busy for years."""

import pytest

from shared.core.secrets.sightings import sightings
from shared.core.secrets.words import MOST_LOOKS, CrowdedError, looked
from tests.core.secrets.examples import example

MIB = 1 << 20
LOTS = " ".join(example("{any:32}", seed) for seed in range(2_000))


@pytest.mark.parametrize(
    ("path", "piece"),
    [
        ("a.txt", "a"),
        ("a.txt", "://ada:b"),
        ("a.txt", "curl -u a"),
        ("a.txt", "password = "),
        ("a.txt", "eyJaaaaaaaaaaa.ey"),
        ("a.txt", "-----BEGIN RSA PRIVATE KEY-----\\n"),
        ("a.txt", 'key="A1A1A1A1A1A1A1A1A1" '),
        ("a.txt", "ab-cde-f1-"),
        ("a.txt", LOTS),
        ("a.ipynb", '"'),
        ("a.ipynb", '\\"'),
        ("a.ipynb", '["'),
    ],
)
def test_a_line_of_a_mebibyte_is_looked_through(path, piece):
    text = (piece * (MIB // len(piece) + 1))[:MIB]

    assert len(sightings(path, text)) <= 10


@pytest.mark.parametrize("piece", ["token=", "eyJ-", "://", "&sig="])
def test_a_text_of_nothing_but_beginnings_is_not_said_to_be_clean(piece):
    with pytest.raises(CrowdedError):
        sightings("a.txt", piece * (MOST_LOOKS + 1))


def test_where_there_are_too_many_places_to_look_at_nobody_says_that_all_is_well():
    assert len([*looked(iter(range(MOST_LOOKS)))]) == MOST_LOOKS
    with pytest.raises(CrowdedError):
        [*looked(iter(range(MOST_LOOKS + 1)))]
