"""Where Entra says who decides: a link lets nobody in, and a header counts only where it may."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from functions.approval import Neighbours, Visit, request_approval, show, take
from functions.approval.page import turned_away, visit
from local.approving import form_of, read, text_of
from shared.adapters.azure_http import attempt
from shared.adapters.easy_auth import HEADER, EasyAuth
from shared.adapters.link_visitors import LinkVisitors
from shared.adapters.memory_bus import MemoryBus
from shared.adapters.memory_people import MemoryPeople
from shared.adapters.pages import Pages
from shared.adapters.signed_links import SignedLinks
from shared.core import approvals
from shared.core.policy import Policy
from tests.settable_clock import SettableClock
from tests.stories import APPROVER, CHURN, ROLE, kept, tell, waiting_for_approval

HOME = "https://gatehouse.example"
TENANT = "11111111-2222-3333-4444-555555555555"
OID, OTHER_OID = (f"{letter * 8}-bbbb-cccc-dddd-eeeeeeeeeeee" for letter in "ac")
ADA, LIN = "ada@bank.example", "lin@bank.example"
LINKS = SignedLinks([b"a key of a test, long enough"])
ROLES = {ROLE: (APPROVER, LIN)}
PAGE = f"{HOME}/api/approvals/{CHURN.run_id}/prod"
STATUS = f"{HOME}/api/runs/{CHURN.run_id}"


def neighbours_for(visitors, record=None):
    """The neighbours of a platform where a run waits, an hour after it began to."""
    record = record or waiting_for_approval()
    clock = SettableClock(record.run.updated + timedelta(hours=1))
    return Neighbours(
        runs=kept(record),
        bus=MemoryBus(clock=clock),
        clock=clock,
        links=LINKS,
        visitors=visitors,
        pages=Pages(),
        address=HOME,
    )


@pytest.fixture
def here():
    return neighbours_for(EasyAuth(tenant=TENANT))


def signed_in(*addresses, roles=(ROLE,), oid=OID, tenant=TENANT):
    """What the platform says of somebody who has signed in."""
    claims = [("tid", tenant), ("oid", oid), ("preferred_username", addresses[0])]
    claims += [("email", address) for address in addresses[1:]]
    claims += [("roles", role) for role in roles]
    said = [{"typ": kind, "val": value} for kind, value in claims]
    document = json.dumps({"auth_typ": "aad", "claims": said, "name_typ": "", "role_typ": ""})
    return {HEADER: b64encode(document.encode()).decode()}


def visit_by(headers, **changes):
    """A visit to the page, without a token."""
    usual = {"run_id": CHURN.run_id, "environment": "prod", "token": "", "headers": headers}
    return Visit(**{**usual, **changes})


def look(headers, here, **changes):
    return attempt(lambda: show(visit_by(headers, **changes), here), turned_away)


def send(headers, here, key=OID, **changes):
    """Post what an honest browser would, who has seen the page as whoever has the key."""
    fields = {
        "form_token": LINKS.form_token(f"{CHURN.run_id}@prod", key),
        "evidence": approvals.evidence_of(here.runs.find(CHURN.run_id).run, "prod"),
        "comment": "",
        "verdict": "approve",
    }
    came = visit_by({**headers, "origin": HOME})
    return attempt(lambda: take(came, fields | changes, here), turned_away)


def test_a_member_in_the_role_decides_and_it_is_known_by_entra(here):
    page = look(signed_in(APPROVER), here)
    token = form_of(page.body.decode())["form_token"]

    reply = send(signed_in(APPROVER), here, form_token=token)

    [said] = here.bus.sent
    assert (reply.status, reply.headers["Location"]) == (303, f"{PAGE}?sent=approve")
    assert (said.body.person, said.body.roles, said.body.assurance) == (
        APPROVER,
        (ROLE,),
        "entra",
    )
    assert f"You are {APPROVER}" in " ".join(read(page.body.decode()).words)


def test_who_comes_back_under_another_address_has_decided_already():
    by_two = replace(Policy().environment("prod"), quorum=2)
    record = waiting_for_approval(Policy(environments=(*Policy().environments[:2], by_two)))
    here = neighbours_for(EasyAuth(tenant=TENANT), record)
    assert send(signed_in(APPROVER), here).status == 303
    [said] = here.bus.sent
    here = neighbours_for(EasyAuth(tenant=TENANT), tell(record, said.body))

    reply = send(signed_in("rita.renamed@bank.example"), here)

    assert said.body.subject == OID
    assert (reply.status, here.bus.sent) == (409, [])
    assert "has decided already" in text_of(reply.body.decode())


def test_a_member_who_was_not_asked_decides_where_entra_gives_the_role(here):
    assert send(signed_in("mary@bank.example"), here).status == 303


def test_somebody_asked_who_lacks_the_role_in_entra_sees_no_form_and_is_not_heard(here):
    for roles in ((), ("reader",), (ROLE.upper(),), (f"{ROLE} ",)):
        found = signed_in(APPROVER, roles=roles)
        page, reply = look(found, here), send(found, here)
        assert "form_token" not in form_of(page.body.decode())
        assert (page.status, reply.status) == (200, 409)
        assert f"is not a {ROLE}" in text_of(reply.body.decode())

    assert here.bus.sent == []


@pytest.mark.parametrize(
    "addresses",
    [
        pytest.param((ADA,), id="plainly"),
        pytest.param(("ADA@Bank.Example",), id="in capitals"),
        pytest.param(("ada+approvals@bank.example",), id="with a tag"),
        pytest.param(("a.lovelace@bank.example", ADA), id="under another name first"),
        pytest.param((APPROVER, "Ada+git@bank.example"), id="under an approver's name first"),
    ],
)
def test_an_author_cannot_approve(here, addresses):
    reply = send(signed_in(*addresses), here)

    assert reply.status == 409
    assert "is an author" in text_of(reply.body.decode())
    assert here.bus.sent == []


def test_an_author_known_by_a_link_cannot_approve_under_a_tag_either():
    tagged = "ada+approvals@bank.example"
    here = neighbours_for(LinkVisitors(links=LINKS, roles={ROLE: (tagged,)}))
    came = visit_by({}, token=LINKS.sign(f"{CHURN.run_id}@prod", tagged))

    page = attempt(lambda: show(came, here), turned_away)

    assert "is an author" in text_of(page.body.decode())


WRONG = {
    "another tenant": signed_in(APPROVER, tenant=OID),
    "a guest": signed_in("grace_bank.example#EXT#@other.onmicrosoft.com"),
    "nobody's address": signed_in("grace"),
    "no object id": signed_in(APPROVER, oid=""),
    "what is no base64": {HEADER: "canary!"},
    "what is no JSON": {HEADER: b64encode(b"canary").decode()},
    "two principals": {HEADER: ",".join(2 * [*signed_in(APPROVER).values()])},
}


@pytest.mark.parametrize("headers", WRONG.values(), ids=WRONG)
def test_who_is_no_member_sees_nothing_and_decides_nothing(here, headers):
    page, reply = look(headers, here), send(headers, here)

    assert (page.status, reply.status) == (403, 403)
    assert b"auc" not in page.body
    assert b"canary" not in page.body + reply.body
    assert here.bus.sent == []


def test_a_signed_link_lets_nobody_in(here):
    token = LINKS.sign(f"{CHURN.run_id}@prod", APPROVER)

    page = look({}, here, token=token)

    assert page.status == 302
    assert page.body == b""


def test_a_stranger_is_led_to_the_sign_in_and_back_to_this_page(here):
    reply = look({}, here)

    place = urlsplit(reply.headers["Location"])
    [back] = parse_qs(place.query)["post_login_redirect_uri"]
    assert (reply.status, place.netloc, place.path) == (
        302,
        "gatehouse.example",
        "/.auth/login/aad",
    )
    assert back == f"/api/approvals/{CHURN.run_id}/prod?signed_in=yes"


def test_who_comes_back_unknown_is_not_led_in_circles(here):
    path = {"run_id": CHURN.run_id, "environment": "prod"}

    reply = attempt(lambda: show(visit(path, {"signed_in": "yes"}, {}), here), turned_away)

    assert reply.status == 403
    assert b"we do not hear of it" in reply.body


def test_a_form_without_a_sign_in_decides_nothing(here):
    assert send({}, here).status == 403
    assert here.bus.sent == []


def test_a_form_of_another_person_decides_nothing(here):
    """Even where both have the same address: the form is bound to who, not to how they are called."""
    assert send(signed_in(APPROVER), here, key=OTHER_OID).status == 403
    assert send(signed_in(APPROVER), here, key=APPROVER).status == 403
    assert here.bus.sent == []


def test_a_form_from_elsewhere_decides_nothing(here):
    headers = signed_in(APPROVER)
    came = replace(visit_by(headers), headers={**headers, "origin": "https://evil.example"})

    reply = attempt(lambda: take(came, {"verdict": "approve"}, here), turned_away)

    assert reply.status == 403
    assert here.bus.sent == []


@pytest.mark.parametrize(
    "run_id", ["../../contents/x", "churn\r\nX: y", "", "é", f"{CHURN.run_id}x"]
)
def test_a_run_that_is_made_up_shows_nothing(here, run_id):
    assert look(signed_in(APPROVER), here, run_id=run_id).status == 403


@pytest.mark.parametrize("headers", [signed_in(APPROVER), {HEADER: "nonsense"}])
def test_where_links_say_who_comes_the_header_does_nothing_at_all(headers):
    here = neighbours_for(LinkVisitors(links=LINKS, roles=ROLES))
    token = LINKS.sign(f"{CHURN.run_id}@prod", LIN)
    came = visit_by({**headers, "origin": HOME}, token=token)
    fields = {
        "form_token": LINKS.form_token(came.approval, LIN),
        "evidence": approvals.evidence_of(here.runs.find(CHURN.run_id).run, "prod"),
        "verdict": "approve",
    }

    assert look(headers, here).status == 403
    assert send(headers, here).status == 403
    assert here.bus.sent == []
    assert attempt(lambda: take(came, fields, here), turned_away).status == 303
    assert (here.bus.sent[0].body.person, here.bus.sent[0].body.assurance) == (LIN, "link")


def letters_by(visitors):
    """What the people who are asked read."""
    people, run = MemoryPeople(), waiting_for_approval().run
    order = approvals.request(run, "prod", run.ordered["approval@prod"])
    request_approval(order, people, visitors, ROLES, HOME)
    return list(people.letters())


def test_the_letter_carries_a_link_without_authority():
    letters = letters_by(EasyAuth(tenant=TENANT))

    assert [letter.to for letter in letters] == [APPROVER, LIN]
    assert all(letter.text.endswith(f"Everything about it:\n{PAGE}") for letter in letters)


def test_a_letter_with_a_link_of_ones_own_says_so():
    letters = letters_by(LinkVisitors(links=LINKS, roles=ROLES))

    assert all(f"for nobody else:\n{PAGE}?token=" in letter.text for letter in letters)


@pytest.mark.parametrize(
    ("visitors", "page"),
    [
        pytest.param(LinkVisitors(links=LINKS, roles=ROLES), STATUS, id="links"),
        pytest.param(EasyAuth(tenant=TENANT), PAGE, id="Entra"),
    ],
)
def test_what_everybody_may_see_of_a_letter_lets_nobody_in(visitors, page):
    shown = []

    class Board:
        def tell(self, notice):
            shown.append(notice)

    run = waiting_for_approval().run
    order = approvals.request(run, "prod", run.ordered["approval@prod"])
    request_approval(order, Board(), visitors, ROLES, HOME)

    assert {notice.page for notice in shown} == {page}
    assert {notice.among for notice in shown} == {(APPROVER, LIN)}
    assert not any("token" in notice.text + str(notice.facts) for notice in shown)
