"""A push whose webhook was lost is noticed, once, and as if it had not been lost."""

import pytest

from functions.discovery import discover
from functions.reconcile import reconcile_all
from shared import catalogue, heads
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.memory_bus import MemoryBus
from shared.adapters.memory_ci import MemoryCi
from shared.adapters.memory_source import MemorySource
from shared.catalogue import Registration
from shared.core.errors import TryAgainError
from shared.core.messages import DiscoverModels, Push
from shared.news import NOTHING, envelope_for
from tests.settable_clock import SettableClock

CHURN, LIMITS = "bank/churn", "bank/limits"
CLOCK = SettableClock()


class Sources(MemorySource):
    """Repositories, of which some are busy."""

    busy = ()

    def heads(self, url):
        if url in self.busy:
            raise TryAgainError(f"{url}: somebody is at it")
        return super().heads(url)


class Watch:
    """What reconcile looks at."""

    def __init__(self):
        self.blobs, self.source = MemoryBlobs(), Sources()
        self.bus = MemoryBus(clock=CLOCK)

    def register(self, repository):
        catalogue.register(
            self.blobs,
            Registration(
                repository=repository, url=url_of(repository), team="Retail", secret="memory:x"
            ),
        )

    def commit(self, repository, text=b"", branch="main"):
        return self.source.commit(url_of(repository), {"README.md": text}, branch=branch)

    def look(self):
        """What is announced."""
        before = len(self.bus.sent)
        reconcile_all(self.blobs, self.source, self.bus, CLOCK)
        return [(one.body.repository, one.body.commit) for one in self.bus.sent[before:]]


def url_of(repository):
    return f"memory:{repository}"


@pytest.fixture
def watch():
    made = Watch()
    made.register(CHURN)
    made.register(LIMITS)
    return made


@pytest.mark.parametrize("before", ["", "b" * 40], ids=["the first", "a later one"])
def test_a_lost_push_is_announced_under_the_name_its_webhook_would_have_given_it(watch, before):
    head = watch.commit(CHURN)
    push = Push(ref="refs/heads/main", before=before or NOTHING, pusher="dana@bank.example")
    by_webhook = DiscoverModels(repository=CHURN, commit=head, news=push)
    if before:
        heads.note(watch.blobs, CHURN, "main", before)

    watch.look()
    watch.bus.publish([envelope_for(by_webhook, CLOCK())])

    assert [one.body.commit for one in watch.bus.sent] == [head]
    assert watch.bus.sent[0].traceparent == envelope_for(by_webhook, CLOCK()).traceparent


def test_a_head_that_was_looked_at_is_not_announced_again(watch):
    watch.commit(CHURN)

    assert len(watch.look()) == 1
    discover(watch.bus.sent[0].body, watch.blobs, watch.source, MemoryCi(), CLOCK())

    assert watch.look() == []


def test_a_return_to_an_older_commit_whose_webhook_was_lost_is_announced_anew(watch):
    older = watch.commit(CHURN)
    watch.look()
    heads.note(watch.blobs, CHURN, "main", "b" * 40)

    assert watch.look() == [(CHURN, older)]
    assert watch.bus.sent[0].id != watch.bus.sent[1].id


def test_what_is_announced_tells_which_commit_the_branch_has_left_behind(watch):
    watch.commit(CHURN)
    heads.note(watch.blobs, CHURN, "main", "a" * 40)
    watch.commit(LIMITS)

    watch.look()

    before = {one.body.repository: one.body.news.before for one in watch.bus.sent}
    assert before == {CHURN: "a" * 40, LIMITS: NOTHING}


def test_only_the_registered_branch_is_looked_at(watch):
    watch.commit(CHURN, branch="try")

    assert watch.look() == []


def test_a_branch_that_is_gone_is_no_news(watch):
    watch.commit(CHURN, branch="try")
    heads.note(watch.blobs, CHURN, "main", "a" * 40)

    assert watch.look() == []


def unreadable(watch):
    """There is no such repository."""


def busy(watch):
    watch.commit(CHURN)
    watch.source.busy = (url_of(CHURN),)


def garbled(watch):
    watch.commit(CHURN)
    watch.blobs.put(catalogue.place_of(CHURN), b'{"repository": "bank/churn", "url":')


def half_written(watch):
    watch.commit(CHURN)
    watch.blobs.put(catalogue.place_of(CHURN), b"{}")


@pytest.mark.parametrize("harm", [busy, garbled, half_written])
def test_a_repository_in_trouble_is_named_in_the_log(watch, harm, caplog):
    harm(watch)

    watch.look()

    assert f"{CHURN}: lost pushes are not noticed now" in caplog.text


@pytest.mark.parametrize("harm", [unreadable, busy, garbled, half_written])
def test_one_repository_in_trouble_does_not_keep_the_others_waiting(watch, harm):
    harm(watch)
    head = watch.commit(LIMITS)

    assert watch.look() == [(LIMITS, head)]


def test_a_repository_that_was_busy_is_announced_the_next_time(watch):
    busy(watch)
    assert watch.look() == []

    watch.source.busy = ()
    assert [repository for repository, _ in watch.look()] == [CHURN]
