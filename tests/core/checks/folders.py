"""Folders of models for the checks to look at: a sound one, and whatever is changed in it."""

from shared import yaml_reader
from shared.core.checks.folders import tree_of

MODEL_FILE = """\
MODEL_NAME: churn
TEAM_NAME: retail
DATASET_NAME: customers
DATASET_TEMPLATE_FILE: tables.yml
ADF_JOB: score_churn
FINANCIAL_ID: CC-4711
CATEGORY: marketing
owners: [ada@bank.example]
thresholds: [{metric: auc, greater_is_better: true, threshold: 0.8}]
"""
DATA = "def training_data(context): return 1\n\n\ndef evaluation_data(context): return 2\n"
SCORE = "def score(model, data): return 1\n\n\ndef evaluate(predictions, data): return {}\n"
TRAIN = "def train(data, parameters): return 1\n"
README = """\
# Churn

## Purpose
It tells which customers may leave us soon.

## Training
A tree is fitted to the answers of last year.

## Data
The contracts and calls of all private customers.

## Limits
It knows nothing about companies, nor about children.

Owner: retail, ada@bank.example
"""
SOUND = {
    "model.yml": MODEL_FILE,
    "data.py": DATA,
    "train.py": TRAIN,
    "score.py": SCORE,
    "environment.yml": "name: churn\ndependencies: [pandas=2.2]\n",
    "tables.yml": "table: customers\n",
    "README.md": README,
    "tests/test_model.py": "def test_model(): pass\n",
}


def folder_with(changes=(), *, links=(), folder=".", outside=()):
    """The sound folder with some files changed, added or, where they are `None`, taken away.

    `outside` are files of the repository by paths that count from its root.
    """
    files = {**SOUND, **dict(changes)}
    prefix = "" if folder == "." else f"{folder}/"
    return tree_of(
        folder,
        {
            f"{prefix}{path}": text if isinstance(text, bytes) else text.encode()
            for path, text in files.items()
            if text is not None
        }
        | {path: text.encode() for path, text in dict(outside).items()},
        read=yaml_reader.read,
        passed_over=[f"{prefix}{path}" for path in links],
    )


def said(check, tree):
    """What a check has to say, as line and remark."""
    return [(finding.line, finding.remark) for finding in check.findings(tree)]
