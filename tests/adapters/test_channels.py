"""Several ways at once: all are tried, the first counts, and nobody hears a thing twice in vain."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from shared.adapters.channels import Channels
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import Notice

NOTICE = Notice(key="churn-1/people", to="ann@bank.example", subject="churn", text="released")
BUSY = TryAgainError("Teams: busy", after=timedelta(seconds=17))
NOBODY = RefusedError("mail: nobody of that name")


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way with so many troubles in front of it."""

    troubles: list = field(default_factory=list)
    told: list = field(default_factory=list)

    def tell(self, notice):
        if self.troubles:
            raise self.troubles.pop(0)
        self.told.append(notice)


def test_all_ways_are_told_in_order():
    ways = [Way(), Way()]

    Channels(ways=ways).tell(NOTICE)

    assert [way.told for way in ways] == [[NOTICE], [NOTICE]]


@pytest.mark.parametrize("trouble", [BUSY, NOBODY], ids=["for now", "for good"])
def test_trouble_with_the_first_way_is_raised_as_it_is_and_keeps_no_other_silent(trouble):
    ways = [Way(troubles=[trouble]), Way(), Way()]

    with pytest.raises(type(trouble)) as raised:
        Channels(ways=ways).tell(NOTICE)

    assert raised.value is trouble
    assert [len(way.told) for way in ways] == [0, 1, 1]


def test_trouble_with_the_only_way_is_raised():
    with pytest.raises(RefusedError, match="nobody of that name"):
        Channels(ways=[Way(troubles=[NOBODY])]).tell(NOTICE)


@pytest.mark.parametrize(
    ("trouble", "error"),
    [(BUSY, "Teams: busy"), (NOBODY, str(NOBODY)), (ValueError("canary"), "ValueError")],
    ids=["for now", "for good", "an accident"],
)
def test_trouble_with_a_further_way_is_one_line_in_the_log_and_fails_nothing(
    trouble, error, caplog
):
    ways = [Way(), Way(troubles=[trouble]), Way()]

    with caplog.at_level(logging.WARNING):
        Channels(ways=ways).tell(NOTICE)

    [line] = caplog.messages
    told = {"notice": NOTICE.key, "way": "Way", "outcome": "not told", "error": error}
    assert json.loads(line) == told
    assert [len(way.told) for way in ways] == [1, 0, 1]


def test_both_in_trouble_the_first_is_what_is_raised(caplog):
    ways = [Way(troubles=[NOBODY]), Way(troubles=[BUSY])]

    with pytest.raises(RefusedError, match="nobody of that name"):
        Channels(ways=ways).tell(NOTICE)

    assert "Teams: busy" in caplog.text


def test_a_repetition_goes_only_where_the_notice_has_not_been():
    ways = [Way(troubles=[BUSY] * 3), Way()]
    channels = Channels(ways=ways)

    for _ in range(3):
        with pytest.raises(TryAgainError):
            channels.tell(NOTICE)
    for _ in range(2):
        channels.tell(NOTICE)

    assert [way.told for way in ways] == [[NOTICE], [NOTICE]]


def test_another_person_and_another_notice_are_told():
    way = Way()
    channels = Channels(ways=[way])
    others = [
        Notice(key=key, to=to, subject="", text="") for key in ("one", "two") for to in ("a", "b")
    ]

    for notice in others:
        channels.tell(notice)

    assert way.told == others


def test_many_at_once_lose_nothing():
    way = Way()
    channels = Channels(ways=[way])
    notices = [Notice(key=f"{n}", to="a", subject="", text="") for n in range(50)]

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(channels.tell, notices))

    assert sorted(notice.key for notice in way.told) == sorted(notice.key for notice in notices)
