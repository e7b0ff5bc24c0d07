"""Metrics are finite numbers with names, all that were promised, or the job fails."""

import numpy
import pytest

from runner.failures import TeamError
from runner.metrics import checked


def test_numbers_of_every_kind_become_plain_numbers():
    given = {"accuracy": numpy.float32(0.5), "rows": numpy.int64(3), "loss": -1, "auc": 0.75}

    assert checked(given) == {"accuracy": 0.5, "rows": 3.0, "loss": -1.0, "auc": 0.75}
    assert {type(value) for value in checked(given).values()} == {float}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param(None, "returned NoneType; return a mapping", id="nothing"),
        pytest.param({}, "with at least one", id="no metric"),
        pytest.param(0.9, "returned float; return a mapping", id="a bare number"),
        pytest.param({"accuracy": float("nan")}, "nan for accuracy", id="not a number"),
        pytest.param({"accuracy": float("inf")}, "inf for accuracy", id="infinite"),
        pytest.param({"accuracy": True}, "bool for accuracy", id="a truth value"),
        pytest.param(
            {"accuracy": numpy.bool_(True)}, "bool for accuracy", id="numpy's truth value"
        ),
        pytest.param({"accuracy": "0.9"}, "str for accuracy", id="text"),
        pytest.param({"accuracy": None}, "NoneType for accuracy", id="a missing value"),
        pytest.param({"accuracy": 1 + 2j}, "complex for accuracy", id="a complex number"),
        pytest.param({7: 0.9}, "a metric named 7", id="a name that is no text"),
        pytest.param({"a;b": 0.9}, "a metric named 'a;b'", id="a name MLflow refuses"),
    ],
)
def test_anything_else_fails_closed(given, words):
    with pytest.raises(TeamError, match=words):
        checked(given)


def test_every_metric_with_a_threshold_must_be_there():
    with pytest.raises(TeamError, match="returned no auc, recall, which the thresholds"):
        checked({"accuracy": 0.9}, wanted=("recall", "accuracy", "auc"))
