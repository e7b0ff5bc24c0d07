"""Whose decision is taken, about what, and everything somebody might try instead."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from functions.approval import Desk, Visit, form, request_approval, show, take
from functions.approval.letter import NobodyToAskError
from functions.approval.page import turned_away, visit
from local.approving import FormReader, form_of
from shared.adapters.azure_http import attempt, respond
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.memory_bus import MemoryBus
from shared.adapters.memory_people import MemoryPeople
from shared.adapters.pages import Pages
from shared.adapters.signed_links import SignedLinks
from shared.codec import write
from shared.core.approvals import evidence_of, request
from shared.core.candidate import Candidate
from shared.core.decisions import begins
from shared.core.messages import CommitSuperseded, End, Event
from shared.core.policy import Environment, Policy
from shared.handling import settle
from shared.replies import RefusedRequestError
from tests.memory_platform import Clock
from tests.stories import (
    APPROVER,
    CHURN,
    ROLE,
    decision,
    kept,
    refused,
    released,
    tell,
    waiting_for_approval,
    waiting_for_tests,
)

HOME = "http://gatehouse.example"
LIN, ADA, EVE = "lin@bank.example", "ada@bank.example", "eve@bank.example"
KEYS = [b"a key of a test, long enough"]
LINKS = SignedLinks(KEYS)
FOREIGN = SignedLinks([b"the key of somebody else, as long"])
LATE = timedelta(seconds=-1)


@dataclass(frozen=True, kw_only=True)
class Post:
    """What a browser sends."""

    visit: Visit
    fields: dict
    headers: dict


class Impatient(SignedLinks):
    """Links whose time is over."""

    def open(self, token):
        return super().open(token, max_age=LATE)


def desk_for(record, **changes):
    """The desk of a platform that keeps this run, an hour after the last that happened to it."""
    clock = Clock(record.run.updated + timedelta(hours=1))
    plain = Desk(
        runs=kept(record),
        bus=MemoryBus(clock=clock),
        clock=clock,
        links=LINKS,
        pages=Pages(),
        roles={ROLE: (APPROVER, LIN), "reader": (EVE,)},
        address=HOME,
    )
    return replace(plain, **changes)


def visit_of(person=APPROVER, run_id=CHURN.run_id, environment="prod", links=LINKS):
    """Somebody with a link that we have signed."""
    token = links.sign(f"{run_id}@{environment}", person)
    return Visit(run_id=run_id, environment=environment, token=token)


def post_by(person, desk, **fields):
    """What the browser of an honest person sends, who has looked at the page."""
    visit = visit_of(person)
    record = desk.runs.find(CHURN.run_id)
    honest = {
        "form_token": desk.links.form_token(visit.approval, person),
        "evidence": evidence_of(record.run, "prod"),
        "comment": "",
        "verdict": "approve",
    }
    return Post(visit=visit, fields=honest | fields, headers={"origin": HOME})


def send(post, desk):
    return attempt(lambda: take(post.visit, post.fields, post.headers, desk), turned_away)


def look(visit, desk):
    return attempt(lambda: show(visit, desk), turned_away)


def settle_all(desk):
    """Let the decider hear what was said; the run as it then stands."""
    for envelope in desk.bus.sent:
        if isinstance(envelope.body, Event):
            settle(write(envelope), runs=desk.runs, policy=Policy(), bus=desk.bus, clock=desk.clock)
    return desk.runs.find(CHURN.run_id).run


def words(reply):
    """All that people read on a page."""
    reader = FormReader()
    reader.feed(reply.body.decode())
    return " ".join(reader.words)


@pytest.fixture
def desk():
    return desk_for(waiting_for_approval())


def test_what_the_page_shows_is_what_its_form_decides_about(desk):
    page = look(visit_of(), desk).body.decode()
    fields = form_of(page) | {"verdict": "approve", "comment": "Better on every figure."}

    reply = send(replace(post_by(APPROVER, desk), fields=fields), desk)

    assert reply.status == 303
    assert [voice.person for _, voice in settle_all(desk).decisions] == [APPROVER]
    assert "promotion@prod" in settle_all(desk).ordered


def test_a_thousand_looks_change_nothing(desk):
    before = dict(desk.runs.blobs.kept)

    statuses = {look(visit_of(), desk).status for _ in range(1000)}

    assert statuses == {200}
    assert (desk.runs.blobs.kept, desk.bus.sent) == (before, [])


def test_a_decision_leads_back_to_the_page_which_says_that_it_was_received(desk):
    post = post_by(APPROVER, desk, verdict="refuse")

    location = send(post, desk).headers["Location"]

    assert location == (
        f"{HOME}/api/approvals/{CHURN.run_id}/prod?token={post.visit.token}&sent=refuse"
    )
    again = replace(post.visit, sent="refuse")
    assert "Your decision was received: refuse" in words(look(again, desk))


def test_only_a_verdict_is_believed_to_have_been_sent():
    path = {"run_id": "churn-1", "environment": "prod"}

    assert visit(path, {"token": "t", "sent": "approve"}).sent == "approve"
    assert visit(path, {"token": "t", "sent": "<script>"}).sent == ""


def at(post, **changes):
    """The same, knocking elsewhere or as somebody else."""
    return replace(post, visit=replace(post.visit, **changes))


def from_(post, **headers):
    """The same, from another page."""
    return replace(post, headers=headers)


def saying(post, **fields):
    """The same form, filled in otherwise; `None` leaves a field out."""
    kept = {name: value for name, value in (post.fields | fields).items() if value is not None}
    return replace(post, fields=kept)


def bent(token):
    """The token with one character in the middle of its signature changed."""
    middle = len(token) - 10
    return token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]


OTHER = f"{CHURN.run_id[:-1]}x"
ATTACKS = {
    "no link token": lambda post: (at(post, token=""), 403),
    "a token made up": lambda post: (at(post, token="a.b.c"), 403),
    "a flood in place of a token": lambda post: (at(post, token="é" * 100_000), 403),
    "a token with a changed signature": lambda post: (at(post, token=bent(post.visit.token)), 403),
    "a token that somebody else has signed": lambda post: (
        at(post, token=visit_of(links=FOREIGN).token),
        403,
    ),
    "the token of a form in place of the link's": lambda post: (
        at(post, token=post.fields["form_token"]),
        403,
    ),
    "the token of another run": lambda post: (at(post, token=visit_of(run_id=OTHER).token), 403),
    "the token of another environment": lambda post: (
        at(post, token=visit_of(environment="qa").token),
        403,
    ),
    "an environment that does not exist, well signed": lambda post: (
        replace(post, visit=visit_of(environment="moon")),
        403,
    ),
    "a run that does not exist, well signed": lambda post: (
        replace(post, visit=visit_of(run_id=OTHER)),
        403,
    ),
    "a path in place of a run": lambda post: (at(post, run_id="../../contents/x"), 403),
    "a path in place of a run, well signed": lambda post: (
        replace(post, visit=visit_of(run_id="../../contents/x")),
        403,
    ),
    "an environment hidden in the run": lambda post: (
        at(post, run_id=f"{CHURN.run_id}@prod", environment=""),
        403,
    ),
    "no form token": lambda post: (saying(post, form_token=None), 403),
    "an empty form token": lambda post: (saying(post, form_token=""), 403),
    "a form token made up": lambda post: (saying(post, form_token="a.b.c"), 403),
    "another person's form token": lambda post: (
        saying(post, form_token=LINKS.form_token(post.visit.approval, LIN)),
        403,
    ),
    "the form token of another run": lambda post: (
        saying(post, form_token=LINKS.form_token(f"{OTHER}@prod", APPROVER)),
        403,
    ),
    "the form token of another environment": lambda post: (
        saying(post, form_token=LINKS.form_token(f"{CHURN.run_id}@qa", APPROVER)),
        403,
    ),
    "a form token that somebody else has signed": lambda post: (
        saying(post, form_token=FOREIGN.form_token(post.visit.approval, APPROVER)),
        403,
    ),
    "the link's token in place of the form's": lambda post: (
        saying(post, form_token=post.visit.token),
        403,
    ),
    "no origin": lambda post: (from_(post), 403),
    "an empty origin": lambda post: (from_(post, origin=""), 403),
    "the origin of a sandbox": lambda post: (from_(post, origin="null"), 403),
    "a foreign origin": lambda post: (from_(post, origin="http://evil.example"), 403),
    "our name inside a foreign one": lambda post: (from_(post, origin=f"{HOME}.evil.example"), 403),
    "our name as a foreign one's user": lambda post: (from_(post, origin=f"{HOME}@evil.one"), 403),
    "another scheme": lambda post: (from_(post, origin="https://gatehouse.example"), 403),
    "another port": lambda post: (from_(post, origin=f"{HOME}:8080"), 403),
    "an origin that no parser takes": lambda post: (from_(post, origin="http://[::1"), 403),
    "only a referrer": lambda post: (from_(post, referer=f"{HOME}/api/runs"), 403),
    "no verdict": lambda post: (saying(post, verdict=None), 400),
    "an empty verdict": lambda post: (saying(post, verdict=""), 400),
    "a verdict that is neither": lambda post: (saying(post, verdict="maybe"), 400),
    "a verdict in capitals": lambda post: (saying(post, verdict="APPROVE"), 400),
    "a verdict as a truth value": lambda post: (saying(post, verdict="true"), 400),
    "a comment that is too long": lambda post: (saying(post, comment="x" * 1001), 400),
    "no evidence": lambda post: (saying(post, evidence=None), 409),
    "empty evidence": lambda post: (saying(post, evidence=""), 409),
    "the evidence of an older page": lambda post: (saying(post, evidence="0" * 64), 409),
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_post_that_does_not_fit_is_turned_away_and_nothing_is_said(desk, attack):
    post, status = attack(post_by(APPROVER, desk))

    reply = send(post, desk)

    assert (reply.status, reply.kind) == (status, "text/html; charset=utf-8")
    assert desk.bus.sent == []


LOOKS = [name for name, attack in ATTACKS.items() if "token of a form" in name or "link" in name]


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param(attack, id=name)
        for name, attack in ATTACKS.items()
        if attack(post_by(APPROVER, desk_for(waiting_for_approval())))[0].visit
        != post_by(APPROVER, desk_for(waiting_for_approval())).visit
    ],
)
def test_a_link_that_does_not_fit_shows_nothing(desk, attack):
    post, _ = attack(post_by(APPROVER, desk))

    reply = look(post.visit, desk)

    assert reply.status == 403
    assert "auc" not in reply.body.decode()
