"""Ask people to look at the evidence; on the page they decide, bound to exactly what they saw."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import parse_qs, quote, urlsplit

import azure.functions as func

from shared.adapters.azure_http import lower, respond
from shared.adapters.pages import Pages
from shared.core import approvals
from shared.core.errors import RefusedError
from shared.core.messages import ApprovalDecided, ApprovalRequested, RequestApproval
from shared.envelope import Envelope, trace_for
from shared.handling import carry_out
from shared.history import Record
from shared.ports import Bus, Clock, Links, Notice, People
from shared.replies import HTML, RefusedRequestError, Reply, accept_body
from shared.runs import Runs
from shared.wiring import world

blueprint = func.Blueprint()


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "request-approval")
def on_request_approval(message: func.ServiceBusMessage) -> None:
    """Send every person in the role their link to the approval page."""
    here = world()
    carry_out(
        message.get_body(),
        RequestApproval,
        request_approval,
        here.people,
        here.links,
        here.settings.roles,
        here.settings.address,
        bus=here.bus,
        clock=here.clock,
        delivery=message.delivery_count,
    )


@blueprint.route("approvals/{run_id}/{environment}", methods=["GET"])
def on_approval_page(request: func.HttpRequest) -> func.HttpResponse:
    """Show the evidence.  Looking changes nothing, so that mail scanners may."""
    return respond(lambda: show(visit(request.route_params, request.params), desk()))


@blueprint.route("approvals/{run_id}/{environment}", methods=["POST"])
def on_approval_decision(request: func.HttpRequest) -> func.HttpResponse:
    """Take a person's decision."""
    return respond(
        lambda: take(
            visit(request.route_params, request.params),
            form(request.get_body()),
            lower(request.headers),
            desk(),
        )
    )


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
    """Whoever holds the link, at the page of one approval."""

    run_id: str
    environment: str
    token: str

    @property
    def approval(self) -> str:
        """The name of the approval."""
        return f"{self.run_id}@{self.environment}"


def request_approval(
    order: RequestApproval,
    people: People,
    links: Links,
    roles: Mapping[str, tuple[str, ...]],
    address: str,
) -> ApprovalRequested:
    """One letter for each person in the role; told again it is the same letter."""
    asked = roles.get(order.role, ())
    run_id = order.candidate.run_id
    for person in asked:
        token = quote(links.sign(f"{run_id}@{order.environment}", person))
        page = f"{address}/api/approvals/{run_id}/{order.environment}?token={token}"
        people.tell(
            Notice(
                key=f"{run_id}/{order.step}",
                to=person,
                subject=f"Approval wanted: {order.candidate.model} for {order.environment}",
                text=letter(order, page),
            )
        )
    return ApprovalRequested(
        candidate=order.candidate, step=order.step, environment=order.environment, asked=asked
    )


def letter(order: RequestApproval, page: str) -> str:
    """What is wanted, until when, and the link."""
    candidate = order.candidate
    return (
        f"{candidate.model} at {candidate.commit[:12]} of {candidate.repository} has passed every"
        f" gate before {order.environment}.\nPlease look at the evidence and decide before"
        f" {order.expires:%Y-%m-%d %H:%M} UTC:\n\n{page}\n\nThe link is yours alone.\n"
    )


def show(visit: Visit, desk: Desk) -> Reply:
    """The evidence, and the form where this person may still decide."""
    person, record = holder(visit, desk)
    decision = decision_of(visit, desk, record, person, approved=True)
    objection = approvals.objection(record.run, decision, desk.clock())
    token = desk.links.form_token(visit.approval, person)
    page = desk.pages.approval(record, visit.environment, person, token, objection)
    return Reply(status=200, body=page, kind=HTML, headers={"Content-Security-Policy": POLICY})


POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"


