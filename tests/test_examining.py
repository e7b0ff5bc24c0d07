"""Tools are shown all the Python there is, and what they say is placed where a team finds it."""

import json
from datetime import date

from shared.core.policy import Policy
from shared.core.tools import ToolIssue, ToolReport
from shared.examining import Examiners, surroundings
from tests.core.checks.folders import folder_with

NOTEBOOK = json.dumps(
    {"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "source": "%pip list\nx = 1"}]}
)


class Echo:
    """A tool that has something to say about every line that it is shown."""

    def run(self, tool, files):
        return ToolReport(
            tool=tool,
            issues=tuple(
                ToolIssue(path=path, line=number, rule="echo", remark=line)
                for path, text in files.items()
                for number, line in enumerate(text.split("\n"), start=1)
                if line
            ),
        )


def test_a_tool_is_shown_the_python_of_notebooks_and_speaks_of_them_by_their_names():
    tree = folder_with(
        {"explore.ipynb": NOTEBOOK, "explore.ipynb.py": "y = 2\n", "notes.md": "x = 1"}
    )

    here = Examiners(policy=Policy(), tools=Echo())
    said = surroundings(tree, "retail", here, date.min).tools["bandit"].issues

    assert {issue.path for issue in said} == {
        "data.py",
        "explore.ipynb",
        "explore.ipynb.py",
        "score.py",
        "tests/test_model.py",
        "train.py",
    }
    assert [(one.line, one.remark) for one in said if one.path == "explore.ipynb"] == [(2, "x = 1")]
