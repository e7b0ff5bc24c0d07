"""Notice pushes whose webhook was lost: GitHub never sends a failed one again."""

import azure.functions as func

from shared import catalogue, heads
from shared.catalogue import Registration
from shared.core.errors import RefusedError, TryAgainError
from shared.core.messages import DiscoverModels, Push
from shared.news import NOTHING, envelope_for
from shared.ports import Blobs, Bus, Clock, Source
from shared.wiring import world

blueprint = func.Blueprint()


@blueprint.timer_trigger("timer", "%RECONCILE%", run_on_startup=True)
def on_reconcile(timer: func.TimerRequest) -> None:
    """Compare every registered branch with what was looked at last."""
    here = world()
    for registration in catalogue.registered(here.blobs):
        reconcile(registration, here.blobs, here.source, here.bus, here.clock)


def reconcile(
    registration: Registration, blobs: Blobs, source: Source, bus: Bus, clock: Clock
) -> None:
    """Announce the head of the branch as its webhook would have, if nobody has.

    A repository that cannot be read now is left for the next time.
    """
    branch, repository = registration.branch, registration.repository
    seen = heads.noted(blobs, repository, branch)
    try:
        head = source.heads(registration.url).get(branch, seen)
    except (RefusedError, TryAgainError):
        return
    if head != seen:
        push = Push(ref=f"refs/heads/{branch}", before=seen or NOTHING, pusher="")
        order = DiscoverModels(repository=repository, commit=head, news=push)
        bus.publish([envelope_for(order, clock())])
