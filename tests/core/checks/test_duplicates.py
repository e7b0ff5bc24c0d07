"""Whoever wrote what exists is told where, and whom to ask."""

from dataclasses import replace

from shared.core.checks.duplicates import CHECK, TOLD
from shared.core.clones import Clone, Clones
from shared.core.findings import Priority
from shared.core.surroundings import Surroundings
from tests.core.checks.folders import folder_with, said

CLONE = Clone(
    path="score.py",
    line=3,
    end=27,
    repository="bank/limits",
    owner="Risk",
    other_path="models/limits/rules.py",
    other_line=12,
    other_end=35,
)


def tree_with(clones):
    return replace(folder_with(), surroundings=Surroundings(clones=clones))


def test_a_clone_is_told_with_its_lines_its_owner_and_what_to_do():
    [finding] = CHECK.findings(tree_with(Clones(found=(CLONE,))))

    assert (finding.path, finding.line, finding.standard) == ("score.py", 3, "R-061")
    assert finding.priority is Priority.ADVISED
    assert finding.remark == (
        "lines 3 to 27 stand in bank/limits (owner Risk),"
        " models/limits/rules.py lines 12 to 35, too"
    )
    assert finding.remedy == ("Ask Risk to put it into a shared package, or import it from there.")


def test_other_places_are_counted():
    [(_, remark)] = said(CHECK, tree_with(Clones(found=(replace(CLONE, more=18),))))

    assert remark.endswith("lines 12 to 35, too, and in 18 more places")


def test_where_nobody_could_be_asked_or_nothing_is_known_nothing_is_said():
    assert said(CHECK, tree_with(None)) == []
    assert said(CHECK, tree_with(Clones())) == []


def test_very_many_are_told_of_in_part_and_counted():
    found = said(CHECK, tree_with(Clones(found=(CLONE,) * (TOLD + 5))))

    assert len(found) == TOLD + 1
    assert found[-1] == (None, "5 clones more, none longer than those told of")


def test_what_could_not_be_read_is_never_taken_for_nothing():
    [(_, remark)] = said(
        CHECK, tree_with(Clones(unread=("code/1/shards/0ab: its checksum is wrong",)))
    )

    assert remark == "duplicates may have been missed: code/1/shards/0ab: its checksum is wrong"


def test_what_was_too_much_to_compare_is_said():
    [(_, remark)] = said(CHECK, tree_with(Clones(beyond=7)))

    assert remark == "7 files are beyond the 8 MiB of code that are compared"
