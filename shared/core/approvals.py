"""Whose word counts: asked, in the role, not an author, in time, once, and about this evidence."""

import json
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256

from shared.core.messages import ApprovalDecided, RequestApproval
from shared.core.run import Run


def evidence_of(run: Run, environment: str) -> str:
    """The digest of everything an approver is shown; it binds the approval to it.

    What was checked, tested, trained, evaluated, and by which policy.
    """
    facts = {
        "run": run.candidate.run_id,
        "environment": asdict(run.policy.environment(environment)),
        "bundle": run.checked and run.checked.bundle,
        "findings": run.checked and run.checked.report,
        "tests": run.tested and run.tested.report.report,
        "model": run.evaluated and run.evaluated.model.digest,
        "data": run.evaluated and run.evaluated.model.data,
        "metrics": run.evaluated and dict(run.evaluated.metrics),
        "predictions": run.evaluated and run.evaluated.predictions,
    }
    return sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def request(run: Run, environment: str, at: datetime) -> RequestApproval:
    """The order that asks for the approvals of an environment."""
    policy = run.policy.environment(environment)
    step = f"approval@{environment}"
    patience = run.policy.patience(step)
    return RequestApproval(
        candidate=run.candidate,
        step=step,
        environment=environment,
        role=policy.role,
        quorum=policy.quorum,
        evidence=evidence_of(run, environment),
        expires=at + patience if patience else datetime.max.replace(tzinfo=at.tzinfo),
    )


def counted(run: Run, environment: str) -> tuple[ApprovalDecided, ...]:
    """The decisions that count, in the order they were taken; a person's first one stands."""
    heard: dict[str, ApprovalDecided] = {}
    for at, decision in run.decisions:
        if decision.environment == environment and not flaw(run, decision, at):
            heard.setdefault(decision.person.casefold(), decision)
    return tuple(heard.values())


def objection(run: Run, decision: ApprovalDecided, at: datetime) -> str:
    """Why a decision taken now would not count, empty where it would."""
    heard = {other.person.casefold() for other in counted(run, decision.environment)}
    if decision.person.casefold() in heard:
        return f"{decision.person} has decided already, and the first decision stands"
    return flaw(run, decision, at)


def flaw(run: Run, decision: ApprovalDecided, at: datetime) -> str:
    """What is wrong with a decision, looked at by itself."""
    asked_at = run.ordered.get(f"approval@{decision.environment}")
    if asked_at is None:
        return f"nobody was asked to approve {run.candidate.run_id} for {decision.environment}"
    asked = request(run, decision.environment, asked_at)
    if decision.evidence != asked.evidence:
        return "the decision is about other evidence than the run has now: open the page again"
    if run.pushed is None or decision.person.casefold() in run.pushed.authors:
        return f"{decision.person} is an author of the commit, and an author cannot approve it"
    if asked.role not in decision.roles:
        return f"{decision.person} is not a {asked.role}"
    if at > asked.expires:
        return f"the request expired at {asked.expires:%Y-%m-%d %H:%M} UTC"
    return ""


def approvers(run: Run, environment: str) -> tuple[str, ...]:
    """Who has approved."""
    return tuple(decision.person for decision in counted(run, environment) if decision.approved)


def refusals(run: Run, environment: str) -> tuple[str, ...]:
    """Who has refused, and what they said."""
    return tuple(
        f"{decision.person} refused: {decision.comment or 'without a comment'}"
        for decision in counted(run, environment)
        if not decision.approved
    )
