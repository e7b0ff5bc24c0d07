"""Whatever stands in a source file, parsing it ends in a tree or in a remark."""

import ast
import warnings

import pytest

from shared.core.checks.syntax import MAX_BYTES, Unparsed, parse


@pytest.mark.parametrize(
    ("source", "remark", "line"),
    [
        pytest.param("def f(:\n", "not Python: invalid syntax", 1, id="a syntax error"),
        pytest.param("\nx = (\n", "not Python: '(' was never closed", 2, id="an open bracket"),
        pytest.param("x = '\0'", "not Python: ", None, id="a NUL"),
        pytest.param(
            "x = '\udc80'", "not to be parsed by Python: UnicodeEncodeError", None, id="half"
        ),
        pytest.param("(" * 100_000, "not Python: too many nested", 1, id="a pile of brackets"),
        pytest.param(
            "-" * 250_000 + "1", "not to be parsed by Python: MemoryError", None, id="minuses"
        ),
        pytest.param(
            f"x = 1{' + 1' * 60_000}",
            "not to be parsed by Python: RecursionError",
            None,
            id="a sum",
        ),
        pytest.param(
            "".join(f"{' ' * depth}if x:\n" for depth in range(150)),
            "not Python: too many levels of indentation",
            101,
            id="a stair",
        ),
        pytest.param(
            f"x = {'9' * 5_000}", "not Python: Exceeds the limit", 1, id="a number without end"
        ),
        pytest.param(
            "#" * (MAX_BYTES + 1), "larger than 256 KiB, so it was not read", None, id="too large"
        ),
        pytest.param(
            "#" + "ü" * (MAX_BYTES // 2), "larger than 256 KiB", None, id="large in UTF-8"
        ),
    ],
)
def test_what_python_cannot_read_is_a_remark(source, remark, line):
    found = parse(source)

    assert isinstance(found, Unparsed)
    assert found.remark.startswith(remark)
    assert found.line == line
    assert found.remedy


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("", id="nothing"),
        pytest.param("x = '\\d'", id="a stray escape"),
        pytest.param("#" * MAX_BYTES, id="as large as it may be"),
    ],
)
def test_what_python_can_read_is_a_tree(source):
    assert isinstance(parse(source), ast.Module)


def test_warnings_about_a_source_are_kept_from_everybody():
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        parse("x = '\\d'")

    assert heard == []
