"""MODEL_TYPE and train.py say the same thing, and `train` can be called."""

import pytest

from shared.core.checks.training import CHECK
from tests.core.checks.folders import MODEL_FILE, folder_with, said


def of_type(kind, source):
    return folder_with({"model.yml": f"{MODEL_FILE}MODEL_TYPE: {kind}\n", "train.py": source})


SOUND = "def train(data, parameters): return 1\n"
MISMATCH = "MODEL_TYPE is rulebased, yet there is a train.py"


@pytest.mark.parametrize(
    ("tree", "line", "remark", "remedy"),
    [
        pytest.param(
            folder_with({"train.py": None}),
            None,
            "MODEL_TYPE is not given, so it is Supervised, yet there is no train.py",
            "Write `MODEL_TYPE: rulebased`",
            id="supervised by default and never trained",
        ),
        pytest.param(
            of_type("Supervised", None),
            None,
            "MODEL_TYPE is Supervised, yet there is no train.py",
            "Add train.py with `def train(data, parameters)`",
            id="said to be supervised and never trained",
        ),
        pytest.param(
            of_type("rulebased", SOUND),
            None,
            MISMATCH,
            "Change MODEL_TYPE",
            id="rules that are trained",
        ),
        pytest.param(
            of_type("rulebased", "x = 1"),
            None,
            MISMATCH,
            "Remove train.py",
            id="rules with a file left over",
        ),
        pytest.param(
            of_type("rulebased", b"\xff"),
            None,
            MISMATCH,
            "Remove train.py",
            id="rules with a file nobody can read",
        ),
        pytest.param(
            of_type("Supervised", b"\xff"),
            None,
            "train.py is not UTF-8 text",
            "Add train.py with",
            id="a file nobody can read",
        ),
        pytest.param(
            of_type("Unsupervised", "def train(data): return 1"),
            1,
            "train(data) does not take what the platform gives it",
            "Write `def train(data, parameters)`",
            id="an unsupervised model whose train cannot be called",
        ),
        pytest.param(
            of_type("supervised", "def fit(data, parameters): return 1"),
            None,
            "train.py has no function named train at its top level",
            "Define it",
            id="a wrong MODEL_TYPE does not hide a wrong train.py",
        ),
    ],
)
def test_a_model_that_cannot_be_trained_as_it_says_is_found(tree, line, remark, remedy):
    (finding,) = CHECK.findings(tree)

    assert (finding.line, finding.remark) == (line, remark)
    assert finding.remedy.startswith(remedy) or remedy in finding.remedy


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(folder_with(), id="supervised by default and trained"),
        pytest.param(of_type("Supervised", SOUND), id="supervised and trained"),
        pytest.param(of_type("Unsupervised", SOUND), id="unsupervised and trained"),
        pytest.param(of_type("Unsupervised", None), id="unsupervised and not trained"),
        pytest.param(of_type("rulebased", None), id="rules"),
        pytest.param(of_type("supervised", None), id="a type that the other check finds"),
        pytest.param(
            folder_with({"model.yml": None, "train.py": None}), id="a type that nobody knows"
        ),
    ],
)
def test_type_and_files_that_agree_are_let_through(tree):
    assert said(CHECK, tree) == []
