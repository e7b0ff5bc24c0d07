"""Plain text is read as what it undoubtedly is, and otherwise stays text."""

import pytest

from shared.core.scalars import printable, value_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("Null", None),
        ("true", True),
        ("FALSE", False),
        ("0", 0),
        ("-12", -12),
        ("999999999999999999", 999_999_999_999_999_999),
        ("0.5", 0.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("-1.5e-3", -0.0015),
        ("1e5", 100_000.0),
    ],
)
def test_what_leaves_no_doubt_is_a_value(text, value):
    assert (value_of(text), type(value_of(text))) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("no", id="a country"),
        pytest.param("on", id="a word for true"),
        pytest.param("tRue", id="true misspelt"),
        pytest.param("0123", id="an identifier with a zero first"),
        pytest.param("0x1F", id="hexadecimal"),
        pytest.param("1_000", id="digits with underscores"),
        pytest.param("1:30", id="a time"),
        pytest.param("2026-11-03", id="a date"),
        pytest.param("1.2.3", id="a version"),
        pytest.param("+1", id="a plus"),
        pytest.param(".nan", id="no number"),
        pytest.param(".inf", id="infinity"),
        pytest.param("1e999", id="infinity in disguise"),
        pytest.param("1000000000000000000", id="more than is surely exact"),
        pytest.param("9" * 5_000, id="digits without end"),
        pytest.param(".", id="a point"),
        pytest.param("e5", id="an exponent alone"),
        pytest.param("١٢", id="digits of another script"),
        pytest.param("12\n", id="a line feed after digits"),
    ],
)
def test_what_only_looks_like_a_value_stays_text(text):
    assert value_of(text) == text


@pytest.mark.parametrize("text", ["\0", "a\x1b[2J", "\x7f", "\x85", "\ud800"])
def test_what_a_screen_or_a_network_would_choke_on_is_not_printable(text):
    assert not printable(text)
    assert printable("zwei\tZeilen\nmit Größe 😀")
