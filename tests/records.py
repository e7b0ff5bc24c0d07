"""Records of runs: how a history grows, an event a minute."""

from shared import history
from shared.core.decisions import decide
from shared.core.policy import Policy
from shared.envelope import Envelope, reply
from tests.builders import (
    ANNOUNCED,
    CHECKED,
    CHURN,
    EVALUATED,
    LAX,
    MINUTE,
    NOW,
    PUBLISHED,
    PUSHED,
    SUPERSEDED,
    TESTED,
    TOLD,
    TRAINED,
    decided,
    evaluated_run,
    failed,
    finding,
    found,
    promoted,
    scored,
    started,
)


def recorded(*events, policy=LAX):
    """The record of a run that has heard these events, a minute apart."""
    record = history.begin(CHURN, policy)
    for number, event in enumerate(events):
        heard = Envelope(id=f"e-{number}", body=event, time=NOW + number * MINUTE)
        orders = decide(record.run, event, heard.time)
        record = history.add(record, heard, reply(heard, orders, heard.time))
    return record


JOURNEYS = {
    "a push": recorded(PUSHED),
    "a release": recorded(
        *(PUSHED, ANNOUNCED, TESTED, CHECKED, started("training"), TRAINED),
        *(started("evaluation"), EVALUATED, promoted("prod"), PUBLISHED, TOLD),
    ),
    "an approval": recorded(
        *(PUSHED, CHECKED, TESTED, TRAINED, EVALUATED, promoted("tst"), promoted("qa")),
        *(decided(evaluated_run()), promoted("prod")),
        policy=Policy(),
    ),
    "a rejection": recorded(TESTED, PUSHED, found(finding(1, path='é\n\u2028"\\'))),
    "a failure": recorded(PUSHED, failed("checks"), TOLD, SUPERSEDED),
    "figures that are no numbers": recorded(
        PUSHED, TESTED, CHECKED, TRAINED, scored(auc=float("nan"), loss=float("-inf"))
    ),
}
