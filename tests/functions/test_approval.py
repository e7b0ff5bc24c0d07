"""Whose decision is taken, about what, and everything somebody might try instead."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import unquote

import pytest

from functions.approval import Neighbours, Visit, form, request_approval, show, take
from functions.approval.letter import NobodyToAskError
from functions.approval.page import turned_away, visit
from local.approving import FormReader, form_of
from shared.adapters.azure_http import attempt, respond
from shared.adapters.link_visitors import LinkVisitors
from shared.adapters.mailbox import Mailbox
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.memory_bus import MemoryBus
from shared.adapters.memory_people import MemoryPeople
from shared.adapters.pages import Pages
from shared.adapters.signed_links import SignedLinks
from shared.codec import write
from shared.core import approvals
from shared.core.messages import CommitSuperseded, Event
from shared.core.policy import Policy
from shared.handling import settle
from shared.replies import HTML, RefusedRequestError
from shared.runs import Runs
from shared.telling import UnreachedError
from tests.settable_clock import SettableClock
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
ROLES = {ROLE: (APPROVER, LIN), "reader": (EVE,)}
HOLDERS = LinkVisitors(links=LINKS, roles=ROLES)
LINK = re.compile(r"(?<=token=)\S+")


@dataclass(frozen=True, kw_only=True)
class Post:
    """What a browser sends."""

    visit: Visit
    fields: dict
    headers: dict


def neighbours_for(record, **changes):
    """The neighbours of a platform that keeps this run, an hour after the last that happened to it."""
    clock = SettableClock(record.run.updated + timedelta(hours=1))
    links, roles = changes.pop("links", LINKS), changes.pop("roles", ROLES)
    plain = Neighbours(
        runs=kept(record),
        bus=MemoryBus(clock=clock),
        clock=clock,
        links=links,
        visitors=LinkVisitors(links=links, roles=roles),
        pages=Pages(),
        address=HOME,
    )
    return replace(plain, **changes)


def visit_of(person=APPROVER, run_id=CHURN.run_id, environment="prod", links=LINKS):
    """Somebody with a link that we have signed."""
    token = links.sign(f"{run_id}@{environment}", person)
    return Visit(run_id=run_id, environment=environment, token=token)


def post_by(person, neighbours, /, **fields):
    """What the browser of an honest person sends, who has looked at the page."""
    visit = visit_of(person)
    record = neighbours.runs.find(CHURN.run_id)
    honest = {
        "form_token": neighbours.links.form_token(visit.approval, person),
        "evidence": approvals.evidence_of(record.run, "prod"),
        "comment": "",
        "verdict": "approve",
    }
    return Post(visit=visit, fields=honest | fields, headers={"origin": HOME})


def send(post, neighbours):
    visit = replace(post.visit, headers=post.headers)
    return attempt(lambda: take(visit, post.fields, neighbours), turned_away)


def look(visit, neighbours):
    return attempt(lambda: show(visit, neighbours), turned_away)


def settle_all(neighbours):
    """Let the decider hear what was said; the run as it then stands."""
    for envelope in neighbours.bus.sent:
        if isinstance(envelope.body, Event):
            settle(
                write(envelope),
                runs=neighbours.runs,
                policy=Policy(),
                bus=neighbours.bus,
                clock=neighbours.clock,
            )
    return neighbours.runs.find(CHURN.run_id).run


def words(reply):
    """All that people read on a page."""
    reader = FormReader()
    reader.feed(reply.body.decode())
    return " ".join(reader.words)


@pytest.fixture
def neighbours():
    return neighbours_for(waiting_for_approval())


def test_what_the_page_shows_is_what_its_form_decides_about(neighbours):
    page = look(visit_of(), neighbours).body.decode()
    fields = form_of(page) | {"verdict": "approve", "comment": "Better on every figure."}

    reply = send(replace(post_by(APPROVER, neighbours), fields=fields), neighbours)

    assert reply.status == 303
    assert [voice.person for _, voice in settle_all(neighbours).decisions] == [APPROVER]
    assert "promotion@prod" in settle_all(neighbours).ordered


def test_a_thousand_looks_change_nothing(neighbours):
    before = dict(neighbours.runs.blobs.kept)

    statuses = {look(visit_of(), neighbours).status for _ in range(1000)}

    assert statuses == {200}
    assert (neighbours.runs.blobs.kept, neighbours.bus.sent) == (before, [])


def test_a_decision_leads_back_to_the_page_which_says_that_it_was_received(neighbours):
    post = post_by(APPROVER, neighbours, verdict="refuse")

    location = send(post, neighbours).headers["Location"]

    assert location == (
        f"{HOME}/api/approvals/{CHURN.run_id}/prod?token={post.visit.token}&sent=refuse"
    )
    again = replace(post.visit, sent="refuse")
    assert "Your decision was received: refuse" in words(look(again, neighbours))


def test_only_a_verdict_is_believed_to_have_been_sent():
    path = {"run_id": "churn-1", "environment": "prod"}

    assert visit(path, {"token": "t", "sent": "approve"}, {}).sent == "approve"
    assert visit(path, {"token": "t", "sent": "<script>"}, {}).sent == ""


OTHER = f"{CHURN.run_id[:-1]}x"
GOOD = visit_of()


def bent(token):
    """The token with one character in the middle of its signature changed."""
    middle = len(token) - 10
    return token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]


WRONG_LINKS = {
    "no token": replace(GOOD, token=""),
    "a token made up": replace(GOOD, token="a.b.c"),
    "a flood in place of a token": replace(GOOD, token="é" * 100_000),
    "a changed signature": replace(GOOD, token=bent(GOOD.token)),
    "somebody else's signature": replace(GOOD, token=visit_of(links=FOREIGN).token),
    "the token of a form": replace(GOOD, token=LINKS.form_token(GOOD.approval, APPROVER)),
    "the token of another run": replace(GOOD, token=visit_of(run_id=OTHER).token),
    "the token of another environment": replace(GOOD, token=visit_of(environment="qa").token),
    "an environment that does not exist, well signed": visit_of(environment="moon"),
    "a run that does not exist": replace(GOOD, run_id=OTHER),
    "a run that does not exist, well signed": visit_of(run_id=OTHER),
    "a path in place of a run": replace(GOOD, run_id="../../contents/x"),
    "a path in place of a run, well signed": visit_of(run_id="../../contents/x"),
    "an environment hidden in the run": replace(
        GOOD, run_id=f"{CHURN.run_id}@prod", environment=""
    ),
}


@pytest.mark.parametrize("visit", WRONG_LINKS.values(), ids=WRONG_LINKS)
def test_a_link_that_does_not_fit_shows_nothing_and_decides_nothing(neighbours, visit):
    post = replace(post_by(APPROVER, neighbours), visit=visit)

    replies = [look(visit, neighbours), send(post, neighbours)]

    assert {(reply.status, reply.kind) for reply in replies} == {(403, HTML)}
    assert b"auc" not in replies[0].body
    assert neighbours.bus.sent == []


def test_a_link_that_is_too_old_shows_nothing_and_decides_nothing():
    late = neighbours_for(waiting_for_approval(), links=SignedLinks(KEYS, link_age=LATE))
    post = post_by(APPROVER, late)

    assert "too old" in words(look(post.visit, late))
    assert send(post, late).status == 403
    assert late.bus.sent == []


WRONG_ORIGINS = {
    "no origin": {},
    "an empty origin": {"origin": ""},
    "the origin of a sandbox": {"origin": "null"},
    "a foreign origin": {"origin": "http://evil.example"},
    "our name inside a foreign one": {"origin": f"{HOME}.evil.example"},
    "our name as a foreign one's user": {"origin": f"{HOME}@evil.example"},
    "another scheme": {"origin": "https://gatehouse.example"},
    "another port": {"origin": f"{HOME}:8080"},
    "an origin that no parser takes": {"origin": "http://[::1"},
    "a referrer in place of an origin": {"referer": f"{HOME}/api/runs"},
}


@pytest.mark.parametrize("headers", WRONG_ORIGINS.values(), ids=WRONG_ORIGINS)
def test_a_form_that_comes_from_elsewhere_decides_nothing(neighbours, headers):
    reply = send(replace(post_by(APPROVER, neighbours), headers=headers), neighbours)

    assert reply.status == 403
    assert neighbours.bus.sent == []


WRONG_FORM_TOKENS = {
    "none": "",
    "one made up": "a.b.c",
    "another person's": LINKS.form_token(GOOD.approval, LIN),
    "that of another run": LINKS.form_token(f"{OTHER}@prod", APPROVER),
    "that of another environment": LINKS.form_token(f"{CHURN.run_id}@qa", APPROVER),
    "one that somebody else has signed": FOREIGN.form_token(GOOD.approval, APPROVER),
    "the link's": GOOD.token,
}


@pytest.mark.parametrize("token", WRONG_FORM_TOKENS.values(), ids=WRONG_FORM_TOKENS)
def test_a_form_without_our_own_token_decides_nothing(neighbours, token):
    reply = send(post_by(APPROVER, neighbours, form_token=token), neighbours)

    assert reply.status == 403
    assert neighbours.bus.sent == []


def test_a_page_that_lay_open_for_too_long_decides_nothing(neighbours):
    late = replace(neighbours, links=SignedLinks(KEYS, form_age=LATE))

    assert send(post_by(APPROVER, neighbours), late).status == 403
    assert late.bus.sent == []


WRONG_FIELDS = {
    "an empty verdict": ({"verdict": ""}, 400),
    "a verdict that is neither": ({"verdict": "maybe"}, 400),
    "a verdict in capitals": ({"verdict": "APPROVE"}, 400),
    "a verdict as a truth value": ({"verdict": "true"}, 400),
    "a comment that is too long": ({"comment": "x" * 1001}, 400),
    "empty evidence": ({"evidence": ""}, 409),
    "the evidence of an older page": ({"evidence": "0" * 64}, 409),
}


@pytest.mark.parametrize(("fields", "status"), WRONG_FIELDS.values(), ids=WRONG_FIELDS)
def test_a_form_that_says_nonsense_decides_nothing(neighbours, fields, status):
    assert send(post_by(APPROVER, neighbours, **fields), neighbours).status == status
    assert neighbours.bus.sent == []


@pytest.mark.parametrize("name", ["verdict", "evidence", "form_token"])
def test_a_form_that_leaves_a_field_out_decides_nothing(neighbours, name):
    post = post_by(APPROVER, neighbours)
    del post.fields[name]

    assert send(post, neighbours).status in (400, 403, 409)
    assert neighbours.bus.sent == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"verdict=approve&verdict=refuse", 400, id="two verdicts"),
        pytest.param(b"&".join(b"%d=x" % n for n in range(100)), 400, id="a hundred fields"),
        pytest.param(b"comment=" + b"x" * 70_000, 413, id="more than a form can hold"),
    ],
)
def test_a_body_that_is_no_form_of_ours_is_turned_away(body, status):
    with pytest.raises(RefusedRequestError) as refusal:
        form(body)

    assert refusal.value.status == status


def test_a_form_is_read_as_browsers_write_it():
    assert form(b"verdict=approve&comment=Gr%C3%BC%C3%9Fe+an+alle%0D%0A&note=%ED%A0%80") == {
        "verdict": "approve",
        "comment": "Gr\u00fc\u00dfe an alle\r\n",
        "note": "\ufffd\ufffd\ufffd",
    }


def decided(record=None, person=APPROVER, **changes):
    """The waiting run once a person has decided."""
    record = record or waiting_for_approval()
    return tell(record, decision(record, person=person, **changes))


def superseded():
    return tell(waiting_for_approval(), CommitSuperseded(candidate=CHURN, by="beef" * 10))


def by_two():
    return waiting_for_approval(Policy(environments=(*Policy().environments[:2], PROD)))


PROD = replace(Policy().environment("prod"), quorum=2)
AUTHORS = {ROLE: (APPROVER, ADA)}
OBJECTIONS = {
    "an author": (waiting_for_approval, {"person": ADA, "roles": AUTHORS}, "is an author"),
    "somebody in another role": (waiting_for_approval, {"person": EVE}, "is not a release-manager"),
    "somebody whose role was taken away": (
        waiting_for_approval,
        {"roles": {ROLE: (LIN,)}},
        "is not a release-manager",
    ),
    "somebody for whom it is too late": (waiting_for_approval, {"days": 7}, "expired"),
    "somebody who has approved already": (lambda: decided(by_two()), {}, "decided already"),
    "somebody after whom nobody is asked": (decided, {"person": LIN}, "settled already"),
    "somebody whom nobody asked": (waiting_for_tests, {}, "nobody was asked"),
    "somebody who comes after a refusal": (refused, {"person": LIN}, "ended already: refused"),
    "somebody who comes after the release": (released, {}, "ended already: released"),
    "somebody whom a newer commit overtook": (superseded, {}, "ended already: superseded"),
}


@pytest.mark.parametrize(("story", "case", "reason"), OBJECTIONS.values(), ids=OBJECTIONS)
def test_who_may_not_decide_sees_no_form_and_is_told_why_when_trying(story, case, reason):
    neighbours = neighbours_for(story(), roles=case.get("roles", ROLES))
    neighbours.clock.now += timedelta(days=case.get("days", 0))
    post = post_by(case.get("person", APPROVER), neighbours)

    page, reply = look(post.visit, neighbours), send(post, neighbours)

    assert "form_token" not in form_of(page.body.decode())
    assert (page.status, reply.status) == (200, 409)
    assert reason in words(reply)
    assert neighbours.bus.sent == []


def test_the_person_in_a_decision_is_the_one_in_the_link_whatever_the_form_says(neighbours):
    send(post_by(APPROVER, neighbours, person=LIN, roles="admin"), neighbours)

    assert neighbours.bus.sent[0].body.person == APPROVER
    assert neighbours.bus.sent[0].body.roles == (ROLE,)


def test_a_post_that_is_sent_again_is_one_decision(neighbours):
    post = post_by(APPROVER, neighbours)

    statuses = [send(post, neighbours).status for _ in range(3)]

    assert statuses == [303, 303, 303]
    assert len(settle_all(neighbours).decisions) == 1


def test_many_clicks_at_once_are_one_decision(neighbours):
    post = post_by(APPROVER, neighbours)

    with ThreadPoolExecutor(32) as pool:
        replies = list(pool.map(lambda _: send(post, neighbours), range(100)))

    assert {reply.status for reply in replies} == {303}
    assert [envelope.body.approved for envelope in neighbours.bus.sent] == [True]


def test_of_a_yes_and_a_no_at_once_exactly_one_counts(neighbours):
    posts = [
        post_by(APPROVER, neighbours, verdict=verdict) for verdict in ("approve", "refuse")
    ] * 16

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(lambda post: send(post, neighbours), posts))

    first = neighbours.bus.sent[0].body.approved
    run = settle_all(neighbours)
    assert len(approvals.counted(run, "prod")) == 1
    assert ("promotion@prod" in run.ordered) is first
    assert (run.ending is None) is first


def test_a_comment_with_markup_is_shown_as_text():
    loud = decided(comment="</p><script>alert(1)</script><img src=x onerror=alert(1)>")

    page = look(visit_of(), neighbours_for(loud)).body.decode()

    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_a_comment_is_kept_whole_with_its_line_breaks(neighbours):
    send(post_by(APPROVER, neighbours, comment="First.\r\nSecond. \U0001f680\r\n"), neighbours)

    assert settle_all(neighbours).decisions[0][1].comment == "First.\nSecond. \U0001f680"


def test_the_links_token_is_in_no_event_and_in_no_stored_byte(neighbours):
    post = post_by(APPROVER, neighbours, comment="Good.")

    send(post, neighbours)
    settle_all(neighbours)

    said = b"".join(write(envelope) for envelope in neighbours.bus.sent)
    stored = repr(neighbours.runs.blobs.kept).encode()
    for secret in (post.visit.token, post.fields["form_token"]):
        assert secret.encode() not in said + stored


@pytest.mark.parametrize("token", [GOOD.token, "a.b.c"], ids=["a good link", "a bad one"])
def test_no_browser_keeps_frames_or_enlivens_the_page(neighbours, token):
    response = respond(lambda: show(replace(GOOD, token=token), neighbours), turned_away)

    headers = response.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    for rule in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"):
        assert rule in headers["Content-Security-Policy"]


def test_trouble_of_our_own_says_come_again(neighbours):
    class BrokenBlobs(MemoryBlobs):
        def get(self, name, *, if_none_match=None):
            raise OSError("disk")

    broken = replace(neighbours, runs=Runs(blobs=BrokenBlobs()))

    assert look(GOOD, broken).status == 503
    assert send(post_by(APPROVER, neighbours), broken).status == 503


def test_everybody_in_the_role_gets_one_letter_with_a_link_of_their_own():
    people, order = MemoryPeople(), order_for(waiting_for_approval())

    for _ in range(2):
        answer = request_approval(order, people, HOLDERS, ROLES, HOME)

    links = {letter.to: LINK.search(letter.text)[0] for letter in people.letters()}
    assert answer.asked == (APPROVER, LIN)
    assert {person: LINKS.open(unquote(link)) for person, link in links.items()} == {
        person: (f"{CHURN.run_id}@prod", person) for person in (APPROVER, LIN)
    }
    assert {letter.key for letter in people.letters()} == {f"{CHURN.run_id}/approval@prod"}
    assert len(list(people.letters())) == 2


@pytest.mark.parametrize("roles", [{}, {"reader": (EVE,)}, {ROLE: ()}])
def test_where_too_few_could_approve_nobody_waits_for_them(roles):
    people, order = MemoryPeople(), order_for(waiting_for_approval())

    with pytest.raises(NobodyToAskError, match="GATEHOUSE_ROLES"):
        request_approval(order, people, HOLDERS, roles, HOME)

    assert list(people.letters()) == []


def test_an_author_in_the_role_is_not_asked_and_does_not_count():
    people, order = MemoryPeople(), order_for(waiting_for_approval())
    written_by_lin = replace(order, barred=(LIN.upper(),))

    assert request_approval(written_by_lin, people, HOLDERS, ROLES, HOME).asked == (APPROVER,)
    with pytest.raises(NobodyToAskError, match="no authors"):
        request_approval(written_by_lin, people, HOLDERS, {ROLE: (LIN,)}, HOME)

    assert [letter.to for letter in people.letters()] == [APPROVER]


def order_for(record):
    """The order that has asked for this approval."""
    run = record.run
    return approvals.request(run, "prod", run.ordered["approval@prod"])


def test_one_who_cannot_be_reached_keeps_nobody_else_from_being_asked(tmp_path):
    mailbox, order = Mailbox(tmp_path), order_for(waiting_for_approval())

    answer = request_approval(order, mailbox, HOLDERS, {ROLE: ("<x>", APPROVER)}, HOME)

    assert answer.asked == (APPROVER,)
    assert [letter.to for letter in mailbox.letters()] == [APPROVER]


def test_where_letters_reach_too_few_the_step_fails_and_says_whom_they_missed(tmp_path):
    mailbox, order = Mailbox(tmp_path), order_for(waiting_for_approval())

    with pytest.raises(UnreachedError, match="<x>"):
        request_approval(
            replace(order, quorum=2), mailbox, HOLDERS, {ROLE: ("<x>", APPROVER)}, HOME
        )

    assert [letter.to for letter in mailbox.letters()] == [APPROVER]
