"""Which models, hence which runs, the news of a commit is about."""

from collections.abc import Iterable, Iterator, Mapping

import azure.functions as func

from shared import catalogue, codec, contents, heads, released, reports
from shared.catalogue import Registration
from shared.core.candidate import Candidate
from shared.core.checks.folders import models_in
from shared.core.messages import (
    CiRun,
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
from shared.ports import Blobs, Ci, Snapshot, Source, UnreadableSourceError
from shared.wiring import world

blueprint = func.Blueprint()


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "discover-models")
def on_discover_models(message: func.ServiceBusMessage) -> None:
    """Turn the news of a commit into news of its models."""
    here = world()
    obey(message, DiscoverModels, discover, here.blobs, here.source, here.ci)


def discover(order: DiscoverModels, blobs: Blobs, source: Source, ci: Ci) -> tuple[Event, ...]:
    """An event for every model in the commit; several `model.yml` are several runs."""
    registration = catalogue.required(blobs, order.repository)
    match order.news:
        case Push() as push:
            return discover_push(order, push, registration, blobs, source)
        case CiRun() as run:
            report = report_of(run, registration, ci, blobs)
        case TestReport() as report:
            pass
    if report is None:
        return ()
    reports.note(blobs, order.repository, order.commit, report)
    snapshot = readable(source, registration, order.commit)
    return tested(candidates_in(snapshot, order), report)


def discover_push(
    order: DiscoverModels, push: Push, registration: Registration, blobs: Blobs, source: Source
) -> tuple[Event, ...]:
    """The push, the tests that came before it, and what it leaves behind.

    The authors of a push are all who wrote anything that the model's last release does not hold,
    whatever was pushed, superseded or turned away since; and who pushed it now.  Before the first
    release, and where the branch no longer descends from the last one, that is everybody who ever
    wrote to it.  Where nobody can tell there are no authors, hence nobody who may approve.
    """
    snapshot = readable(source, registration, order.commit)
    candidates = tuple(candidates_in(snapshot, order))
    since = {one: released.noted(blobs, one) for one in candidates}
    pushed = tuple(pushes(since, push, registration, source))
    heads.note(blobs, order.repository, registration.branch, order.commit)
    known = reports.noted(blobs, order.repository, order.commit)
    earlier = tested(candidates, known) if known else ()
    return (*pushed, *earlier, *superseded(candidates, push.before))


def report_of(run: CiRun, registration: Registration, ci: Ci, blobs: Blobs) -> TestReport | None:
    """What the team's CI counted; where it failed without counting, that.

    `None` where it passed and published nothing: the counts may still be on their way.
    """
    found = ci.results(registration.url, run)
    if found:
        return TestReport(
            tests=found.tests,
            failures=found.failures,
            errors=found.errors,
            skipped=found.skipped,
            report=contents.keep(blobs, found.evidence),
        )
    if run.passed:
        return None
    place = f"; see {run.address}" if run.address else ""
    return TestReport(
        tests=0,
        failures=0,
        errors=0,
        skipped=0,
        report=contents.keep(blobs, codec.document(run)),
        remark=f"{run.name or 'CI'} ended with failure before any test was reported{place}",
    )


def tested(candidates: Iterable[Candidate], report: TestReport) -> tuple[Event, ...]:
    """The report, said of every model; a run that is not known yet hears it after its push."""
    return tuple(TestsCompleted(candidate=one, report=report) for one in candidates)


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
    since: Mapping[Candidate, str], push: Push, registration: Registration, source: Source
) -> Iterator[ModelPushed]:
    """The push, said of every model; with each comes the commit of its last release."""
    spans = {(candidate.commit, earlier) for candidate, earlier in since.items()}
    authors = {span: authors_in(source, registration.url, span, push.pusher) for span in spans}
    for candidate, earlier in since.items():
        yield ModelPushed(
            candidate=candidate,
            push=push,
            team=registration.team,
            authors=authors[candidate.commit, earlier],
        )


def authors_in(source: Source, url: str, span: tuple[str, str], pusher: str) -> tuple[str, ...]:
    """Who wrote or pushed what a commit adds to an earlier one; nobody where nobody can tell."""
    try:
        written = source.authors(url, *span)
    except UnreadableSourceError:
        return ()
    return tuple(sorted({*written, pusher.casefold()} - {""}))


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
