"""Every model can be scored and evaluated, as far as its syntax tells."""

import pytest

from shared.core.checks.scoring import CHECK
from tests.core.checks.folders import SCORE, folder_with, said

EVALUATE = "def evaluate(predictions, data): return 1\n"


def scored_by(definition):
    return folder_with({"score.py": f"{definition}\n{EVALUATE}"})


@pytest.mark.parametrize(
    ("definition", "line", "remark"),
    [
        pytest.param("", None, "score.py has no function named score at its top level", id="none"),
        pytest.param(
            "class Model:\n    def score(self, model, data): return 1",
            None,
            "score.py has no function named score at its top level",
            id="a method",
        ),
        pytest.param(
            "if True:\n    def score(model, data): return 1",
            2,
            "score is defined only where a condition holds",
            id="a function only where a condition holds",
        ),
        pytest.param(
            "\nasync def score(model, data): return 1",
            2,
            "score is an asynchronous function, where a function is to be defined",
            id="an asynchronous function",
        ),
        pytest.param(
            "class score: ...",
            1,
            "score is a class, where a function is to be defined",
            id="a class",
        ),
        pytest.param(
            "score = lambda model, data: None",
            1,
            "score is assigned, where a function is to be defined",
            id="a lambda",
        ),
        pytest.param(
            "score: object = None",
            1,
            "score is assigned, where a function is to be defined",
            id="an assignment with a type",
        ),
        pytest.param(
            "from model import predict as score",
            1,
            "score is imported, where a function is to be defined",
            id="an import from elsewhere",
        ),
        pytest.param(
            "try:\n    import fast\nexcept ImportError:\n    def score(model, data): return 1",
            4,
            "score is defined only where a condition holds",
            id="a function only where an attempt fails",
        ),
        pytest.param(
            "def score(model, data): yield 1",
            1,
            "score is a generator, and does nothing when it is called",
            id="a generator",
        ),
        pytest.param(
            "def score(model, data):\n    def inner():\n        return 1\n    inner()\n    return",
            1,
            "score returns nothing",
            id="a function that returns nothing",
        ),
        pytest.param(
            "def score(model, data): return None", 1, "score returns nothing", id="or None"
        ),
        pytest.param(
            "from .rules import score",
            1,
            "score is imported, where a function is to be defined",
            id="an import from a package that there is not",
        ),
        pytest.param(
            "score = guess",
            1,
            "score is assigned, where a function is to be defined",
            id="another name that nothing has",
        ),
        pytest.param(
            "score = guess\nguess = score",
            2,
            "score is assigned, where a function is to be defined",
            id="two names for each other",
        ),
        pytest.param(
            "def score(model, data): return 1\nimport score",
            2,
            "score is imported, where a function is to be defined",
            id="a function that is replaced later",
        ),
    ],
)
def test_a_score_that_is_no_function_is_found(definition, line, remark):
    assert said(CHECK, scored_by(definition)) == [(line, remark)]


@pytest.mark.parametrize(
    ("parameters", "shown"),
    [
        pytest.param("", "", id="takes nothing"),
        pytest.param("data", "data", id="takes too little"),
        pytest.param("model, data, context", "model, data, context", id="needs too much"),
        pytest.param("model, /, *, data", "model, data", id="wants data by name"),
        pytest.param("**options", "", id="takes only names"),
    ],
)
def test_a_score_that_cannot_take_its_arguments_is_found(parameters, shown):
    remark = f"score({shown}) does not take what the platform gives it"

    assert said(CHECK, scored_by(f"def score({parameters}): return 1")) == [(1, remark)]


@pytest.mark.parametrize(
    "parameters",
    [
        pytest.param("model, data", id="exactly two"),
        pytest.param("estimator, table, /", id="two by position, under other names"),
        pytest.param("model, data, limit=1, *, loud=False", id="more with defaults"),
        pytest.param("model, *rest, **options", id="any number"),
        pytest.param("model=None, data=None", id="two with defaults"),
    ],
)
def test_a_score_that_can_take_its_arguments_is_let_through(parameters):
    assert said(CHECK, scored_by(f"def score({parameters}): return 1")) == []


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(SCORE, id="plain functions"),
        pytest.param(f"import json\nlimits = a, b = 1, 2\nbox.x: int = 3\n{SCORE}", id="and more"),
        pytest.param(f"@cached\n{SCORE}", id="a decorated function"),
        pytest.param(f"{SCORE}\ndef guess(): yield 1\n", id="a generator beside them"),
        pytest.param(
            f"def guess(model, data): return 1\n{EVALUATE}score = guess", id="another name"
        ),
    ],
)
def test_a_sound_source_is_let_through(source):
    assert said(CHECK, folder_with({"score.py": source})) == []


def test_a_misspelt_function_is_to_be_renamed():
    tree = scored_by("def scores(model, data): return 1")

    assert next(CHECK.findings(tree)).remedy == "Rename scores: `def score(model, data)`."


def test_a_missing_file_is_said_once_with_all_that_belongs_in_it():
    (finding,) = CHECK.findings(folder_with({"score.py": None}))

    assert finding.remark == "score.py is not there"
    assert "`def score(model, data)` and `def evaluate(predictions, data)`" in finding.remedy


def test_a_linked_file_is_not_followed():
    tree = folder_with({"score.py": None}, links=["score.py"])

    assert said(CHECK, tree) == [(None, "score.py is a link, which is not followed")]


def test_a_syntax_error_is_found_with_its_line():
    tree = folder_with({"score.py": "x = 1\n\ndef score(:\n"})

    assert said(CHECK, tree) == [(3, "score.py is not Python: invalid syntax")]


@pytest.mark.parametrize(
    ("source", "module"),
    [
        pytest.param("from rules import score, limit", "rules.py", id="from a module"),
        pytest.param("from rules import guess as score, score as x", "rules.py", id="renamed"),
        pytest.param("from lib.rules import score", "lib/rules.py", id="from a package's module"),
        pytest.param("from lib import score", "lib/__init__.py", id="from a package"),
        pytest.param("import os\nfrom rules import *", "rules.py", id="with everything else"),
    ],
)
def test_a_function_may_come_from_a_module_of_the_folder(source, module):
    own = "def score(model, data): return 1\n\n\ndef guess(model, data): return 1\n"
    tree = folder_with({"score.py": f"{source}\n{EVALUATE}", module: own})

    assert said(CHECK, tree) == []


def test_a_function_is_followed_from_module_to_module_and_judged_where_it_is_defined():
    tree = folder_with(
        {
            "score.py": f"from lib import score\n{EVALUATE}",
            "lib/__init__.py": "from .rules import score\n",
            "lib/rules.py": "\ndef score(data): return 1\n",
        }
    )

    (finding,) = CHECK.findings(tree)

    assert (finding.path, finding.line) == ("lib/rules.py", 2)
    assert finding.remark == "score(data) does not take what the platform gives it"


@pytest.mark.parametrize(
    ("module", "remark"),
    [
        pytest.param("from score import score", "is imported", id="a circle"),
        pytest.param("from score import *", "is imported", id="a circle of everything"),
        pytest.param("def score(", "is imported", id="a module that is no Python"),
        pytest.param("from . import score", "is imported", id="a package that there is not"),
    ],
)
def test_a_function_that_nobody_defines_in_the_end_is_found(module, remark):
    tree = folder_with({"score.py": f"from rules import score\n{EVALUATE}", "rules.py": module})

    assert remark in next(CHECK.findings(tree)).remark
