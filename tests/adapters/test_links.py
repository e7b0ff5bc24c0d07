"""What a signed link promises: we gave it to that person, for that approval, not long ago."""

import string
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.signed_links import SignedLinks
from shared.core.errors import RefusedError

OLD, NEW, FOREIGN = (letter.encode() * 32 for letter in "onf")
LINKS = SignedLinks([OLD])
EXPIRED = timedelta(seconds=-1)


def test_a_link_opens_to_what_was_signed():
    token = LINKS.sign("churn-1.prod", "Ann <ann@bank.example> ✓")

    assert LINKS.open(token) == ("churn-1.prod", "Ann <ann@bank.example> ✓")


def test_a_link_fits_into_an_address_as_it_is():
    token = LINKS.sign("churn-1.prod", "ann@bank.example")

    assert set(token) <= set(string.ascii_letters + string.digits + "-_.")


def test_a_link_of_an_older_key_opens_until_the_key_is_taken_away():
    token = LINKS.sign("churn-1.prod", "ann@bank.example")

    assert SignedLinks([OLD, NEW]).open(token) == ("churn-1.prod", "ann@bank.example")
    with pytest.raises(RefusedError, match="not one of ours"):
        SignedLinks([NEW]).open(token)


def test_the_newest_key_signs():
    token = SignedLinks([OLD, NEW]).sign("churn-1.prod", "ann@bank.example")

    assert SignedLinks([NEW]).open(token) == ("churn-1.prod", "ann@bank.example")


def test_a_link_grows_too_old():
    impatient = SignedLinks([NEW], link_age=EXPIRED)
    token = impatient.sign("churn-1.prod", "ann@bank.example")

    with pytest.raises(RefusedError, match="too old"):
        impatient.open(token)


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="nothing"),
        pytest.param("a.b.c", id="nonsense"),
        pytest.param("\ud800", id="a lone surrogate"),
        pytest.param("é" * 100_000, id="a flood"),
        pytest.param(SignedLinks([FOREIGN]).sign("churn-1.prod", "ann"), id="another's signature"),
        pytest.param(LINKS.form_token("churn-1.prod", "ann"), id="the token of a form"),
        pytest.param(LINKS.links.dumps("churn-1.prod"), id="signed, but no pair"),
        pytest.param(LINKS.links.dumps(["a", "b", "c"]), id="signed, but three"),
    ],
)
def test_what_we_did_not_give_out_is_refused(token):
    with pytest.raises(RefusedError, match="not one of ours"):
        LINKS.open(token)


def test_a_link_changed_anywhere_never_opens_to_something_else():
    token = LINKS.sign("churn-1.prod", "ann@bank.example")

    for place in range(len(token)):
        for character in "Az0-_.":
            forged = token[:place] + character + token[place + 1 :]
            assert opening(forged) in (None, ("churn-1.prod", "ann@bank.example"))


def test_several_texts_are_the_same_link_so_that_none_may_be_a_key():
    token = LINKS.sign("churn-1.prod", "ann@bank.example")

    alphabet = string.ascii_letters + string.digits + "-_"
    same = [last for last in alphabet if opening(token[:-1] + last)]

    assert len(same) > 1


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_at_all_is_refused_and_nothing_worse(token):
    assert opening(token) is None


def test_a_form_is_accepted_from_the_page_it_was_shown_on():
    token = LINKS.form_token("churn-1.prod", "ann@bank.example")

    LINKS.check_form(token, "churn-1.prod", "ann@bank.example")


@pytest.mark.parametrize(
    ("approval", "person"),
    [
        pytest.param("churn-1.qa", "ann@bank.example", id="another approval"),
        pytest.param("churn-1.prod", "eve@bank.example", id="another person"),
    ],
)
def test_a_form_is_refused_for(approval, person):
    token = LINKS.form_token("churn-1.prod", "ann@bank.example")

    with pytest.raises(RefusedError, match="another page"):
        LINKS.check_form(token, approval, person)


def test_a_form_that_lay_open_too_long_is_refused():
    slow = SignedLinks([OLD], form_age=EXPIRED)

    with pytest.raises(RefusedError, match="form: too old"):
        slow.check_form(slow.form_token("churn-1.prod", "ann"), "churn-1.prod", "ann")


def test_a_link_is_not_the_token_of_a_form():
    with pytest.raises(RefusedError, match="form: not one of ours"):
        LINKS.check_form(LINKS.sign("churn-1.prod", "ann"), "churn-1.prod", "ann")


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param([], id="none"),
        pytest.param([b""], id="an empty one"),
        pytest.param([OLD, b"short"], id="a short one"),
    ],
)
def test_keys_that_protect_nothing_are_refused(keys):
    with pytest.raises(RefusedError, match="16 bytes"):
        SignedLinks(keys)


def opening(token):
    """What the link opens to, `None` where it is refused."""
    try:
        return LINKS.open(token)
    except RefusedError:
        return None
