"""Whose word counts: asked, in the role, not an author, in time, once, and about this evidence."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256

from pydantic_core import to_json, to_jsonable_python

from shared.core.messages import ApprovalDecided, RequestApproval
from shared.core.policy import Environment
from shared.core.run import Run


def evidence_of(run: Run, environment: str) -> str:
    """The digest of everything an approver is shown; it binds the approval to it.

    What was checked, tested, linted, trained, evaluated and beside whom, and by which policy.
    """
    facts: dict[str, object] = {
        "run": run.candidate.run_id,
        "environment": rules_of(run.policy.environment(environment)),
        "bundle": run.checked and run.checked.bundle,
        "findings": run.checked and run.checked.report,
        "tests": run.tested and run.tested.report.report,
        "evaluation": run.evaluated,
    }
    # What may still come, and what older runs never had, is no part of it.
    if run.linted and run.policy.asks_for_lint(run.policy.environment(environment), run.began):
        facts["lint"] = run.linted.report.report
    return sha256(to_json(facts)).hexdigest()


def rules_of(environment: Environment) -> dict[str, object]:
    """What the policy asks there; a rule that older policies never had counts where it is made."""
    rules: dict[str, object] = to_jsonable_python(environment)
    if environment.coverage is None:
        del rules["coverage"]
    return rules


def request(run: Run, environment: str, at: datetime) -> RequestApproval:
    """The order that asks for the approvals of an environment."""
    policy = run.policy.environment(environment)
    step = f"approval@{environment}"
    return RequestApproval(
        candidate=run.candidate,
        step=step,
        environment=environment,
        role=policy.role,
        quorum=policy.quorum,
        evidence=evidence_of(run, environment),
        expires=at + run.policy.patience(step),
        barred=run.pushed.authors if run.pushed else (),
    )


def objection(run: Run, decision: ApprovalDecided, at: datetime) -> str:
    """Why a decision taken now would not count, empty where it would."""
    if run.ending:
        return f"{run.candidate.run_id} has ended already: {run.ending.end}"
    return objection_beside(run, counted(run, decision.environment), decision, at)


def weighed(run: Run, environment: str) -> Iterator[tuple[datetime, ApprovalDecided, str]]:
    """Every decision about an environment, when it was taken, and why it does not count, if so."""
    heard: list[ApprovalDecided] = []
    for at, decision in run.decisions:
        if decision.environment == environment:
            against = objection_beside(run, heard, decision, at)
            if not against:
                heard.append(decision)
            yield at, decision, against


def counted(run: Run, environment: str) -> tuple[ApprovalDecided, ...]:
    """The decisions that count, in the order they came."""
    return tuple(decision for _, decision, against in weighed(run, environment) if not against)


def objection_beside(
    run: Run, heard: Sequence[ApprovalDecided], decision: ApprovalDecided, at: datetime
) -> str:
    """Why a decision does not count after those that did, empty where it does.

    A person's first word stands, and once the matter is settled nobody can unsettle it.  (A refusal
    settles it by ending the run, and after the end nobody is heard.)
    """
    found = flaw(run, decision, at)
    if found:
        return found
    if any(same_person(decision, other) for other in heard):
        return f"{decision.person} has decided already, and the first decision stands"
    if len(heard) >= run.policy.environment(decision.environment).quorum:
        return f"the approval for {decision.environment} is settled already"
    return ""


def same_person(one: ApprovalDecided, other: ApprovalDecided) -> bool:
    """Whether one address or one subject stands behind both decisions."""
    known = one.subject != "" and one.subject == other.subject
    return known or one.person.casefold() == other.person.casefold()


def flaw(run: Run, decision: ApprovalDecided, at: datetime) -> str:
    """What is wrong with a decision, looked at by itself."""
    asked_at = run.ordered.get(f"approval@{decision.environment}")
    if asked_at is None:
        return f"nobody was asked to approve {run.candidate.run_id} for {decision.environment}"
    asked = request(run, decision.environment, asked_at)
    if decision.evidence != asked.evidence:
        return "the decision is about other evidence than the run has now: open the page again"
    if run.pushed is None or not run.pushed.authors:
        return "nobody knows who wrote this commit, so nobody can be cleared to approve it"
    if decision.person.casefold() in map(str.casefold, run.pushed.authors):
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
