"""Notebooks are read as cells, and their Python stays on the lines where the file has it."""

import json

import pytest

from shared.core.notebook import MOST_CELLS, MOST_LINES, Magic, UnreadableNotebookError, magics_in
from shared.core.notebooks import has_python, notebook_in, python_in

SOURCE = """\
# Databricks notebook source
# MAGIC %md
# MAGIC # Churn

# COMMAND ----------

import os

# COMMAND ----------

# MAGIC %python
# MAGIC x = 1
# MAGIC %pip list
# COMMAND ----------

# MAGIC %sh ls
# MAGIC rm -r /
"""


def jupyter(*cells, **more):
    """A notebook as Jupyter saves it: one line of source on each line."""
    return json.dumps({"nbformat": 4, "metadata": {}, "cells": cells, **more}, indent=1)


def code(*lines, outputs=()):
    return {"cell_type": "code", "outputs": [*outputs], "source": [f"{line}\n" for line in lines]}


def numbered(text):
    """The lines that hold something, by number."""
    return {number: line for number, line in enumerate(text.split("\n"), start=1) if line.strip()}


def test_the_python_of_a_notebook_in_source_form_stays_where_it_is():
    assert numbered(python_in("a.py", SOURCE)) == {
        1: "# Databricks notebook source",
        7: "import os",
        12: "x = 1",
    }


def test_magic_is_told_with_its_line():
    assert list(magics_in(notebook_in("a.py", SOURCE))) == [
        Magic(name="md", rest="", line=2),
        Magic(name="python", rest="", line=11),
        Magic(name="pip", rest="list", line=13),
        Magic(name="sh", rest="ls", line=16),
    ]


@pytest.mark.parametrize(
    ("path", "text", "language"),
    [
        pytest.param("a.py", "# Databricks notebook source\n", "python", id="Python"),
        pytest.param("a.sql", "-- Databricks notebook source\n", "sql", id="SQL"),
        pytest.param("a.scala", "// Databricks notebook source\n", "scala", id="Scala"),
        pytest.param("a.R", "# Databricks notebook source\n", "r", id="R"),
        pytest.param(
            "a.ipynb",
            jupyter(metadata={"kernelspec": {"language": "R"}}),
            "r",
            id="Jupyter, by its kernel",
        ),
        pytest.param(
            "a.ipynb",
            jupyter(metadata={"kernelspec": "x", "language_info": {"name": "python"}}),
            "python",
            id="Jupyter, by its language",
        ),
        pytest.param(
            "a.ipynb",
            jupyter(metadata={"application/vnd.databricks.v1+notebook": {"language": "sql"}}),
            "sql",
            id="Jupyter, by Databricks",
        ),
        pytest.param("a.ipynb", jupyter(metadata=[]), "", id="Jupyter, unsaid"),
        pytest.param(
            "a.ipynb",
            '{"nbformat": 3, "worksheets": [{"cells": ['
            '{"cell_type": "code", "language": "python", "input": "x = 1"}]}]}',
            "python",
            id="Jupyter of old",
        ),
    ],
)
def test_a_notebook_has_a_language(path, text, language):
    assert notebook_in(path, text).language == language


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.py", "import os\n", id="a module"),
        pytest.param("a.sql", "select 1\n", id="a query"),
        pytest.param("a.md", "# Databricks notebook source\n", id="a text"),
    ],
)
def test_other_files_are_no_notebooks(path, text):
    assert notebook_in(path, text) is None
    assert python_in(path, text) == (text if path == "a.py" else "")
    assert has_python(path, text) == (path == "a.py")


