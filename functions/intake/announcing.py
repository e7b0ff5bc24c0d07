"""What news becomes once it is believed, whoever brought it: orders on the bus, or a polite no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from functions.intake.entrance import Knock, Neighbours
from shared.catalogue import Registration
from shared.core.messages import CiRun, DiscoverModels, Push
from shared.news import NOTHING, envelope_for
from shared.plain_text import line
from shared.replies import RefusedRequestError, Reply, json_reply

LONGEST_NAME = 100
LONGEST_ADDRESS = 500


@dataclass(frozen=True, kw_only=True)
class Pushed:
    """A ref that now points at a commit, which is all zeros where the ref was deleted."""

    commit: str
    push: Push


@dataclass(frozen=True, kw_only=True)
class Tested:
    """A run of a team's CI that has ended, in the words that all providers share.

    `branch` is the short name, empty where there is none; `outcome` and `at`, when it ended, are
    the provider's own words.
    """

    branch: str
    commit: str
    id: str
    name: str
    outcome: str
    address: str = ""
    at: str = ""


def take_pushes(
    registration: Registration, pushes: Sequence[Pushed], knock: Knock, here: Neighbours
) -> Reply:
    """Announce every push of the registered branch."""
    reasons = [objection(one, registration.branch) for one in pushes]
    orders = [
        DiscoverModels(repository=registration.repository, commit=whole(one.commit), news=one.push)
        for one, reason in zip(pushes, reasons, strict=True)
        if not reason
    ]
    if not orders:
        return ignored("; ".join(reasons[:3]) or "no ref was moved")
    return announce(orders, knock.headers, here)


def take_test_run(
    registration: Registration,
    tested: Tested,
    outcomes: Mapping[str, bool],
    knock: Knock,
    here: Neighbours,
) -> Reply:
    """Announce a test run of the registered branch.

    `outcomes` says of the provider's words whether the run passed.  Those it does not hold are no
    end that says anything of the tests: another run may.
    """
    if tested.branch != registration.branch:
        return ignored(f"only tests of {registration.branch} count, not {tested.branch!r:.80}")
    if registration.ci not in ("", tested.name):
        return ignored(f"only {registration.ci} runs the tests, not {tested.name!r:.80}")
    if tested.outcome not in outcomes:
        return ignored(f"a run that ended with {tested.outcome!r:.40} says nothing of the tests")
    run = CiRun(
        id=tested.id,
        name=line(tested.name, LONGEST_NAME),
        passed=outcomes[tested.outcome],
        address=page(tested.address),
        at=moment(tested.at),
    )
    order = DiscoverModels(
        repository=registration.repository, commit=whole(tested.commit), news=run
    )
    return announce([order], knock.headers, here)


def announce(
    orders: Sequence[DiscoverModels], headers: Mapping[str, str], here: Neighbours
) -> Reply:
    """Say 202 only after the bus has the news."""
    now, trace = here.clock(), headers.get("traceparent", "")
    news = [envelope_for(order, now, trace) for order in orders]
    here.bus.publish(news)
    if len(news) == 1:
        return json_reply(202, {"accepted": news[0].id, "commit": news[0].body.commit})
    commits = [one.body.commit for one in news]
    return json_reply(202, {"accepted": [one.id for one in news], "commits": commits})


def ignored(reason: str) -> Reply:
    """News that was understood and starts nothing."""
    return json_reply(202, {"ignored": line(reason)})


def whole(commit: str) -> str:
    """The commit id, when it is a whole one."""
    if len(commit) != 40 or not set(commit) <= set("0123456789abcdef"):
        raise RefusedRequestError(400, f"{commit[:80]!r} is no commit id", "send all 40 hex digits")
    return commit


def objection(pushed: Pushed, branch: str) -> str:
    """Why the push starts nothing, empty where it does."""
    ref = line(pushed.push.ref, LONGEST_NAME)
    if pushed.commit == NOTHING:
        return f"{ref} was deleted"
    if pushed.push.ref != f"refs/heads/{branch}":
        return f"only pushes to {branch} start runs, not {ref}"
    return ""


def page(address: str) -> str:
    """The address, where it is one that a page may link to."""
    fit = len(address) <= LONGEST_ADDRESS and address.isascii() and address.isprintable()
    return address if fit and address.startswith("https://") and " " not in address else ""


def moment(text: str) -> datetime | None:
    """The moment a provider means, `None` where it tells none; GitLab may write `UTC` behind it."""
    try:
        at = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
