"""The approval page: looking changes nothing, and a decision is bound to what was shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import quote

from functions.approval.form import USE_OURS, VERDICTS, comment_in, same_origin, verdict_in
from shared.adapters.pages import Pages
from shared.core import approvals
from shared.core.errors import RefusedError
from shared.core.messages import ApprovalDecided
from shared.envelope import Envelope, trace_for
from shared.history import Record
from shared.ports import Bus, Clock, Links
from shared.replies import HTML, RefusedRequestError, Reply
from shared.runs import Runs

POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {"Content-Security-Policy": POLICY}
ROOT = "../../"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The neighbours that the approval page speaks to."""

    runs: Runs
    bus: Bus
    clock: Clock
    links: Links
    pages: Pages
    roles: Mapping[str, tuple[str, ...]]
    address: str


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Whoever holds the link, at the page of one approval; `sent` is the verdict just sent."""

    run_id: str
    environment: str
    token: str
    sent: str = ""

    @property
    def approval(self) -> str:
        """The name of the approval."""
        return f"{self.run_id}@{self.environment}"


def show(visit: Visit, desk: Desk) -> Reply:
    """The evidence, and the form where this person may still decide."""
    person, record = holder(visit, desk)
    objection = approvals.objection(
        record.run, approval_by(person, visit, record, desk), desk.clock()
    )
    token = desk.links.form_token(visit.approval, person)
    page = desk.pages.approval(record, visit.environment, person, token, objection, sent=visit.sent)
    return Reply(status=200, body=page, kind=HTML, headers=HEADERS)


def take(visit: Visit, fields: Mapping[str, str], headers: Mapping[str, str], desk: Desk) -> Reply:
    """A decision is taken when the form, the page and the person all fit, and then only once."""
    person, record = holder(visit, desk)
    same_origin(headers, desk.address)
    own_form(fields, visit, person, desk.links)
    decision = replace(
        approval_by(person, visit, record, desk),
        approved=verdict_in(fields),
        evidence=fields.get("evidence", ""),
        comment=comment_in(fields),
    )
    objection = approvals.objection(record.run, decision, desk.clock())
    if objection:
        raise RefusedRequestError(409, objection, "open the page again to see how things stand")
    desk.bus.publish([said(decision, desk.clock)])
    page = f"{page_of(visit, desk)}&sent={fields['verdict']}"
    return Reply(status=303, body=b"", headers={"Location": page})


def turned_away(error: RefusedRequestError) -> Reply:
    """Why the page cannot be shown or the decision not be taken, as people can read it."""
    page = Pages().trouble(error.status, error.reason, error.remedy, ROOT)
    return Reply(status=error.status, body=page, kind=HTML, headers=HEADERS)


def holder(visit: Visit, desk: Desk) -> tuple[str, Record]:
    """Whom the link was made for, and the run it is about."""
    try:
        approval, person = desk.links.open(visit.token)
    except RefusedError as error:
        raise RefusedRequestError(403, str(error), "use the link from your letter") from error
    record = desk.runs.find(visit.run_id) if approval == visit.approval else None
    if record is None or visit.environment not in record.run.policy.names:
        raise RefusedRequestError(403, "the link is for another page", "use the link as it is")
    return person, record


def own_form(fields: Mapping[str, str], visit: Visit, person: str, links: Links) -> None:
    """Only a form that was made for this person may be posted."""
    try:
        links.check_form(fields.get("form_token", ""), visit.approval, person)
    except RefusedError as error:
        raise RefusedRequestError(403, str(error), USE_OURS) from error


def approval_by(person: str, visit: Visit, record: Record, desk: Desk) -> ApprovalDecided:
    """The person's yes to what the run has to show now."""
    return ApprovalDecided(
        candidate=record.run.candidate,
        step=f"approval@{visit.environment}",
        environment=visit.environment,
        person=person,
        roles=tuple(role for role, people in desk.roles.items() if person in people),
        approved=True,
        evidence=approvals.evidence_of(record.run, visit.environment),
    )


def said(decision: ApprovalDecided, clock: Clock) -> Envelope[ApprovalDecided]:
    """The decision under a name of its own: clicked twice it is one decision."""
    facts = (decision.person, decision.evidence, str(decision.approved))
    digest = sha256("\n".join(facts).encode()).hexdigest()[:20]
    name = f"decision-{decision.candidate.run_id}-{decision.environment}-{digest}"
    return Envelope(id=name, body=decision, time=clock(), traceparent=trace_for(name))


def visit(path: Mapping[str, str], query: Mapping[str, str]) -> Visit:
    """Who comes, and to which approval."""
    sent = query.get("sent", "")
    return Visit(
        run_id=path["run_id"],
        environment=path["environment"],
        token=query.get("token", ""),
        sent=sent if sent in VERDICTS else "",
    )


def page_of(visit: Visit, desk: Desk) -> str:
    """The page the person came from."""
    token = quote(visit.token)
    return f"{desk.address}/api/approvals/{visit.run_id}/{visit.environment}?token={token}"
