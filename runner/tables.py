"""Tables: the team's data by its digest, one row that shows its shape, and what was predicted."""

from hashlib import sha256
from typing import TYPE_CHECKING

from runner.failures import TeamError

if TYPE_CHECKING:
    from pandas import DataFrame, Series

MOST_BYTES = 1024 * 1024
MOST_ROWS = 50_000


def table(given: object, source: str) -> "DataFrame":
    """The table that a function returned.  Raises `TeamError` for anything else, or an empty one."""
    from pandas import DataFrame

    if not isinstance(given, DataFrame):
        raise TeamError(f"{source} returned {type(given).__name__}; return a pandas DataFrame")
    if given.empty:
        raise TeamError(f"{source} returned a table without rows or columns; there is no data")
    if not given.columns.is_unique:
        raise TeamError(f"{source} returned columns of the same name; give each its own name")
    return given


def digest(data: "DataFrame") -> str:
    """The sha256 over the names, types and values of the columns, in their order."""
    from pandas.util import hash_pandas_object

    total = sha256()
    for name, column in data.items():
        total.update(f"{name}\t{column.dtype}\n".encode())
        try:
            hashes = hash_pandas_object(column, index=False)
        except TypeError:
            hashes = hash_pandas_object(column.map(repr), index=False)
        total.update(hashes.to_numpy().tobytes())
    return total.hexdigest()


def example(data: "DataFrame") -> "DataFrame":
    """One row that nobody is: of each column the median, or the most frequent value."""
    row: DataFrame = data.head(1).copy().reset_index(drop=True)
    for name, column in data.items():
        row[name] = [typical(column)]
        row[name] = row[name].astype(column.dtype)
    return row


def typical(column: "Series") -> object:
    """A value that stands for a column."""
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    if is_numeric_dtype(column) and not is_bool_dtype(column):
        return column.median()
    frequent = column.mode()
    return frequent.iloc[0] if len(frequent) else None


def predictions(given: object, rows: int) -> "DataFrame":
    """What `score` returned, as a table with a row for each row of the data."""
    from pandas import DataFrame

    found = given if isinstance(given, DataFrame) else one_column(given)
    if len(found) != rows:
        raise TeamError(
            f"score.py: score returned {len(found)} predictions for {rows} rows; return one a row"
        )
    return found.reset_index(drop=True)


def one_column(given: object) -> "DataFrame":
    """A list, a series or a one-dimensional array as the column `prediction`."""
    from pandas import Series

    try:
        return Series(given, name="prediction").to_frame()
    except (TypeError, ValueError) as error:
        kind = type(given).__name__
        remedy = "return a list, a series, a one-dimensional array or a DataFrame"
        raise TeamError(f"score.py: score returned {kind} ({error}); {remedy}") from error


def as_csv(data: "DataFrame", predicted: "DataFrame", target: str) -> str:
    """The predictions, beside the truth where there is one: whole lines, at most 1 MiB of them."""
    shown = predicted.head(MOST_ROWS)
    if target:
        shown = shown.assign(**{f"true {target}": data[target].head(MOST_ROWS).to_numpy()})
    text: bytes = shown.to_csv(index_label="row", lineterminator="\n").encode()
    if len(text) <= MOST_BYTES:
        return text.decode()
    return text[: text.rindex(b"\n", 0, MOST_BYTES) + 1].decode()
