"""Tables: a digest that tells data apart, an example that is nobody, predictions row by row."""

import numpy
import pytest
from pandas import DataFrame, Series

from runner import tables
from runner.failures import TeamError

ROWS = DataFrame({"age": [20, 30, 70], "city": ["Oslo", "Oslo", "Riga"], "rate": [0.1, 0.2, 0.9]})


def test_the_same_values_have_the_same_digest_whatever_the_index():
    assert tables.digest(ROWS) == tables.digest(ROWS.set_index(Series([7, 8, 9])))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(ROWS.assign(age=[20, 30, 71]), id="another value"),
        pytest.param(ROWS.rename(columns={"age": "years"}), id="another name"),
        pytest.param(ROWS.astype({"age": "float64"}), id="another type"),
        pytest.param(ROWS[["city", "age", "rate"]], id="another order of columns"),
        pytest.param(ROWS.iloc[::-1], id="another order of rows"),
        pytest.param(ROWS.head(2), id="a row less"),
    ],
)
def test_other_data_has_another_digest(other):
    assert tables.digest(other) != tables.digest(ROWS)


def test_values_that_cannot_be_hashed_are_no_obstacle():
    rows = DataFrame({"words": [["a"], ["b"]]})

    assert tables.digest(rows) != tables.digest(DataFrame({"words": [["a"], ["c"]]}))


def test_an_example_has_the_middle_or_the_most_frequent_of_each_column():
    example = tables.example(ROWS)

    assert example.to_dict("records") == [{"age": 30, "city": "Oslo", "rate": 0.2}]
    assert dict(example.dtypes) == dict(ROWS.dtypes)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param([1, 0, 1], id="a list"),
        pytest.param(numpy.array([1, 0, 1]), id="an array"),
        pytest.param(Series([1, 0, 1], index=[5, 6, 7]), id="a series"),
        pytest.param(DataFrame({"prediction": [1, 0, 1]}, index=[5, 6, 7]), id="a table"),
    ],
)
def test_predictions_come_in_many_shapes(given):
    assert tables.predictions(given, 3).to_dict("list") == {"prediction": [1, 0, 1]}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param([1, 0], "2 predictions for 3 rows", id="too few"),
        pytest.param(numpy.zeros((3, 2)), "return a list", id="two dimensions"),
        pytest.param(None, "NoneType|0 predictions", id="nothing"),
        pytest.param(0.5, "1 predictions for 3 rows", id="a number"),
    ],
)
def test_predictions_that_do_not_fit_the_rows_are_refused(given, words):
    with pytest.raises(TeamError, match=words):
        tables.predictions(given, 3)


def test_a_table_of_predictions_is_cut_at_a_whole_line():
    rows = DataFrame({"x": range(100_000)})
    predicted = DataFrame({"prediction": [1 / 3] * 100_000})

    text = tables.as_csv(rows, predicted, "x")

    assert text.startswith("row,prediction,true x\n0,0.333")
    assert text.endswith("\n")
    assert 0.9 * tables.MOST_BYTES < len(text) <= tables.MOST_BYTES
