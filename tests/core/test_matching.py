"""Which lines are the same, and how much has to be the same before anybody is told."""

import pytest

from shared.core.fingerprints import prints_of
from shared.core.matching import matches
from tests.code_samples import MATCH, SNIFF, WRAP, edited, renamed


def found(own, other):
    return list(matches(prints_of("a.py", own), prints_of("b.py", other)))


def lines(source):
    return source.rstrip("\n").count("\n") + 1


@pytest.mark.parametrize("change", [str, renamed, edited], ids=["as it is", "renamed", "edited"])
@pytest.mark.parametrize("source", [WRAP, SNIFF, MATCH], ids=["wrap", "sniff", "match"])
def test_a_copy_between_other_code_is_one_match_that_covers_most_of_it(source, change):
    copy = change(source)
    before = f"{SNIFF if source is WRAP else WRAP}\n\n"

    [match] = found(f"{before}{copy}", f"import os\n\n\n{source}")

    first = before.count("\n") + 1
    assert first <= match.line <= match.end <= first + lines(copy)
    assert match.end - match.line >= 0.4 * lines(copy)
    assert 4 <= match.other_line <= match.other_end <= 4 + lines(source)


def test_different_code_does_not_match():
    assert [*found(WRAP, SNIFF), *found(SNIFF, MATCH), *found(MATCH, WRAP)] == []


def test_a_few_lines_do_not_matter():
    few = "\n".join(WRAP.split("\n")[-12:-4])

    assert found(few, WRAP) == []


def test_much_on_few_lines_does_not_matter_either():
    squeezed = " ".join(line.strip() for line in SNIFF.split("\n") if "#" not in line)

    assert found(squeezed, SNIFF) == []


def test_what_is_said_again_and_again_in_a_file_is_no_copy_though_it_looks_alike():
    def properties(names):
        return "class Row:\n" + "\n".join(
            f"    @property\n    def {name}(self) -> str:\n        return self._{name}\n"
            for name in names
        )

    assert found(properties("abcdef"), properties("uvwxyz")) == []


def test_two_copies_are_two_matches():
    assert len(found(f"{SNIFF}\n{WRAP}\n{SNIFF}", SNIFF)) == 2


def test_pieces_far_apart_are_not_drawn_together():
    sniffed = SNIFF.split("\n")
    half = len(sniffed) // 2
    own = "\n".join([*sniffed[:half], WRAP, MATCH, *sniffed[half:]])

    assert all(match.end - match.line < lines(SNIFF) for match in found(own, SNIFF))