def take(visit: Visit, fields: Mapping[str, str], headers: Mapping[str, str], desk: Desk) -> Reply:
    """A decision is taken when the form, the page and the person all fit, and then only once."""
    person, record = holder(visit, desk)
    same_origin(headers, desk.address)
    own_form(fields, visit, person, desk)
    if fields.get("verdict") not in ("approve", "refuse"):
        raise RefusedRequestError(400, "the verdict is neither approve nor refuse", "use the form")
    approved = fields["verdict"] == "approve"
    decision = decision_of(visit, desk, record, person, approved, fields)
    objection = approvals.objection(record.run, decision, desk.clock())
    if objection:
        raise RefusedRequestError(409, objection, "open the page again to see how things stand")
    desk.bus.publish([said(decision, desk.clock)])
    return Reply(status=303, body=b"", headers={"Location": page_of(visit, desk)})


def decision_of(
    visit: Visit,
    desk: Desk,
    record: Record,
    person: str,
    approved: bool,
    fields: Mapping[str, str] | None = None,
) -> ApprovalDecided:
    """The decision of a person, about the evidence the form was made for."""
    given = fields or {}
    return ApprovalDecided(
        candidate=record.run.candidate,
        step=f"approval@{visit.environment}",
        environment=visit.environment,
        person=person,
        roles=tuple(role for role, people in desk.roles.items() if person in people),
        approved=approved,
        evidence=given.get("evidence") or approvals.evidence_of(record.run, visit.environment),
        comment=given.get("comment", "")[:1000],
    )


def said(decision: ApprovalDecided, clock: Clock) -> Envelope[ApprovalDecided]:
    """The decision under a name of its own: clicked twice it is one decision."""
    facts = (decision.person, decision.evidence, str(decision.approved))
    digest = sha256("\n".join(facts).encode()).hexdigest()[:20]
    name = f"decision-{decision.candidate.run_id}-{decision.environment}-{digest}"
    return Envelope(id=name, body=decision, time=clock(), traceparent=trace_for(name))


def holder(visit: Visit, desk: Desk) -> tuple[str, Record]:
    """Whom the link was made for, and the run it is about."""
    try:
        approval, person = desk.links.open(visit.token)
    except RefusedError as error:
        raise RefusedRequestError(403, str(error), "use the link from your letter") from error
    record = desk.runs.find(visit.run_id)
    if approval != visit.approval or record is None:
        raise RefusedRequestError(403, "the link is for another page", "use the link as it is")
    return person, record


def own_form(fields: Mapping[str, str], visit: Visit, person: str, desk: Desk) -> None:
    """Only a form that was made for this person may be posted."""
    try:
        desk.links.check_form(fields.get("form_token", ""), visit.approval, person)
    except RefusedError as error:
        raise RefusedRequestError(403, str(error), "open the page again") from error


def same_origin(headers: Mapping[str, str], address: str) -> None:
    """Only our own page may post the form."""
    origin, home = urlsplit(headers.get("origin", "")), urlsplit(address)
    if (origin.scheme, origin.netloc) != (home.scheme, home.netloc):
        raise RefusedRequestError(403, "the form was not sent by our page", "open the page again")


def visit(path: Mapping[str, str], query: Mapping[str, str]) -> Visit:
    """Who comes, and to which approval."""
    return Visit(
        run_id=path["run_id"], environment=path["environment"], token=query.get("token", "")
    )


def form(body: bytes) -> dict[str, str]:
    """The fields of a posted form."""
    fields = parse_qs(accept_body(body).decode(errors="replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


def page_of(visit: Visit, desk: Desk) -> str:
    """The page the person came from."""
    token = quote(visit.token)
    return f"{desk.address}/api/approvals/{visit.run_id}/{visit.environment}?token={token}"


def desk() -> Desk:
    """The neighbours of this app."""
    here = world()
    return Desk(
        runs=here.runs,
        bus=here.bus,
        clock=here.clock,
        links=here.links,
        pages=here.pages,
        roles=here.settings.roles,
        address=here.settings.address,
    )
