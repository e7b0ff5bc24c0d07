"""Every kind of secret is known by an example that nobody has written down."""

import pytest

from shared.core.secrets.forms import KINDS
from shared.core.secrets.scanning import hits_in
from tests.core.secrets.examples import PATTERNS, example, hollow

ROWS = [pytest.param(name, pattern, id=f"{name}: {pattern[:30]}") for name, pattern in PATTERNS]


def kinds_in(text):
    return {hit.kind.name for hit in hits_in(text)}


@pytest.mark.parametrize(("name", "pattern"), ROWS)
def test_an_example_is_known_for_what_it_is_wherever_it_stands(name, pattern):
    for seed, surrounding in enumerate(("{}", 'x = "{}"\n', "- x: {}  # nosec\n", "<x>{}</x>")):
        assert name in kinds_in(surrounding.format(example(pattern, seed)))


@pytest.mark.parametrize(("name", "pattern"), ROWS)
def test_what_documentation_shows_in_its_place_is_no_secret(name, pattern):
    assert kinds_in(f'x = "{hollow(pattern)}"') == set()


@pytest.mark.parametrize(("name", "pattern"), ROWS)
def test_a_quarter_of_an_example_is_none(name, pattern):
    whole = example(pattern)

    assert name not in kinds_in(f'x = "{whole[: len(whole) // 4]}"')


def test_every_kind_and_every_mark_has_an_example():
    assert {kind.name for kind in KINDS} == {name for name, _ in PATTERNS}


@pytest.mark.parametrize("before", ["\\n", "\\t", "%3D", "_", "=", "/", "“"])
def test_an_escape_before_a_token_hides_nothing(before):
    assert kinds_in(f'x = "a{before}{example("ghp_{any:36}")}"') == {"GitHub token"}


def test_a_token_within_a_longer_word_is_no_token():
    token = example("ghp_{any:36}")

    for longer in (f"x{token}", f"{token}{'A1' * 40}"):
        assert "GitHub token" not in kinds_in(longer)


def test_a_form_says_of_its_maker_more_than_the_words_around_it():
    (hit,) = hits_in(f'github_token = "{example("ghp_{any:36}")}"')

    assert hit.kind.name == "GitHub token"
