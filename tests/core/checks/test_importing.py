"""Importing a model's code does nothing."""

import pytest

from shared.core.checks.importing import CHECK
from tests.core.checks.folders import DATA, SCORE, TRAIN, folder_with, said


def importing(source):
    return folder_with({"data.py": f"{source}\n{DATA}"})


@pytest.mark.parametrize(
    ("source", "line", "does"),
    [
        pytest.param(
            "import pandas as pd\nX = pd.read_csv('x').dropna()",
            2,
            "pandas.read_csv touches files or tables",
            id="a table",
        ),
        pytest.param("open('x').read()", 1, "open touches files or tables", id="a file"),
        pytest.param(
            "from pathlib import Path\nX = Path('x').read_text()",
            2,
            "pathlib.Path.read_text touches files or tables",
            id="a path",
        ),
        pytest.param(
            "X = spark.read.table('x')", 1, "spark.read.table touches files or tables", id="Spark"
        ),
        pytest.param(
            "from requests import get as fetch\nfetch('x')",
            2,
            "requests.get opens a connection",
            id="a page",
        ),
        pytest.param(
            "import pyodbc\nDB = pyodbc.connect('x')",
            2,
            "pyodbc.connect opens a connection",
            id="a database",
        ),
        pytest.param("model = Forest().fit(X)", 1, "Forest.fit trains", id="a training"),
        pytest.param("(a or b).fit(X)", 1, "fit trains", id="a training of who knows what"),
        pytest.param("import os\nos.system('ls')", 2, "os.system starts a process", id="a command"),
        pytest.param(
            "import os as o\no.execv('x', [])", 2, "os.execv starts a process", id="a program"
        ),
        pytest.param(
            "import sys\nsys.path.insert(0, 'x')",
            2,
            "sys.path.insert changes the whole process",
            id="a path of modules",
        ),
        pytest.param(
            "import os\nos.environ['A'] = 'b'",
            2,
            "setting os.environ changes the whole process",
            id="a variable of the environment",
        ),
        pytest.param(
            "import os\ndel os.environ['A']",
            2,
            "setting os.environ changes the whole process",
            id="one less",
        ),
        pytest.param(
            "import sys\nsys.path += ['x']",
            2,
            "setting sys.path changes the whole process",
            id="an addition",
        ),
        pytest.param("exec('x')", 1, "exec runs code that nobody can see", id="code in a text"),
        pytest.param("name = input()", 1, "input waits", id="a question"),
        pytest.param("dbutils.widgets.get('x')", 1, "dbutils.widgets.get works in", id="a widget"),
        pytest.param("class A:\n    x = open('x')", 2, "open touches", id="in a class"),
        pytest.param("def f(x=open('x')): ...", 1, "open touches", id="in a default"),
        pytest.param("f = lambda x=open('x'): x", 1, "open touches", id="in a lambda's default"),
        pytest.param("@open('x')\ndef f(): ...", 1, "open touches", id="in a decorator"),
        pytest.param("if True:\n    open('x')", 2, "open touches", id="in a condition"),
        pytest.param(
            "if __name__ == 'data':\n    open('x')", 2, "open touches", id="not when started"
        ),
        pytest.param("(lambda: open('x'))()", 1, "open touches", id="in a lambda that is called"),
        pytest.param(
            "def d(f):\n    open('x')\n@d\ndef f(): ...", 3, "d is called", id="in an own decorator"
        ),
        pytest.param(
            "class A:\n    x = 1\n    def get(self):\n        open('x')\nA().get()",
            5,
            "A.get is called",
            id="in a method",
        ),
        pytest.param(
            "import os\ngetattr(os, 'system')('ls')",
            2,
            "os.system starts",
            id="by a name in a text",
        ),
        pytest.param("if f() == '__main__':\n    open('x')", 2, "open touches", id="no name"),
        pytest.param(
            "try:\n    x = 1\nexcept OSError:\n    open('x')", 4, "open touches", id="in an attempt"
        ),
        pytest.param("with open('x') as f:\n    x = 1", 1, "open touches", id="in a with"),
        pytest.param("for x in open('x'): ...", 1, "open touches", id="in a loop"),
        pytest.param("match x:\n    case 1:\n        open('x')", 3, "open touches", id="in a case"),
        pytest.param(
            "if __name__ == '__main__':\n    x = 1\nelse:\n    open('x')",
            4,
            "open touches",
            id="in the other case",
        ),
    ],
)
def test_what_happens_on_import_is_found(source, line, does):
    ((found, remark),) = said(CHECK, importing(source))

    assert found == line
    assert remark.startswith(does)
    assert "when data.py is imported" in remark


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("LIMIT = 3\nNAMES = ['a'] * 2", id="constants"),
        pytest.param("import logging\nLOG = logging.getLogger(__name__)", id="a logger"),
        pytest.param("import re\nWORD = re.compile('x')", id="an expression"),
        pytest.param("from pathlib import Path\nHERE = Path(__file__).parent", id="a path"),
        pytest.param(
            "import os\nHOME = os.environ.get('HOME').lower()", id="a look at the environment"
        ),
        pytest.param("from dataclasses import dataclass\n@dataclass\nclass A: ...", id="a class"),
        pytest.param("def f():\n    return open('x')", id="a function"),
        pytest.param("f = lambda: open('x')", id="a lambda"),
        pytest.param("if __name__ == '__main__':\n    open('x')", id="a start"),
        pytest.param("if '__main__' == __name__:\n    open('x')", id="a start, reversed"),
        pytest.param(
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    open('x')", id="types"
        ),
        pytest.param("import typing\nif typing.TYPE_CHECKING:\n    open('x')", id="types, too"),
        pytest.param("import ast\nX = ast.dump(ast.parse('1'))", id="a name that is known"),
        pytest.param("a, b = c[0] = 1, 2\nx: int = 3", id="assignments"),
    ],
)
def test_what_does_nothing_is_let_through(source):
    assert said(CHECK, importing(source)) == []


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"lib.py": "open('x')", "data.py": f"import lib\n{DATA}"}, id="a module"),
        pytest.param(
            {"lib.py": "open('x')", "data.py": f"if True:\n    from lib import x\n{DATA}"},
            id="a module where a condition holds",
        ),
        pytest.param(
            {"lib/__init__.py": "open('x')", "lib/a.py": "", "data.py": f"import lib.a\n{DATA}"},
            id="the package of a module",
        ),
        pytest.param(
            {"lib/a.py": "from . import b", "lib/b.py": "open('x')", "train.py": f"import lib.a\n{TRAIN}"},
            id="a module beside a module",
        ),
        pytest.param(
            {"lib/a.py": "from .b import x", "lib/b.py": "open('x')", "score.py": f"import lib.a\n{SCORE}"},
            id="a module's own module",
        ),
    ],
)  # fmt: skip
def test_what_is_imported_with_it_is_looked_at_as_well(files):
    ((_, remark),) = said(CHECK, folder_with(files))

    assert remark.startswith("open touches files or tables when lib")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"lib.py": "open('x')"}, id="a module that nobody imports"),
        pytest.param(
            {"lib.py": "open('x')", "data.py": f"def f():\n    import lib\n{DATA}"},
            id="a module that a function imports",
        ),
        pytest.param({"data.py": f"from .. import lib\n{DATA}"}, id="a package that there is not"),
        pytest.param({"data.py": "def f(:"}, id="what another check says"),
        pytest.param({"data.py": None, "train.py": None, "score.py": None}, id="nothing at all"),
        pytest.param(
            {"train.py": f"# Databricks notebook source\nspark.sql('x')\n{TRAIN}"},
            id="a notebook that runs from top to bottom",
        ),
    ],
)
def test_what_is_not_imported_is_not_looked_at(changes):
    assert said(CHECK, folder_with(changes)) == []


