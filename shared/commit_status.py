"""What a commit status says, the same at every provider of source."""

from dataclasses import dataclass

from shared.core.candidate import Candidate
from shared.core.messages import CommitState
from shared.plain_text import line

LONGEST_DESCRIPTION = 140


@dataclass(frozen=True, kw_only=True)
class CommitStatus:
    """How a run stands, as shown on its commit; a later one of the same context replaces it."""

    repository: str
    commit: str
    context: str
    state: CommitState
    description: str
    address: str


def status_of(
    candidate: Candidate, state: CommitState, description: str, address: str
) -> CommitStatus:
    """The status for a candidate; GitHub takes descriptions of up to 140 characters.

    https://docs.github.com/en/rest/commits/statuses
    """
    return CommitStatus(
        repository=candidate.repository,
        commit=candidate.commit,
        context=context_of(candidate),
        state=state,
        description=line(description, LONGEST_DESCRIPTION),
        address=address,
    )


def outdated(status: CommitStatus, shown: CommitStatus | None) -> bool:
    """Whether the commit shows already how the same run ended: what came before is no news then."""
    if shown is None or shown.state is CommitState.PENDING:
        return False
    return status.state is CommitState.PENDING and shown.address == status.address


def key_of(candidate: Candidate) -> tuple[str, str, str]:
    """What a later status or comment must share with an earlier one to replace it."""
    return candidate.repository, candidate.commit, context_of(candidate)


def context_of(candidate: Candidate) -> str:
    """What tells the statuses of one commit apart: one for each model, and brand if it has one."""
    return "/".join(filter(None, ("gatehouse", candidate.model, candidate.brand)))
