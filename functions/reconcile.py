"""Notice pushes whose webhook was lost: GitHub never sends a failed one again."""

import logging

import azure.functions as func

from shared import catalogue, heads
from shared.catalogue import Registration
from shared.core.errors import RefusedError, TryAgainError
from shared.core.messages import DiscoverModels, Push
from shared.news import NOTHING, envelope_for
from shared.ports import Blobs, Bus, Clock, Source
from shared.wiring import world

LOG = logging.getLogger("gatehouse.reconcile")

blueprint = func.Blueprint()


@blueprint.timer_trigger("timer", "%RECONCILE%", run_on_startup=True)
def on_reconcile(timer: func.TimerRequest) -> None:
    """Compare every registered branch with what was looked at last."""
    here = world()
    reconcile_all(here.blobs, here.source, here.bus, here.clock)


def reconcile_all(blobs: Blobs, source: Source, bus: Bus, clock: Clock) -> None:
    """Every repository by itself: one that cannot be read now is left for the next time."""
    for repository in catalogue.repositories(blobs):
        try:
            registration = catalogue.find(blobs, repository)
            if registration:
                reconcile(registration, blobs, source, bus, clock)
        except (RefusedError, TryAgainError) as trouble:
            LOG.warning("%s: lost pushes are not noticed now: %s", repository, trouble)


def reconcile(
    registration: Registration, blobs: Blobs, source: Source, bus: Bus, clock: Clock
) -> None:
    """Announce the head of the branch as its webhook would have, if nobody has."""
    branch, repository = registration.branch, registration.repository
    seen = heads.noted(blobs, repository, branch)
    head = source.heads(registration.url).get(branch, seen)
    if head != seen:
        push = Push(ref=f"refs/heads/{branch}", before=seen or NOTHING, pusher="")
        order = DiscoverModels(repository=repository, commit=head, news=push)
        bus.publish([envelope_for(order, clock())])
