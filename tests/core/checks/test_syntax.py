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
            f'x = f"{"{a}" * 10_000}"{" " * 200_000}',
            "one that takes very long to parse: too much is formatted",
            None,
            id="a format without end",
        ),
        pytest.param(
            f"import {'a.' * 300}a",
            "one that takes very long to parse: it has a name of more than 200 parts",
            None,
            id="a name without end",
        ),
        pytest.param(
            "# coding: unicode_escape\n# \\u000aimport os",
            "declared to be in unicode_escape, and not read as such",
            1,
            id="code in what looks like a comment",
        ),
        pytest.param(
            "#!/usr/bin/python\n# -*- coding: latin-1 -*-\nx = 'ä'",
            "declared to be in latin-1",
            2,
            id="letters of another encoding",
        ),
        pytest.param("print 'x'", "not Python: Missing parentheses", 1, id="Python 2"),
        pytest.param("if x:\n\ty\n        z", "not Python: inconsistent use of tabs", 3, id="tabs"),
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
        pytest.param("# coding: utf-8\nx = 'ä'", id="said to be in UTF-8"),
        pytest.param("# coding: latin-1\nx = 1", id="the same in another encoding"),
        pytest.param("x = 1\n# coding: utf-7", id="an encoding that comes too late"),
        pytest.param("\n\n# coding: utf-7", id="an encoding on the third line"),
        pytest.param(f"import os{'.path.x' * 40}\n" * 9, id="a long name many times"),
        pytest.param("x = {" + "'{': 'g', " * 20_000 + "}", id="very many braces"),
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