def test_the_python_of_a_notebook_of_jupyter_stays_on_the_lines_of_its_file():
    text = jupyter(
        {"cell_type": "markdown", "source": ["import sys\n"]},
        code("import os", "x = 1", outputs=[{"text": ["x = 1\n"], "source": ["no"]}]),
        code("%%sql", "select 1"),
        code("y = 2"),
    )

    lines = text.split("\n")
    assert numbered(python_in("a.ipynb", text)) == {
        number: python
        for number, line in enumerate(lines, start=1)
        for python in ("import os", "x = 1", "y = 2")
        if line.strip(' ,"') == f"{python}\\n"
        and (python != "x = 1" or '"import' in lines[number - 2])
    }


def test_where_one_line_of_the_file_holds_all_the_order_is_kept():
    text = json.dumps(json.loads(jupyter(code("a = 1", "b = 2"), code("c = 3"))))

    assert numbered(python_in("a.ipynb", text)) == {1: "a = 1", 2: "b = 2", 4: "c = 3"}


def test_a_cell_may_be_without_source():
    assert numbered(python_in("a.ipynb", jupyter({"cell_type": "code"}, code("x = 1")))) == {
        2: "x = 1"
    }


@pytest.mark.parametrize(
    ("lines", "python"),
    [
        pytest.param(["x = 1"], ["x = 1"], id="Python"),
        pytest.param(["%pip install x", "x = 1"], ["", "x = 1"], id="a magic"),
        pytest.param(["if x:", "    !ls"], ["if x:", "    pass"], id="a command in a block"),
        pytest.param(["files = !ls"], [""], id="what a command says"),
        pytest.param(["!ls \\", "  -l", "x = 1"], ["", "", "x = 1"], id="a command on two lines"),
        pytest.param(["%time x = f()"], ["x = f()"], id="what is timed"),
        pytest.param(["x?", "?x", "y = 'a?'"], ["", "", "y = 'a?'"], id="a call for help"),
        pytest.param(["%%time", "x = 1"], ["", "x = 1"], id="a cell that is timed"),
        pytest.param(["%%html", "<b>"], [], id="a cell of something else"),
        pytest.param(["%sql select 1", "select 2"], [], id="a cell of SQL, as Databricks has it"),
        pytest.param(["x != y", "x % y"], ["x != y", "x % y"], id="what only looks like magic"),
    ],
)
def test_what_is_not_python_leaves_an_empty_line(lines, python):
    found = python_in("a.ipynb", json.dumps(json.loads(jupyter(code(*lines)))))

    assert found.rstrip("\n").split("\n") == ("\n".join(python).rstrip("\n").split("\n"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "not the JSON of a notebook", id="nothing"),
        pytest.param("[" * 100_000, "not the JSON of a notebook", id="a pile of brackets"),
        pytest.param("9" * 5_000, "not the JSON of a notebook", id="a number without end"),
        pytest.param("[]", "not laid out as a notebook", id="a list"),
        pytest.param('{"nbformat": 2}', "not a notebook of format 3 or 4", id="too old"),
        pytest.param('{"nbformat": 4}', "not laid out as a notebook", id="no cells"),
        pytest.param('{"nbformat": 3, "worksheets": [1]}', "not laid out", id="no worksheets"),
        pytest.param('{"nbformat": 4, "cells": [1]}', "not laid out", id="a cell that is a number"),
        pytest.param(
            '{"nbformat": 4, "cells": [{"source": 1}]}', "not laid out", id="a source of numbers"
        ),
        pytest.param(
            '{"nbformat": 4, "cells": [], "cells": []}', "ambiguous: a key", id="cells twice"
        ),
        pytest.param(jupyter(code("x = '\ud800'")), "not text throughout", id="half a character"),
        pytest.param(jupyter(*[code("x")] * (MOST_CELLS + 1)), "larger than", id="many cells"),
        pytest.param(jupyter(code("\n" * MOST_LINES)), "larger than", id="many lines"),
    ],
)
def test_what_is_no_notebook_is_refused_and_has_no_python(text, reason):
    with pytest.raises(UnreadableNotebookError, match=reason):
        notebook_in("a.ipynb", text)

    assert python_in("a.ipynb", text) == ""
