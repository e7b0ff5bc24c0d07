"""Many runs at a glance, from a listing alone: what is alive, and what ended last."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import nlargest

from shared.core.messages import End
from shared.mirror import Row, row_of
from shared.runs import Runs

ALIVE_SHOWN = 200
ENDED_SHOWN = 50
MONTHS_LOOKED_AT = 3
ENDS = frozenset(End)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which runs somebody wants to see; an empty text is no wish.

    `month` is the last month (`2026-11`) whose ended runs are shown.
    """

    model: str = ""
    team: str = ""
    stage: str = ""
    month: str = ""


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The runs, the newest first, and how many are left out.

    Of ended runs, those of the months since `looked_back_to` are looked at; `earlier` is the
    month to ask for next.
    """

    wish: Wish
    alive: tuple[Row, ...]
    alive_left_out: int
    ended: tuple[Row, ...]
    ended_left_out: int
    looked_back_to: str
    earlier: str


def overview(runs: Runs, wish: Wish, now: datetime) -> Overview:
    """What the listing shows now."""
    rows = [row for row in map(row_of, runs.alive()) if fits(row, wish)]
    alive, alive_left_out = newest((row for row in rows if row.stage not in ENDS), ALIVE_SHOWN)
    unmoved = () if wish.month else tuple(row for row in rows if row.stage in ENDS)
    latest = wish.month or f"{now:%Y-%m}"
    ended, ended_left_out, looked_back_to = ended_until(latest, runs, wish, unmoved)
    return Overview(
        wish=wish,
        alive=alive,
        alive_left_out=alive_left_out,
        ended=ended,
        ended_left_out=ended_left_out,
        looked_back_to=looked_back_to,
        earlier=month_before(looked_back_to),
    )


def ended_until(
    latest: str, runs: Runs, wish: Wish, unmoved: tuple[Row, ...]
) -> tuple[tuple[Row, ...], int, str]:
    """Ended runs, those not moved away yet among them: as many months back as fill a page."""
    found, left_out, month = list(unmoved), 0, latest
    known = {row.run_id for row in unmoved}
    for month in months_back(latest):
        listed = map(row_of, runs.ended(month.replace("-", "/")))
        fitting = (row for row in listed if row.run_id not in known and fits(row, wish))
        some, more = newest(fitting, ENDED_SHOWN)
        found, left_out = [*found, *some], left_out + more
        if len(found) >= ENDED_SHOWN or (wish.stage and wish.stage not in ENDS):
            break
    shown, more = newest(found, ENDED_SHOWN)
    return shown, left_out + more, month


def newest(rows: Iterable[Row], most: int) -> tuple[tuple[Row, ...], int]:
    """The rows that changed last, and how many others there are."""
    every = list(rows)
    kept = nlargest(most, every, key=lambda row: row.updated or LONG_AGO)
    return tuple(kept), len(every) - len(kept)


def fits(row: Row, wish: Wish) -> bool:
    """Whether somebody wants to see the run."""
    pairs = ((wish.model, row.model), (wish.team, row.team), (wish.stage, row.stage))
    return all(wanted.casefold() in ("", found.casefold()) for wanted, found in pairs)


def months_back(month: str) -> Iterator[str]:
    """The month and those before it."""
    for _ in range(MONTHS_LOOKED_AT):
        yield month
        month = month_before(month)


def month_before(month: str) -> str:
    """The month before: `2025-12` for `2026-01`."""
    year, number = map(int, month.split("-"))
    return f"{year - (number == 1):04}-{(number - 2) % 12 + 1:02}"
