"""Whatever Python there is can be read."""

import json

import pytest

from shared.core.checks.parsing import CHECK
from shared.core.checks.shelf import MOST_READ
from shared.core.checks.syntax import MAX_BYTES
from tests.core.checks.folders import folder_with, said


def notebook(*lines):
    cell = {"cell_type": "code", "source": "\n".join(lines), "outputs": []}
    return json.dumps({"nbformat": 4, "metadata": {}, "cells": [cell]})


@pytest.mark.parametrize(
    ("path", "source", "line", "remark"),
    [
        pytest.param(
            "features.py", "x = 1\ny = (\n", 2, "not Python: '(' was never closed", id="a module"
        ),
        pytest.param("tests/test_x.py", "def f(:", 1, "not Python: invalid syntax", id="a test"),
        pytest.param(
            "explore.ipynb", notebook("def f(:"), 1, "not Python: invalid syntax", id="a notebook"
        ),
        pytest.param(
            "query.sql",
            "-- Databricks notebook source\nselect 1\n-- COMMAND ----------\n"
            "-- MAGIC %python\n-- MAGIC def f(:",
            5,
            "not Python: invalid syntax",
            id="Python in a notebook of SQL",
        ),
    ],
)
def test_python_that_cannot_be_read_is_found(path, source, line, remark):
    assert said(CHECK, folder_with({path: source})) == [(line, f"{path} is {remark}")]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"features.py": "x = 1"}, id="a module"),
        pytest.param({"features.PY": "x = 1"}, id="a module in capitals"),
        pytest.param({"explore.ipynb": notebook("%pip list", "!ls", "x = 1")}, id="a notebook"),
        pytest.param({"query.sql": "select ("}, id="SQL"),
        pytest.param({"score.py": "def f(:"}, id="what another check says"),
    ],
)
def test_everything_else_is_let_through(changes):
    assert said(CHECK, folder_with(changes)) == []


def test_more_python_than_is_read_is_said_once():
    many = MOST_READ // MAX_BYTES + 3
    tree = folder_with({f"lib/{number:02}.py": "#" * MAX_BYTES for number in range(many)})

    ((line, remark),) = said(CHECK, tree)

    assert line is None
    assert remark.endswith("beyond the 6 MiB of Python that are read of one model")
