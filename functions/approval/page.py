"""The approval page: looking changes nothing, and a decision is bound to what was shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from functions.approval.form import USE_OURS, VERDICTS, comment_in, same_origin, verdict_in
from functions.approval.link import name_of, page_at
from shared.adapters.pages import Pages
from shared.core import approvals
from shared.core.errors import RefusedError
from shared.core.messages import ApprovalDecided
from shared.envelope import Envelope, trace_for
from shared.history import Record
from shared.ports import Bus, Clock, Links
from shared.replies import HTML, PAGE_HEADERS, RefusedRequestError, Reply
from shared.runs import Runs

ROOT = "../../"


@dataclass(frozen=True, kw_only=True)
class Neighbours:
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
        return name_of(self.run_id, self.environment)


def show(visit: Visit, here: Neighbours) -> Reply:
    """The evidence, and the form where this person may still decide."""
    person, record = holder(visit, here)
    objection = approvals.objection(
        record.run, approval_by(person, visit, record, here), here.clock()
    )
    token = here.links.form_token(visit.approval, person)
    page = here.pages.approval(record, visit.environment, person, token, objection, sent=visit.sent)
    return Reply(status=200, body=page, kind=HTML, headers=PAGE_HEADERS)


def take(
    visit: Visit, fields: Mapping[str, str], headers: Mapping[str, str], here: Neighbours
) -> Reply:
    """A decision is taken when the form, the page and the person all fit, and then only once."""
    person, record = holder(visit, here)
    same_origin(headers, here.address)
    own_form(fields, visit, person, here.links)
    decision = replace(
        approval_by(person, visit, record, here),
        approved=verdict_in(fields),
        evidence=fields.get("evidence", ""),
        comment=comment_in(fields),
    )
    objection = approvals.objection(record.run, decision, here.clock())
    if objection:
        raise RefusedRequestError(409, objection, "open the page again to see how things stand")
    here.bus.publish([said(decision, here.clock)])
    page = page_at(here.address, visit.run_id, visit.environment, visit.token)
    location = f"{page}&sent={fields['verdict']}"
    return Reply(status=303, body=b"", headers={"Location": location})


def turned_away(error: RefusedRequestError) -> Reply:
    """Why the page cannot be shown or the decision not be taken, as people can read it."""
    page = Pages().trouble(error.status, error.reason, error.remedy, ROOT)
    return Reply(status=error.status, body=page, kind=HTML, headers=PAGE_HEADERS)


def holder(visit: Visit, here: Neighbours) -> tuple[str, Record]:
    """Whom the link was made for, and the run it is about."""
    try:
        approval, person = here.links.open(visit.token)
    except RefusedError as error:
        raise RefusedRequestError(403, str(error), "use the link from your letter") from error
    record = here.runs.find(visit.run_id) if approval == visit.approval else None
    if record is None or visit.environment not in record.run.policy.names:
        raise RefusedRequestError(403, "the link is for another page", "use the link as it is")
    return person, record


def own_form(fields: Mapping[str, str], visit: Visit, person: str, links: Links) -> None:
    """Only a form that was made for this person may be posted."""
    try:
        links.check_form(fields.get("form_token", ""), visit.approval, person)
    except RefusedError as error:
        raise RefusedRequestError(403, str(error), USE_OURS) from error


def approval_by(person: str, visit: Visit, record: Record, here: Neighbours) -> ApprovalDecided:
    """The person's yes to what the run has to show now."""
    return ApprovalDecided(
        candidate=record.run.candidate,
        step=f"approval@{visit.environment}",
        environment=visit.environment,
        person=person,
        roles=tuple(role for role, people in here.roles.items() if person in people),
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
