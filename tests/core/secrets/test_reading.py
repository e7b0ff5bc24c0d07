"""Whatever a file is written in, it is read; and what is found is spoken of but not told."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.core.secrets.json_text import read
from shared.core.secrets.masking import masked
from shared.core.secrets.reading import texts_in
from shared.core.secrets.scanning import hits_in
from shared.core.secrets.sightings import sightings
from tests.core.secrets.examples import example

TOKEN = example("ghp_{any:36}")


def values_in(data):
    return {hit.value for text in texts_in(data) for hit in hits_in(text)}


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "utf-32-be"]
)
def test_no_encoding_hides_a_token(encoding):
    assert values_in(f"é = '{TOKEN}'".encode(encoding)) == {TOKEN}


def test_latin_1_and_binaries_hide_none_either():
    assert values_in(f"é = '{TOKEN}'".encode("latin-1")) == {TOKEN}
    assert values_in(b"\x7fELF\x00\xff" + TOKEN.encode() + b"\x00\x01") == {TOKEN}


def lines_in(path, text):
    return [(sighting.line, sighting.hit.value) for sighting in sightings(path, text)]


def notebook(*cells):
    return json.dumps({"cells": [*cells]}, indent=1)


def test_a_token_that_a_notebook_breaks_in_two_is_found():
    text = notebook({"outputs": [{"text": ["a\n", f"{TOKEN[:20]}", f"{TOKEN[20:]}\n"]}]})

    assert lines_in("a.ipynb", text) == [(8, TOKEN)]


@pytest.mark.parametrize("before", ["\\n", '\\"', "\\\\", "\\/", "\\u003d"])
def test_no_escape_of_json_hides_a_token(before):
    assert lines_in("a.json", f'{{"a": "x{before}{TOKEN}"}}') == [(1, TOKEN)]


def test_a_token_in_escapes_alone_is_found_too():
    spelt = TOKEN.replace("g", "\\u0067")

    assert lines_in("a.json", f'{{"a":\n "{spelt}"}}') == [(2, TOKEN)]


def test_tokens_beside_each_other_in_a_list_are_told_apart():
    other = example("ghp_{any:36}", 1)

    assert {value for _, value in lines_in("a.ipynb", json.dumps([TOKEN, other]))} == {TOKEN, other}


def test_a_notebook_that_is_no_json_is_looked_through_as_it_is():
    assert lines_in("a.ipynb", f'{{"cells": ["\n{TOKEN}') == [(2, TOKEN)]
    assert lines_in("a.ipynb", "") == []


def test_a_value_is_told_once_on_each_line():
    assert lines_in("a.txt", f"{TOKEN} {TOKEN}\n{TOKEN}\n") == [(1, TOKEN), (2, TOKEN)]


TEXTS = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]))


@settings(max_examples=60, deadline=None)
@given(st.recursive(TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)))
def test_reading_json_reads_every_string_in_it(value):
    source = json.dumps(value)
    reading = read(source)

    assert all(text in reading.text for text in strings_in(value))
    assert all(0 <= reading.source(place) <= len(source) for place in range(len(reading.text)))


def strings_in(value):
    if isinstance(value, str):
        yield value
    for inner in value if isinstance(value, list) else []:
        yield from strings_in(inner)
    for key, inner in value.items() if isinstance(value, dict) else []:
        yield key
        yield from strings_in(inner)


def test_of_a_token_only_what_is_everybody_s_is_shown():
    (hit,) = hits_in(TOKEN)

    assert masked(hit).startswith("ghp_… (40 characters, sha256 ")
    assert not any(TOKEN[place : place + 6] in masked(hit) for place in range(4, 35))


def test_a_short_password_has_no_digest_that_it_could_be_guessed_from():
    (hit,) = hits_in(f'password = "{example("Tr0{any:4}!")}"')

    assert masked(hit) == "… (8 characters)"
