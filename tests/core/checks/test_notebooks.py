"""A notebook is source like any other: read, with a language, and without data."""

import json

import pytest

from shared.core.checks.notebooks import CHECK
from shared.core.findings import Priority
from tests.core.checks.folders import folder_with, said

PYTHON = {"kernelspec": {"language": "python"}}


def jupyter(*cells, metadata=PYTHON, outputs=()):
    made = [{"cell_type": "code", "source": cell, "outputs": [*outputs]} for cell in cells]
    return json.dumps({"nbformat": 4, "metadata": metadata, "cells": made})


def databricks(*lines):
    return "\n".join(("# Databricks notebook source", *lines))


@pytest.mark.parametrize(
    ("source", "remark"),
    [
        pytest.param("# MAGIC %pip install nltk", "%pip install installs packages", id="pip"),
        pytest.param("# MAGIC %conda install x", "%conda install installs packages", id="conda"),
        pytest.param(
            "# MAGIC !pip install -i https://u:p@x/ nltk",
            "!pip installs packages",
            id="!pip",
        ),
        pytest.param(
            "# MAGIC %sh pip install nltk", "%sh pip installs packages", id="pip in a shell"
        ),
        pytest.param("# MAGIC %sh ls /tmp", "%sh ls starts a shell", id="a shell"),
        pytest.param("# MAGIC !TOKEN=abc ./x", "!TOKEN starts a shell", id="a secret"),
        pytest.param("# MAGIC !$HOME/x", "! starts a shell", id="a variable"),
        pytest.param("# MAGIC files = !ls", "!ls starts a shell", id="a command"),
        pytest.param("import os\nos.system('ls')", "os.system starts a process", id="a system"),
        pytest.param(
            "from subprocess import run\nrun(['ls'])", "subprocess.run starts a process", id="a run"
        ),
        pytest.param(
            "dbutils.library.installPyPI('x')",
            "dbutils.library.installPyPI installs packages",
            id="a library",
        ),
        pytest.param(
            "# MAGIC %run ./features", "'./features' is run, which is not there", id="run"
        ),
        pytest.param(
            '# MAGIC %run "/Shared/features" $x="1"',
            "'/Shared/features' is run, which lies outside the model's folder",
            id="run from the root",
        ),
        pytest.param(
            "# MAGIC %run ../../other",
            "'../../other' is run, which lies outside the model's folder",
            id="run from outside",
        ),
        pytest.param(
            "dbutils.notebook.run('/Shared/x', 60)",
            "'/Shared/x' is run, which lies outside the model's folder",
            id="run by a call",
        ),
    ],
)
def test_what_belongs_elsewhere_is_found(source, remark):
    tree = folder_with({"nb/explore.py": databricks("", source)})

    ((line, text),) = said(CHECK, tree)

    assert text == remark
    assert line == 3 + source.count("\n")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"nb/a.py": databricks("import os", "x = os.getcwd()")}, id="Python"),
        pytest.param({"nb/a.py": databricks("# MAGIC %sql", "# MAGIC select 1")}, id="SQL"),
        pytest.param({"nb/a.py": databricks("# MAGIC %run ./b"), "nb/b.scala": ""}, id="a run"),
        pytest.param({"nb/a.py": databricks("# MAGIC %run ../b.ipynb"), "b.ipynb": jupyter("")}, id="up"),
        pytest.param({"nb/a.py": databricks("# MAGIC %run")}, id="a run of nothing"),
        pytest.param({"nb/a.py": databricks("dbutils.notebook.run(name)")}, id="a run of a name"),
        pytest.param({"nb/a.py": databricks("dbutils.notebook.run()")}, id="a call of nothing"),
        pytest.param({"nb/a.py": databricks("x = (")}, id="what another check says"),
        pytest.param({"a.py": "import os\nos.system('ls')"}, id="what is no notebook"),
        pytest.param({"a.ipynb": jupyter("x = 1", "%matplotlib inline")}, id="Jupyter"),
        pytest.param({"a.ipynb": jupyter("select 1", metadata={"language_info": {"name": "SQL"}})}, id="its SQL"),
    ],
)  # fmt: skip
def test_a_plain_notebook_is_let_through(changes):
    assert said(CHECK, folder_with(changes)) == []


@pytest.mark.parametrize(
    ("source", "remark", "priority"),
    [
        pytest.param("{", "a.ipynb is not the JSON of a notebook", Priority.REQUIRED, id="no JSON"),
        pytest.param(
            jupyter("x", metadata={}),
            "a.ipynb does not say its language, and is taken for Python",
            Priority.ADVISED,
            id="no language",
        ),
        pytest.param(
            jupyter("x", metadata={"kernelspec": {"language": "julia"}}),
            "a.ipynb is in 'julia', which Databricks does not run",
            Priority.ADVISED,
            id="a language that nobody runs",
        ),
        pytest.param(
            jupyter("x", outputs=[{"text": "1"}, {"text": "2"}]),
            "a.ipynb keeps the outputs of its cells (2), which may hold data",
            Priority.NICE,
            id="outputs",
        ),
    ],
)
def test_what_is_wrong_with_a_notebook_as_a_whole_is_found(source, remark, priority):
    (finding,) = CHECK.findings(folder_with({"a.ipynb": source}))

    assert (finding.path, finding.remark, finding.priority) == ("a.ipynb", remark, priority)
