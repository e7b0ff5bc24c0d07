"""Metric by metric: what is good enough, and what is never good enough."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.gates import compare
from shared.core.spec import Threshold
from tests.builders import champion

figures = st.floats(-1e6, 1e6)


def auc(**changes):
    """A rule for a metric that is better when greater."""
    return Threshold(metric="auc", greater_is_better=True, **changes)


def loss(**changes):
    """A rule for a metric that is better when smaller."""
    return Threshold(metric="loss", greater_is_better=False, **changes)


def objections(rule, metrics, rival=None):
    """What speaks against a candidate."""
    return [row.objection for row in compare((rule,), metrics, rival)]


PASSES = [
    pytest.param(auc(threshold=0.8), {"auc": 0.9}, None, id="above what is asked"),
    pytest.param(auc(threshold=0.8), {"auc": 0.8}, None, id="exactly what is asked"),
    pytest.param(loss(threshold=0.5), {"loss": 0.4}, None, id="below what is asked"),
    pytest.param(loss(threshold=0.5), {"loss": 0.5}, None, id="exactly, downwards"),
    pytest.param(auc(), {"auc": 0.8}, {"auc": 0.7}, id="better than the champion"),
    pytest.param(auc(), {"auc": 0.8}, {"auc": 0.8}, id="as good as the champion"),
    pytest.param(loss(), {"loss": 0.3}, {"loss": 0.4}, id="better than the champion, downwards"),
    pytest.param(
        auc(min_absolute_change=0.05),
        {"auc": 0.85},
        {"auc": 0.8},
        id="better by just what is asked, which floats would deny",
    ),
    pytest.param(
        loss(min_absolute_change=0.1),
        {"loss": 0.2},
        {"loss": 0.3},
        id="better by just what is asked, downwards",
    ),
    pytest.param(
        auc(min_absolute_change=-0.01), {"auc": 0.79}, {"auc": 0.8}, id="a little worse, as allowed"
    ),
    pytest.param(
        auc(min_absolute_change=0.5), {"auc": 0.8}, None, id="no champion to compare with"
    ),
    pytest.param(loss(threshold=0.0), {"loss": 0.0}, None, id="nothing at all is a figure"),
    pytest.param(auc(threshold=0.0), {"auc": -0.0}, None, id="minus nothing is nothing"),
]


@pytest.mark.parametrize(("rule", "metrics", "rival"), PASSES)
def test_a_good_figure_passes(rule, metrics, rival):
    assert objections(rule, metrics, rival and champion(**rival)) == [""]


FAILS = [
    pytest.param(
        auc(threshold=0.8),
        {"auc": 0.79},
        None,
        "auc: 0.79, where at least 0.8 is asked",
        id="below what is asked",
    ),
    pytest.param(
        loss(threshold=0.5),
        {"loss": 0.6},
        None,
        "loss: 0.6, where at most 0.5 is asked",
        id="above what is asked",
    ),
    pytest.param(
        auc(),
        {"auc": 0.7},
        {"auc": 0.8},
        "auc: 0.7, where at least 0.8 is asked beside the champion's 0.8 (version 7)",
        id="worse than the champion",
    ),
    pytest.param(
        loss(),
        {"loss": 0.5},
        {"loss": 0.4},
        "loss: 0.5, where at most 0.4 is asked beside the champion's 0.4 (version 7)",
        id="worse than the champion, downwards",
    ),
    pytest.param(
        auc(min_absolute_change=0.02),
        {"auc": 0.81},
        {"auc": 0.8},
        "auc: 0.81, where at least 0.82 is asked beside the champion's 0.8 (version 7)",
        id="not better by enough",
    ),
    pytest.param(
        loss(min_absolute_change=0.02),
        {"loss": 0.39},
        {"loss": 0.4},
        "loss: 0.39, where at most 0.38 is asked beside the champion's 0.4 (version 7)",
        id="not better by enough, downwards",
    ),
    pytest.param(
        auc(threshold=0.9),
        {"auc": 0.8},
        {"auc": 0.7},
        "auc: 0.8, where at least 0.9 is asked",
        id="better than the champion, and still not good",
    ),
    pytest.param(
        auc(threshold=0.5),
        {"loss": 0.1},
        None,
        "auc: the evaluation gave no figure",
        id="another metric altogether",
    ),
    pytest.param(
        auc(threshold=0.5), {"auc": nan}, None, "auc: the evaluation gave no figure", id="NaN"
    ),
    pytest.param(
        auc(threshold=0.5), {"auc": inf}, None, "auc: the evaluation gave no figure", id="infinite"
    ),
    pytest.param(
        loss(threshold=0.5),
        {"loss": -inf},
        None,
        "loss: the evaluation gave no figure",
        id="infinitely good",
    ),
    pytest.param(
        auc(),
        {"auc": 0.9},
        {},
        "auc: the champion (version 7) has no figure to compare with",
        id="a champion without the figure",
    ),
    pytest.param(
        auc(),
        {"auc": 0.9},
        {"auc": nan},
        "auc: the champion (version 7) has no figure to compare with",
        id="a champion that is no number",
    ),
    pytest.param(
        auc(threshold=nan),
        {"auc": 0.9},
        None,
        "auc: 0.9, where at least nan is asked",
        id="a threshold that is no number",
    ),
    pytest.param(
        auc(min_absolute_change=nan),
        {"auc": 0.9},
        {"auc": 0.8},
        "auc: 0.9, where at least nan is asked beside the champion's 0.8 (version 7)",
        id="a change that is no number",
    ),
]


@pytest.mark.parametrize(("rule", "metrics", "rival", "remark"), FAILS)
def test_a_poor_or_missing_figure_never_passes(rule, metrics, rival, remark):
    opponent = None if rival is None else champion(**rival)

    assert objections(rule, metrics, opponent) == [remark]


def test_each_rule_is_judged_and_shown_with_both_figures():
    rows = compare((auc(), loss()), {"auc": 0.9, "loss": 0.6}, champion(auc=0.8, loss=0.5))

    assert [(row.rule.metric, row.value, row.champion) for row in rows] == [
        ("auc", 0.9, 0.8),
        ("loss", 0.6, 0.5),
    ]
    assert [bool(row.objection) for row in rows] == [False, True]


@given(value=figures, least=figures, better=figures.map(abs))
def test_a_better_figure_never_does_worse(value, least, better):
    before = objections(auc(threshold=least), {"auc": value})
    after = objections(auc(threshold=least), {"auc": value + better})

    assert before != [""] or after == [""]


@given(value=figures, rival=figures)
def test_both_directions_are_mirror_images(value, rival):
    up = objections(auc(), {"auc": value}, champion(auc=rival))
    down = objections(loss(), {"loss": -value}, champion(loss=-rival))

    assert (up == [""]) is (down == [""])


@given(value=st.floats(), threshold=st.floats(), rival=st.floats(), change=st.floats())
def test_whatever_passes_is_a_number_that_reaches_numbers(value, threshold, rival, change):
    rule = auc(threshold=threshold, min_absolute_change=change)

    if objections(rule, {"auc": value}, champion(auc=rival)) == [""]:
        assert value >= threshold - 1e-6 * abs(threshold) - 1e-6
        assert value >= rival + change - 1e-6 * abs(rival + change) - 1e-6
