"""How news of a commit is named, so that the same news has one name however often it comes."""

import re
from datetime import datetime
from hashlib import sha256

from shared.core.messages import CiRun, DiscoverModels, LintReport, Push, TestReport
from shared.envelope import Envelope, trace_for

NOTHING = "0" * 40
TRACE_FORM = re.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


def envelope_for(
    order: DiscoverModels, time: datetime, trace: str = ""
) -> Envelope[DiscoverModels]:
    """The news, named for what it says; what is no trace (W3C Trace Context) is not carried on.

    A push is also named for what the branch left behind: one that returns to a commit is news.  A
    run of the team's CI is also named for how it ended: one that was mended by running it again is
    news, under the same name at the provider.  Evidence is also named for when it came about: CI may
    find the same again.
    """
    facts: tuple[str, ...]
    match order.news:
        case Push(ref=ref, before=before):
            kind, facts = "push", (order.repository, order.commit, ref, before or NOTHING)
        case TestReport(report=report, at=at):
            kind, facts = "tests", (order.repository, order.commit, report, *when(at))
        case LintReport(report=report, at=at):
            kind, facts = "lint", (order.repository, order.commit, report, *when(at))
        case CiRun(id=run, passed=passed):
            kind, facts = "ci", (order.repository, order.commit, run, str(passed))
    name = f"{kind}-{sha256(chr(10).join(facts).encode()).hexdigest()[:20]}"
    given = trace if TRACE_FORM.fullmatch(trace) else trace_for(name)
    return Envelope(id=name, body=order, time=time, traceparent=given)


def when(at: datetime | None) -> tuple[str, ...]:
    """A moment as part of a name, where there is one."""
    return (at.isoformat(),) if at else ()
