"""Everybody who answers for a model hears how its run ended, and what to do next."""

import re
from dataclasses import replace

import pytest

from functions.people import report_status, tell_people
from shared import released
from shared.adapters.mailbox import Mailbox
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.memory_people import MemoryPeople
from shared.adapters.memory_statuses import MemoryStatuses
from shared.core.decisions import decide
from shared.core.findings import Owner
from shared.core.messages import (
    CommitState,
    End,
    Ending,
    PeopleTold,
    ReportStatus,
    StatusReported,
    TellPeople,
)
from shared.telling import UnreachedError
from tests.builders import ADA, CHECKED, CHURN, NOW, PUSHED, SPEC, failed, heard, new

HOME = "http://gatehouse.example"
PAGE = f"{HOME}/api/runs/{CHURN.run_id}"
OWNERS = ("olga@bank.example", "omar@bank.example")
ENDING = Ending(
    end=End.REJECTED,
    step="gate@tst",
    reasons=("auc: 0.7, where at least 0.8 is asked", "recall: the evaluation gave no figure"),
    owner=Owner.MODEL_DEV,
    remedy="improve the model and push again",
)
ORDER = TellPeople(candidate=CHURN, step="people", ending=ENDING, owners=OWNERS)


@pytest.mark.parametrize("end", End)
def test_every_owner_is_told_of_every_end_with_its_reasons_remedy_and_page(end):
    people, order = MemoryPeople(), replace(ORDER, ending=replace(ENDING, end=end))

    answer = tell_people(order, people, MemoryStatuses(), HOME, MemoryBlobs())

    letters = list(people.letters())
    assert answer == PeopleTold(candidate=CHURN, step="people")
    assert tuple(letter.to for letter in letters) == OWNERS
    assert {letter.subject for letter in letters} == {f"churn: {end} at gate@tst"}
    for part in (*ENDING.reasons, ENDING.remedy, ENDING.owner, CHURN.repository, PAGE):
        assert all(part in letter.text for letter in letters)


@pytest.mark.parametrize(
    ("end", "state"),
    [
        (End.RELEASED, CommitState.SUCCESS),
        (End.REJECTED, CommitState.FAILURE),
        (End.REFUSED, CommitState.FAILURE),
        (End.EXPIRED, CommitState.FAILURE),
        (End.SUPERSEDED, CommitState.FAILURE),
        (End.FAILED, CommitState.ERROR),
    ],
)
def test_the_commit_shows_how_its_run_ended(end, state):
    statuses, order = MemoryStatuses(), replace(ORDER, ending=replace(ENDING, end=end))

    tell_people(order, MemoryPeople(), statuses, HOME, MemoryBlobs())

    shown = statuses.read(CHURN)
    assert (shown.state, shown.address) == (state, PAGE)
    assert shown.description.startswith(f"{end} at gate@tst: auc")


@pytest.mark.parametrize("end", End)
def test_only_a_release_is_noted_as_one(end):
    blobs, order = MemoryBlobs(), replace(ORDER, ending=replace(ENDING, end=end))

    tell_people(order, MemoryPeople(), MemoryStatuses(), HOME, blobs)

    assert released.noted(blobs, CHURN) == (CHURN.commit if end is End.RELEASED else "")


def test_a_release_is_noted_even_where_an_owner_cannot_be_told(tmp_path):
    blobs, order = MemoryBlobs(), replace(ORDER, ending=replace(ENDING, end=End.RELEASED))

    with pytest.raises(UnreachedError):
        tell_people(
            replace(order, owners=("<x>",)), Mailbox(tmp_path), MemoryStatuses(), HOME, blobs
        )

    assert released.noted(blobs, CHURN) == CHURN.commit


def test_what_is_told_again_is_recognisably_the_same(tmp_path):
    mailbox = Mailbox(tmp_path)

    for _ in range(3):
        tell_people(ORDER, mailbox, MemoryStatuses(), HOME, MemoryBlobs())

    assert sorted(letter.to for letter in mailbox.letters()) == sorted(OWNERS)
    assert {letter.key for letter in mailbox.letters()} == {f"{CHURN.run_id}/people"}


def test_one_owner_who_cannot_be_reached_keeps_nobody_else_from_hearing(tmp_path):
    mailbox, statuses = Mailbox(tmp_path), MemoryStatuses()
    order = replace(ORDER, owners=("root@(none)", *OWNERS, "<x>"))

    with pytest.raises(UnreachedError, match=re.escape("root@(none)") + ".*<x>"):
        tell_people(order, mailbox, statuses, HOME, MemoryBlobs())

    assert sorted(letter.to for letter in mailbox.letters()) == sorted(OWNERS)
    assert statuses.read(CHURN).state is CommitState.FAILURE


def test_where_no_owner_is_known_the_authors_are_told():
    run = heard(new(), PUSHED)

    [order] = decide(run, failed("checks"), NOW)

    assert order.owners == (ADA,)


def test_once_the_owners_are_known_they_are_told_and_not_the_authors():
    run = heard(new(), PUSHED, CHECKED)

    order = decide(run, failed("training"), NOW)[0]

    assert order.owners == SPEC.owners


def test_reasons_with_line_breaks_and_markup_stay_one_letter(tmp_path):
    evil = replace(ENDING, reasons=("x\r\nBcc: eve@evil.example\r\n\r\n<b>hi</b>",))
    mailbox = Mailbox(tmp_path)

    tell_people(
        replace(ORDER, ending=evil, owners=OWNERS[:1]),
        mailbox,
        MemoryStatuses(),
        HOME,
        MemoryBlobs(),
    )

    [letter] = mailbox.letters()
    assert (letter.to, letter.subject) == (OWNERS[0], "churn: rejected at gate@tst")
    assert b"\nBcc:" not in next(tmp_path.glob("*.eml")).read_bytes().partition(b"\n\n")[0]


def test_the_commit_shows_that_its_run_has_begun():
    statuses = MemoryStatuses()
    order = ReportStatus(
        candidate=CHURN, step="announcement", state=CommitState.PENDING, description="looking"
    )

    assert report_status(order, statuses, HOME) == StatusReported(
        candidate=CHURN, step="announcement"
    )
    shown = statuses.read(CHURN)
    assert (shown.state, shown.description, shown.address) == (
        CommitState.PENDING,
        "looking",
        PAGE,
    )
