"""Which words stand under which heading of a Markdown text."""

import pytest

from shared.core.checks.markdown import sections_in


def outline(text):
    return [(one.line, " ".join(sorted(one.heading)), one.words) for one in sections_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("only words", [], id="words alone"),
        pytest.param("# Top\nsome words\n", [(1, "top", ("some", "words"))], id="a heading"),
        pytest.param(
            "One\n===\naa\n\nTwo\n---\nbb",
            [(1, "one", ("aa",)), (5, "two", ("bb",))],
            id="headings underlined",
        ),
        pytest.param("**Bold**\naa", [(1, "bold", ("aa",))], id="a heading in bold"),
        pytest.param("```\n# no\n```\n# yes\naa", [(4, "yes", ("aa",))], id="code"),
        pytest.param("~~~\n# no", [], id="code that never ends"),
        pytest.param("- **Owner:** Ada", [(1, "owner", ("ada",))], id="a label in bold"),
        pytest.param("| Owner | Ada |", [(1, "owner", ("ada",))], id="a label in a table"),
        pytest.param("\n---\naa", [], id="a line across the page"),
        pytest.param("#hashtag\naa", [], id="no blank after the hash"),
    ],
)
def test_headings_and_labels_are_told_from_other_lines(text, expected):
    assert outline(text) == expected


def test_a_line_without_end_takes_no_time():
    assert outline(f"{' ' * 500_000}x\n{'|' * 500_000}\n{'#' * 500_000}") == []
