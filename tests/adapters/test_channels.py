"""Several ways at once: all are tried, the worst is told, and nobody hears a thing twice in vain."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from shared.adapters.channels import Channels
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import Notice
from shared.telling import UnreachedError

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


def test_trouble_with_one_way_keeps_no_other_silent():
    ways = [Way(troubles=[NOBODY]), Way(), Way(troubles=[BUSY]), Way()]

    with pytest.raises(TryAgainError, match="Teams: busy; mail: nobody of that name") as raised:
        Channels(ways=ways).tell(NOTICE)

    assert raised.value.after == timedelta(seconds=17)
    assert [len(way.told) for way in ways] == [0, 1, 0, 1]


def test_what_nobody_could_ever_be_told_is_refused():
    with pytest.raises(UnreachedError, match="nobody of that name"):
        Channels(ways=[Way(troubles=[NOBODY]), Way()]).tell(NOTICE)


def test_a_repetition_goes_only_where_the_notice_has_not_been():
    ways = [Way(), Way(troubles=[BUSY] * 3)]
    channels = Channels(ways=ways)

    for _ in range(3):
        with pytest.raises(TryAgainError):
            channels.tell(NOTICE)
    channels.tell(NOTICE)

    assert [way.told for way in ways] == [[NOTICE], [NOTICE]]


def test_another_person_and_another_notice_are_told(tmp_path):
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
