"""Whatever things are called, they lie where we put them."""

from urllib.parse import unquote

import pytest

from shared.segments import segment


@pytest.mark.parametrize("text", ["main", ".", "..", "a.", "a.b", "feature/x.", "bank/churn", "é"])
def test_a_part_of_a_name_is_one_part_and_reads_as_it_was(text):
    part = segment(text)

    assert unquote(part) == text
    assert "/" not in part
    assert not part.endswith(".")
