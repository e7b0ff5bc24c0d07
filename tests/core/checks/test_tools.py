"""What Bandit and pylint say becomes findings of ours; a tool that breaks has passed nothing."""

from dataclasses import replace

import pytest

from shared.core.checks import bandit, pylint
from shared.core.findings import Owner, Priority
from shared.core.surroundings import Surroundings
from shared.core.tools import ToolIssue, ToolReport
from tests.core.checks.folders import folder_with, said

PAGE = "https://tool.example/b602"
SHELL = ToolIssue(path="train.py", line=1, rule="B602", remark="a shell", more=PAGE)


def heard(report, changes=()):
    """The sound folder, about which a tool has said something."""
    return replace(folder_with(changes), surroundings=Surroundings(tools={report.tool: report}))


def by_bandit(*issues, **more):
    return heard(ToolReport(tool="bandit", issues=issues, **more))


@pytest.mark.parametrize("check", [bandit.CHECK, pylint.CHECK], ids=["bandit", "pylint"])
def test_a_tool_that_nobody_asked_has_nothing_to_say(check):
    assert said(check, folder_with({"train.py": "not Python"})) == []


def test_an_issue_is_told_with_its_rule_its_line_and_where_to_read_on():
    (finding,) = bandit.CHECK.findings(by_bandit(SHELL))

    assert (finding.path, finding.line) == ("train.py", 1)
    assert finding.remark == "B602: a shell"
    assert finding.remedy == f"Change it as {PAGE} says."
    assert (finding.priority, finding.owner) == (Priority.NICE, Owner.MODEL_DEV)


@pytest.mark.parametrize(
    ("grade", "priority"),
    [
        ("fatal", Priority.NICE),
        ("error", Priority.NICE),
        ("warning", Priority.OPTIONAL),
        ("refactor", Priority.OPTIONAL),
        ("convention", Priority.OPTIONAL),
    ],
)
def test_an_error_of_pylint_is_graver_than_anything_else_it_says(grade, priority):
    issue = replace(SHELL, rule="E0602 undefined-variable", grade=grade)

    (finding,) = pylint.CHECK.findings(heard(ToolReport(tool="pylint", issues=(issue,))))

    assert finding.priority == priority


def test_a_tool_that_broke_has_passed_nothing_and_that_is_ours_to_mend():
    (finding,) = bandit.CHECK.findings(by_bandit(fault="bandit took longer than 45 s"))

    assert finding.remark == "the check could not be carried out: bandit took longer than 45 s"
    assert (finding.priority, finding.owner) == (Priority.REQUIRED, Owner.GBI)


def test_a_file_that_the_tool_could_not_read_is_for_its_team():
    (finding,) = bandit.CHECK.findings(by_bandit(unread={"train.py": "it is too deep"}))

    assert finding.remark == "bandit could not look at train.py: it is too deep"
    assert (finding.priority, finding.owner) == (Priority.NICE, Owner.MODEL_DEV)


def test_where_python_cannot_read_a_file_either_that_is_said():
    tree = heard(
        ToolReport(tool="bandit", unread={"train.py": "syntax error"}), {"train.py": "\nx = ("}
    )

    assert said(bandit.CHECK, tree) == [
        (2, "bandit could not look at train.py: not Python: '(' was never closed")
    ]


def test_a_file_that_is_too_large_for_any_tool_has_not_been_passed_either():
    tree = heard(ToolReport(tool="bandit"), {"features.py": "#" * 300_000})

    assert said(bandit.CHECK, tree) == [
        (None, "bandit could not look at features.py: larger than 256 KiB, so it was not read")
    ]


def test_of_one_file_no_more_is_told_than_somebody_reads():
    many = (replace(SHELL, line=line) for line in range(1, 31))
    other = replace(SHELL, path="score.py")

    found = said(bandit.CHECK, by_bandit(*many, other))

    assert len(found) == 22
    assert found[0] == (1, "B602: a shell")
    assert found[-1] == (None, "there are 10 more of these in train.py")


def test_what_a_tool_quotes_from_a_file_is_not_shown():
    source = 'def train(data, parameters):\n    return {"password": "hunter22"}\n'
    issue = replace(SHELL, remark="""use '{"password": "hunter22"}' in 'train'""")

    tree = heard(ToolReport(tool="bandit", issues=(issue,)), {"train.py": source})

    assert said(bandit.CHECK, tree) == [(1, """B602: use '{"…": "…"}' in 'train'""")]


def test_an_issue_in_a_file_without_a_syntax_tree_is_told_all_the_same():
    tree = heard(ToolReport(tool="bandit", issues=(SHELL,)), {"train.py": "def f(:"})

    assert (1, "B602: a shell") in said(bandit.CHECK, tree)
