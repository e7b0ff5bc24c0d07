"""Every clone is told once, the longest first."""

from dataclasses import replace

from shared.core.clones import Clone, folded

LONG = Clone(
    path="score.py",
    line=10,
    end=40,
    repository="bank/a",
    owner="Retail",
    other_path="score.py",
    other_line=1,
    other_end=31,
)


def test_the_longest_come_first():
    short = replace(LONG, path="train.py", line=1, end=12)

    assert folded([short, LONG]) == (LONG, short)


def test_the_same_lines_in_other_places_are_told_once_with_their_number():
    others = [
        replace(LONG, repository="bank/b"),
        replace(LONG, repository="bank/c", line=11, end=39),
        replace(LONG, other_path="more.py", line=35, end=42),
    ]

    assert folded([*others, LONG]) == (replace(LONG, more=3),)


def test_other_lines_of_the_file_are_another_clone():
    beside, across = replace(LONG, line=41, end=60), replace(LONG, line=38, end=52)

    assert folded([LONG, beside]) == (LONG, beside)
    assert folded([LONG, across]) == (LONG, across)


def test_the_same_lines_of_another_file_are_another_clone():
    assert folded([LONG, replace(LONG, path="train.py")]) == (LONG, replace(LONG, path="train.py"))
