"""Words that somebody's template left in a README, in the place of what the team was to say."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from shared.core.checks.markdown import LONGEST, outside_fences

CODE = re.compile(r"`[^`]*`")
GAP = re.compile(
    r"<(?:your|insert|add|enter|describe|replace|name of|todo)\b[^<>]*>"
    r"|\[(?:your|insert|add|enter|describe|replace|name of|todo)\b[^\[\]]*\](?!\()"
    r"|\{\{|\{%|\blorem ipsum\b",
    re.IGNORECASE,
)
# What the first page of a repository says before anybody has written it, and who wrote that.
PHRASES: Final[Mapping[str, str]] = {
    "give a short introduction of your project": "Azure DevOps",
    "guide users through getting your code up and running": "Azure DevOps",
    "describe and show how to build your code and run the tests": "Azure DevOps",
    "explain how other users and developers can contribute to make your code": "Azure DevOps",
    "to make it easy for you to get started with gitlab": "GitLab",
    "already a pro? just edit this readme.md": "GitLab",
    "choose a self-explaining name for your project": "GitLab",
    "let people know what your project can do specifically": "GitLab",
    "an ml project based on the default": "Databricks MLOps Stacks",
    "defining a production-grade ml pipeline for automated retraining": "Databricks MLOps Stacks",
    "this is your new kedro project": "Kedro",
    "don't remove any lines from the `.gitignore` file we provide": "Kedro",
    "a short description of the project.": "cookiecutter-data-science",
    "project based on the cookiecutter data science project template": "cookiecutter-data-science",
}


def left_in(text: str) -> Iterator[tuple[int, str]]:
    """What was left, by line, in words that follow "still holds"."""
    lines = text.splitlines()
    for number in outside_fences(lines):
        line = lines[number][: 5 * LONGEST]
        whose = next((by for phrase, by in PHRASES.items() if phrase in line.lower()), "")
        gap = GAP.search(CODE.sub("", line))
        if whose:
            yield number + 1, f"words of {whose}'s template"
        elif gap:
            yield number + 1, f"a gap to be filled: {gap[0][:40]!r}"
