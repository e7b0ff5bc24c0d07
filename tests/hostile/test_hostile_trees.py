"""Trees made to mislead, exhaust or take over whoever judges them are judged, and nothing else."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.hostile.corpus import GROUPS
from tests.hostile.judging import leaving
from tests.hostile.verdicts import faults_in

ROOT = Path(__file__).parents[2]
# Where sources are what is hostile, the tools are the real ones.
TOOLS = {"parsers": "bandit", "bandit": "bandit", "pylint": "all", "canaries": "all"}
TREES = [
    pytest.param(group, tree, id=f"{group}: {tree.name}")
    for group, trees in GROUPS.items()
    for tree in trees
    if not tree.heavy
]


@cache
def judgements(group):
    """How one process judged all trees of a group."""
    command = (sys.executable, "-m", "tests.hostile.judging", TOOLS.get(group, "none"), group)
    ran = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
    )
    lines = (json.loads(line) for line in ran.stdout.splitlines())
    return {line["name"]: line for line in lines}, f"exit code {ran.returncode}: {ran.stderr}"


@pytest.mark.parametrize(("group", "tree"), TREES)
def test_a_hostile_tree_is_judged_and_whoever_must_object_does(group, tree):
    found, ending = judgements(group)

    assert tree.name in found, f"nobody survived it: {ending}"
    assert list(faults_in(tree, found[tree.name])) == []


def test_a_careless_platform_would_have_run_the_code(tmp_path):
    (tree,) = (tree for tree in GROUPS["pylint"] if tree.name == "a .pylintrc that runs code")
    folder, canary = tmp_path / "tree", tmp_path / "canary"
    folder.mkdir()
    tree.build(folder, leaving(canary))

    subprocess.run((sys.executable, "-m", "pylint", "features.py"), cwd=folder, check=False)

    assert canary.exists()


def test_there_are_as_many_trees_as_were_promised_each_under_a_name_of_its_own():
    names = [tree.name for trees in GROUPS.values() for tree in trees]

    assert len(names) == len(set(names)) >= 60
