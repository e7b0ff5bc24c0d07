"""All checks together: in order, placed in the repository, and never passed by breaking."""

from dataclasses import replace

from shared.core.checks import CHECKS, inspect
from shared.core.checks.check import MOST, Check, Remark
from shared.core.findings import Owner, Priority
from tests.core.checks.folders import folder_with


def remarks(tree):
    yield Remark(path="b.py", remark="late", remedy="-", line=9)
    yield Remark(path="b.py", remark="early", remedy="-", line=2)
    yield Remark(path="a.py", remark="first", remedy="-", standard="R-008")


def breaks(tree):
    yield from remarks(tree)
    raise RuntimeError("token=hunter2")


LAX = Check(
    name="lax", priority=Priority.NICE, owner=Owner.MODEL_DEV, standard="PEP 8", judge=remarks
)
GRAVE = replace(LAX, name="grave", priority=Priority.REQUIRED)
BROKEN = replace(LAX, name="broken", judge=breaks)


def test_a_sound_folder_passes_every_check():
    assert inspect(folder_with()) == ()
    assert inspect(folder_with(folder="models/churn")) == ()


def test_an_empty_folder_fails_and_does_not_crash():
    nothing = dict.fromkeys(folder_with().files)

    found = inspect(folder_with(nothing))

    assert {finding.path for finding in found} == {
        "model.yml",
        "data.py",
        "score.py",
        "README.md",
        "tests",
    }


def test_the_gravest_findings_come_first_and_then_those_of_one_file_by_line():
    found = inspect(folder_with(), (LAX, GRAVE))

    assert [(one.check, one.remark) for one in found] == [
        (check, remark) for check in ("grave", "lax") for remark in ("first", "early", "late")
    ]


def test_a_finding_knows_its_check_and_its_place_in_the_repository():
    found = inspect(folder_with(folder="models/churn"), (LAX,))[0]

    assert (found.path, found.standard) == ("models/churn/a.py", "R-008")
    assert (found.check, found.priority, found.owner) == ("lax", Priority.NICE, Owner.MODEL_DEV)


def test_a_check_that_breaks_is_not_passed_and_keeps_what_it_saw_to_itself():
    found = inspect(folder_with(), (BROKEN,))[0]

    assert (found.priority, found.owner) == (Priority.REQUIRED, Owner.GBI)
    assert found.remark == "the check could not be carried out: RuntimeError"
    assert "hunter2" not in repr(found)


def test_every_check_has_a_name_of_its_own_and_cites_a_requirement():
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    assert all(check.standard.startswith("R-") for check in CHECKS)


def test_a_remark_may_be_less_grave_than_its_check_and_lie_outside_the_folder():
    def judge(tree):
        yield Remark(path="/deploy.sh", remark="-", remedy="-", priority=Priority.NICE)

    (found,) = inspect(folder_with(folder="models/churn"), (replace(GRAVE, judge=judge),))

    assert (found.path, found.priority) == ("deploy.sh", Priority.NICE)


def test_of_very_many_findings_of_one_priority_the_rest_is_counted():
    def judge(tree):
        yield from [Remark(path="a.csv", remark="-", remedy="-")] * (MOST + 7)
        yield Remark(path="b.csv", remark="grave", remedy="-", priority=Priority.REQUIRED)

    found = inspect(folder_with(), (replace(LAX, judge=judge),))

    assert found[0].remark == "grave"
    assert len(found) == MOST + 2
    assert "there are 7 findings more, which are not shown" in {one.remark for one in found}