@pytest.mark.parametrize(
    ("source", "remark"),
    [
        pytest.param(
            "def main():\n    open('x')\nmain()",
            "main is called when data.py is imported, and open in it touches files or tables",
            id="a function",
        ),
        pytest.param(
            "def deep():\n    open('x')\ndef main():\n    deep()\n    main()\nmain()",
            "main is called when data.py is imported, and open in it touches files or tables",
            id="a function that calls another",
        ),
        pytest.param(
            "class A:\n    def other(self): ...\n    def __init__(self):\n        open('x')\nA()",
            "A is called when data.py is imported, and open in it touches files or tables",
            id="the making of an instance",
        ),
        pytest.param(
            "from lib import load\nload()",
            "lib.load is called when data.py is imported, and requests.get in it opens a connection",
            id="a function of another module",
        ),
    ],
)
def test_what_a_function_of_the_folder_does_on_import_is_found(source, remark):
    lib = "def load():\n    import requests\n    requests.get('x')\n"
    tree = folder_with({"lib.py": lib, "data.py": f"{source}\n{DATA}"})

    assert [text for _, text in said(CHECK, tree)] == [remark]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def load(): return 1\nload()", id="a function that only computes"),
        pytest.param("def load():\n    def f(): open('x')\n    return f\nload()", id="a function"),
        pytest.param("import lib\nlib.load()", id="a module's own function of a grave name"),
        pytest.param("class A: ...\nA()", id="an instance"),
        pytest.param("def f(): return 1\ndef g(): return f() + f()\ng()\ng()", id="many times"),
        pytest.param(f"x = Table(){'.where()' * 30}", id="a long chain"),
    ],
)
def test_functions_of_the_folder_that_only_compute_are_let_through(source):
    tree = folder_with({"lib.py": "def load(): return 1", "data.py": f"{source}\n{DATA}"})

    assert said(CHECK, tree) == []


def test_a_notebook_that_is_imported_as_a_module_is_one():
    tree = importing("# Databricks notebook source\nspark.sql('x')")

    assert said(CHECK, tree) == [(2, "spark.sql touches files or tables when data.py is imported")]
