"""The approval page: looking changes nothing, and a decision is bound to what was shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from functions.approval.form import USE_OURS, VERDICTS, comment_in, same_origin, verdict_in
from functions.approval.link import name_of, page_at
from functions.approval.signing_in import SIGNED_IN, at_the_door
from functions.approval.voice import spoken_as
from shared.adapters.pages import Pages
from shared.core import approvals
from shared.core.errors import RefusedError
from shared.core.messages import ApprovalDecided
from shared.envelope import Envelope, trace_for
from shared.history import Record
from shared.ports import Bus, Clock, Links
from shared.ports.people import StrangerError, Visitor, Visitors
from shared.replies import HTML, PAGE_HEADERS, RefusedRequestError, Reply
from shared.runs import Runs

ROOT = "../../"
RUN = re.compile(r"[\w.-]{1,200}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """The neighbours that the approval page speaks to."""

    runs: Runs
    bus: Bus
    clock: Clock
    links: Links
    visitors: Visitors
    pages: Pages
    address: str


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Somebody at the page of one approval; `sent` is the verdict just sent.

    `headers` have lower-case names, `signed_in` tells that we have sent them to sign in already.
    """

    run_id: str
    environment: str
    token: str
    sent: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    signed_in: bool = False

    @property
    def approval(self) -> str:
        """The name of the approval."""
        return name_of(self.run_id, self.environment)


def show(visit: Visit, here: Neighbours) -> Reply:
    """The evidence, and the form where this person may still decide."""
    try:
        visitor = here.visitors.meet(visit.approval, visit.token, visit.headers)
    except StrangerError as error:
        return at_the_door(error, visit.run_id, visit.environment, here.address, visit.signed_in)
    record = record_of(visit, here.runs)
    yes = approval_by(visitor, visit, record)
    objection = approvals.objection(record.run, yes, here.clock())
    token = here.links.form_token(visit.approval, visitor.key)
    page = here.pages.approval(
        record, visit.environment, yes.person, token, objection, sent=visit.sent
    )
    return Reply(status=200, body=page, kind=HTML, headers=PAGE_HEADERS)


def take(visit: Visit, fields: Mapping[str, str], here: Neighbours) -> Reply:
    """A decision is taken when the form, the page and the person all fit, and then only once."""
    try:
        visitor = here.visitors.meet(visit.approval, visit.token, visit.headers)
    except StrangerError as error:
        raise RefusedRequestError(403, str(error), error.remedy) from error
    record = record_of(visit, here.runs)
    same_origin(visit.headers, here.address)
    own_form(fields, visit, visitor, here.links)
    decision = replace(
        approval_by(visitor, visit, record),
        approved=verdict_in(fields),
        evidence=fields.get("evidence", ""),
        comment=comment_in(fields),
    )
    objection = approvals.objection(record.run, decision, here.clock())
    if objection:
        raise RefusedRequestError(409, objection, "open the page again to see how things stand")
    here.bus.publish([said(decision, here.clock)])
    back = {"token": visit.token, "sent": fields["verdict"]}
    location = page_at(here.address, visit.run_id, visit.environment, **back)
    return Reply(status=303, body=b"", headers={"Location": location})


def turned_away(error: RefusedRequestError) -> Reply:
    """Why the page cannot be shown or the decision not be taken, as people can read it."""
    page = Pages().trouble(error.status, error.reason, error.remedy, ROOT)
    return Reply(status=error.status, body=page, kind=HTML, headers=PAGE_HEADERS)


def record_of(visit: Visit, runs: Runs) -> Record:
    """The run that the approval is about."""
    record = runs.find(visit.run_id) if RUN.fullmatch(visit.run_id) else None
    if record is None or visit.environment not in record.run.policy.names:
        raise RefusedRequestError(403, "the link is for another page", "use the link as it is")
    return record


def own_form(fields: Mapping[str, str], visit: Visit, visitor: Visitor, links: Links) -> None:
    """Only a form that was made for this person may be posted."""
    try:
        links.check_form(fields.get("form_token", ""), visit.approval, visitor.key)
    except RefusedError as error:
        raise RefusedRequestError(403, str(error), USE_OURS) from error


def approval_by(visitor: Visitor, visit: Visit, record: Record) -> ApprovalDecided:
    """The visitor's yes to what the run has to show now."""
    pushed = record.run.pushed
    return ApprovalDecided(
        candidate=record.run.candidate,
        step=f"approval@{visit.environment}",
        environment=visit.environment,
        person=spoken_as(visitor, pushed.authors if pushed else ()),
        roles=visitor.roles,
        approved=True,
        evidence=approvals.evidence_of(record.run, visit.environment),
        assurance=visitor.assurance,
        subject=visitor.key,
    )


def said(decision: ApprovalDecided, clock: Clock) -> Envelope[ApprovalDecided]:
    """The decision under a name of its own: clicked twice it is one decision."""
    facts = (decision.person, decision.evidence, str(decision.approved))
    digest = sha256("\n".join(facts).encode()).hexdigest()[:20]
    name = f"decision-{decision.candidate.run_id}-{decision.environment}-{digest}"
    return Envelope(id=name, body=decision, time=clock(), traceparent=trace_for(name))


def visit(path: Mapping[str, str], query: Mapping[str, str], headers: Mapping[str, str]) -> Visit:
    """Who comes, and to which approval; `headers` have lower-case names."""
    sent = query.get("sent", "")
    return Visit(
        run_id=path["run_id"],
        environment=path["environment"],
        token=query.get("token", ""),
        sent=sent if sent in VERDICTS else "",
        headers=headers,
        signed_in=SIGNED_IN in query,
    )
