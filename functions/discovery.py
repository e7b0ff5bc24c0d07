"""Which models, hence which runs, the news of a commit is about."""

from collections.abc import Iterable, Iterator

import azure.functions as func

from shared import catalogue, heads
from shared.catalogue import Registration
from shared.core.candidate import Candidate
from shared.core.checks.tree import models_in
from shared.core.errors import RefusedError
from shared.core.messages import (
    CommitSuperseded,
    DiscoverModels,
    Event,
    ModelPushed,
    Push,
    TestReport,
    TestsCompleted,
)
from shared.doors import obey
from shared.model_folder import name_in
from shared.news import NOTHING
from shared.ports import Blobs, Snapshot, Source, UnreadableSourceError
from shared.wiring import world

blueprint = func.Blueprint()


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "discover-models")
def on_discover_models(message: func.ServiceBusMessage) -> None:
    """Turn the news of a commit into news of its models."""
    obey(message, DiscoverModels, discover, world().blobs, world().source)


class UnregisteredError(RefusedError):
    """News of a repository that is no longer registered."""


def discover(order: DiscoverModels, blobs: Blobs, source: Source) -> tuple[Event, ...]:
    """An event for every model in the commit; several `model.yml` are several runs."""
    registration = catalogue.find(blobs, order.repository)
    if registration is None:
        raise UnregisteredError(f"{order.repository}: registered no more, so its news is set aside")
    snapshot = readable(source, registration, order.commit)
    candidates = tuple(candidates_in(snapshot, order))
    match order.news:
        case TestReport():
            return tuple(TestsCompleted(candidate=one, report=order.news) for one in candidates)
        case Push():
            heads.note(blobs, order.repository, registration.branch, order.commit)
            pushed = pushes(candidates, order.news, registration, snapshot)
            return (*pushed, *superseded(candidates, order.news.before))


def readable(source: Source, registration: Registration, commit: str) -> Snapshot:
    """The commit, or nothing where it cannot be read: the checks will say what is wrong with it."""
    try:
        return source.snapshot(registration.url, commit)
    except UnreadableSourceError:
        return Snapshot(files={}, authors=())


def candidates_in(snapshot: Snapshot, order: DiscoverModels) -> Iterator[Candidate]:
    """A candidate for every model; one for the repository where it holds none, to be told so."""
    for folder in models_in(snapshot.files) or (".",):
        fallback = order.repository if folder == "." else folder
        yield Candidate(
            repository=order.repository,
            commit=order.commit,
            model=name_in(snapshot, folder, fallback),
            folder=folder,
        )


def pushes(
    candidates: Iterable[Candidate], push: Push, registration: Registration, snapshot: Snapshot
) -> Iterator[ModelPushed]:
    """The push, said of every model."""
    authors = tuple(sorted({*snapshot.authors, push.pusher.casefold()} - {""}))
    for candidate in candidates:
        yield ModelPushed(candidate=candidate, push=push, team=registration.team, authors=authors)


def superseded(candidates: Iterable[Candidate], before: str) -> Iterator[CommitSuperseded]:
    """The runs of the commit that the branch pointed at before, which it has left behind."""
    if before in ("", NOTHING):
        return
    for candidate in candidates:
        if candidate.commit != before:
            older = Candidate(
                repository=candidate.repository,
                commit=before,
                model=candidate.model,
                folder=candidate.folder,
            )
            yield CommitSuperseded(candidate=older, by=candidate.commit)
