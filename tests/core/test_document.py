"""A document knows the line of each place, and why it cannot be read."""

import pytest

from shared.core.document import Document, UnreadableDocumentError

LINES = {"thresholds": 3, "thresholds.0": 4, "thresholds.0.metric": 4}


@pytest.mark.parametrize(
    ("place", "line"),
    [
        pytest.param("thresholds.0.metric", 4, id="the place itself"),
        pytest.param("thresholds.0.threshold", 4, id="the entry around it"),
        pytest.param("thresholds.7.metric", 3, id="the list around it"),
        pytest.param("owners", None, id="nothing around it"),
    ],
)
def test_the_line_of_a_place_is_the_nearest_known(place, line):
    assert Document(values={}, lines=LINES).line(place) == line


def test_an_unreadable_document_says_where_what_and_how_to_go_on():
    assert str(UnreadableDocumentError("a tab", remedy="Use spaces.", line=3)) == (
        "line 3: a tab. Use spaces."
    )
    assert str(UnreadableDocumentError("empty", remedy="Write it.")) == "empty. Write it."
