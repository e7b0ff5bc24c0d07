"""Messages to send when it does not matter what they say."""

from datetime import UTC, datetime, timedelta

from shared.core.candidate import Candidate
from shared.core.messages import CommitSuperseded, RunChecks
from shared.envelope import Envelope

CHURN = Candidate(repository="bank/churn", commit="c0ffee", model="churn")
CHECKS = RunChecks(candidate=CHURN, step="checks")
SUPERSEDED = CommitSuperseded(candidate=CHURN, by="beef")
QUEUE = "run-checks"
LOCK = timedelta(minutes=1)
SAID = datetime(2026, 11, 20, tzinfo=UTC)


def send(bus, *ids, body=CHECKS, delay=timedelta()):
    bus.publish([Envelope(id=id, body=body, time=SAID) for id in ids], delay=delay)


def receive(bus, *, queue=QUEUE, limit=10):
    return bus.receive(queue, limit=limit, lock=LOCK)


def ids(deliveries):
    """Their ids, without the mark that tells one test's messages from another's."""
    return [delivery.id.rpartition("/")[2] for delivery in deliveries]
