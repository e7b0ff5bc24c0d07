"""A person approves over HTTP, with nothing but the letter."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import pytest

from functions.approval import Neighbours, form, request_approval, show, take
from functions.approval.page import turned_away, visit
from local.approving import ApprovalError, Decision, decide
from shared.adapters.azure_http import attempt, lower
from shared.adapters.link_visitors import LinkVisitors
from shared.adapters.mailbox import Mailbox
from shared.adapters.memory_bus import MemoryBus
from shared.adapters.pages import Pages
from shared.adapters.signed_links import SignedLinks
from shared.core import approvals
from tests.settable_clock import SettableClock
from tests.stories import APPROVER, CHURN, ROLE, kept, refused, waiting_for_approval

LINKS = SignedLinks([b"a key of a test, long enough"])
ROLES = {ROLE: (APPROVER,)}
HOLDERS = LinkVisitors(links=LINKS, roles=ROLES)
YES = Decision(
    run_id=CHURN.run_id, environment="prod", person=APPROVER, verdict="approve", comment="Gut so."
)


class Door(BaseHTTPRequestHandler):
    """The doors of the approval page, on this machine."""

    neighbours: Neighbours

    def do_GET(self):
        self.reply(lambda: show(self.visit(), self.neighbours))

    def do_POST(self):
        fields = form(self.rfile.read(int(self.headers["Content-Length"])))
        self.reply(lambda: take(self.visit(), fields, self.neighbours))

    def visit(self):
        address = urlsplit(self.path)
        *_, run_id, environment = address.path.split("/")
        path = {"run_id": run_id, "environment": environment}
        return visit(path, dict(parse_qsl(address.query)), lower(self.headers))

    def reply(self, act):
        reply = attempt(act, turned_away)
        self.send_response(reply.status)
        for name, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *arguments):
        """Say nothing."""


@contextmanager
def open_for(record, mailbox) -> Iterator[Neighbours]:
    """The page of a run, and the letters that lead there."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    address = f"http://127.0.0.1:{server.server_port}"
    clock = SettableClock(record.run.updated)
    neighbours = Neighbours(
        runs=kept(record),
        bus=MemoryBus(clock=clock),
        clock=clock,
        links=LINKS,
        visitors=HOLDERS,
        pages=Pages(),
        address=address,
    )
    server.RequestHandlerClass = type("OurDoor", (Door,), {"neighbours": neighbours})
    order = approvals.request(record.run, "prod", record.run.ordered["approval@prod"])
    request_approval(order, mailbox, HOLDERS, ROLES, address)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield neighbours
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(("verdict", "approved"), [("approve", True), ("refuse", False)])
def test_a_decision_is_taken_from_the_letter_to_the_bus(tmp_path, verdict, approved):
    with open_for(waiting_for_approval(), Mailbox(tmp_path)) as neighbours:
        page = decide(Mailbox(tmp_path), replace(YES, verdict=verdict))

    [said] = neighbours.bus.sent
    assert (said.body.person, said.body.approved, said.body.comment) == (
        APPROVER,
        approved,
        "Gut so.",
    )
    assert page.startswith(f"{neighbours.address}/api/approvals/{CHURN.run_id}/prod?")


def refusal_of(record, mailbox, decision):
    """Why the decision is not taken."""
    with open_for(record, mailbox) as neighbours, pytest.raises(ApprovalError) as error:
        decide(mailbox, decision)
    assert neighbours.bus.sent == []
    return str(error.value)


def test_somebody_who_was_not_asked_has_no_letter_to_start_from(tmp_path):
    assert "eve@bank.example was not asked" in refusal_of(
        waiting_for_approval(), Mailbox(tmp_path), replace(YES, person="eve@bank.example")
    )


def test_what_the_page_objects_to_is_told_in_its_own_words(tmp_path):
    told = refusal_of(refused(), Mailbox(tmp_path), YES)

    assert told.startswith("You refused at 2026-11-03")


def test_what_the_page_refuses_is_told_in_its_own_words(tmp_path):
    verbose = replace(YES, comment="x" * 1001)

    told = refusal_of(waiting_for_approval(), Mailbox(tmp_path), verbose)

    assert "the comment is longer than 1000 characters" in told
