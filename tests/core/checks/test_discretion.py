"""A string of a file is not told by way of a tool, whatever way the tool writes it."""

import ast

import pytest

from shared.core.checks.discretion import discreet, spoken_in

SECRET = "hun'ter\\2\""


@pytest.mark.parametrize(
    ("source", "text", "told"),
    [
        pytest.param("x = 'hunter2'", "it is 'hunter2'", "it is '…'", id="in quotes"),
        pytest.param("x = 'hunter2'", 'it is "hunter2"', 'it is "…"', id="in other quotes"),
        pytest.param("x = b'hunter2'", "it is b'hunter2'", "it is b'…'", id="bytes"),
        pytest.param(
            "x in ('a1', 'b2')", """write "x in ('a1', 'b2')\"""", """write "x in ('…', '…')\"""",
            id="in an expression",
        ),
        pytest.param(f"x = {SECRET!r}", f"it is {SECRET!r}", "it is '…'", id="with escapes"),
        pytest.param("x = 'data'\ndata = 1", "'data' is unused", "'data' is unused", id="a name"),
        pytest.param("x = 'a'", "f('b') is long", "f('b') is long", id="nothing of the file"),
        pytest.param("x = 'a'", f"it is '{'b' * 400}'", "it is ", id="very long"),
    ],
)  # fmt: skip
def test_strings_of_the_file_are_left_out(source, text, told):
    assert discreet(text, spoken_in(ast.parse(source))) == told
