"""Which models, hence which runs, the news of a commit is about."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

import azure.functions as func

from shared import catalogue, contents, heads, published, pylint_results, released, reports
from shared.catalogue import Registration
from shared.core.candidate import Candidate
from shared.core.checks.folders import models_in
from shared.core.messages import (
    CiRun,
    CommitSuperseded,
    DiscoverModels,
    Event,
    LintCompleted,
    LintReport,
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
    oldest = here.clock() - here.settings.policy.evidence_age
    obey(message, DiscoverModels, discover, here.blobs, here.source, here.ci, oldest)


def discover(
    order: DiscoverModels, blobs: Blobs, source: Source, ci: Ci, oldest: datetime
) -> tuple[Event, ...]:
    """An event for every model in the commit; several `model.yml` are several runs.

    Evidence from before `oldest` that was noted for a push is not told after it.
    """
    registration = catalogue.required(blobs, order.repository)
    found: list[TestReport | LintReport | None]
    match order.news:
        case Push() as push:
            return discover_push(order, push, registration, blobs, source, oldest)
        case CiRun() as run:
            tests = published.tests_in(run, registration.url, order.commit, ci, blobs)
            found = [tests, published.lint_in(run, registration.url, ci, blobs)]
        case TestReport() | LintReport() as report:
            found = [report]
    reported = [report for report in found if report]
    if not reported:
        return ()
    for each in reported:
        reports.note(blobs, order.repository, order.commit, each, oldest)
    snapshot = readable(source, registration, order.commit)
    return told(reported, tuple(candidates_in(snapshot, order)), snapshot, blobs)


def discover_push(
    order: DiscoverModels,
    push: Push,
    registration: Registration,
    blobs: Blobs,
    source: Source,
    oldest: datetime,
) -> tuple[Event, ...]:
    """The push, the evidence that came before it, and what it leaves behind.

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
    place = (blobs, order.repository, order.commit)
    known = (
        reports.noted(*place, TestReport, oldest),
        reports.noted(*place, LintReport, oldest),
    )
    earlier = told(filter(None, known), candidates, snapshot, blobs)
    return (*pushed, *earlier, *superseded(candidates, push.before))


def told(
    found: Iterable[TestReport | LintReport],
    candidates: Iterable[Candidate],
    snapshot: Snapshot,
    blobs: Blobs,
) -> tuple[Event, ...]:
    """The reports, said of every model; a run that is not known yet hears them after its push."""
    events: list[Event] = []
    for report in found:
        if isinstance(report, TestReport):
            events += (TestsCompleted(candidate=one, report=report) for one in candidates)
        else:
            events += linted(report, candidates, snapshot, blobs)
    return tuple(events)


def linted(
    report: LintReport, candidates: Iterable[Candidate], snapshot: Snapshot, blobs: Blobs
) -> Iterator[LintCompleted]:
    """The report, held against the commit: it may name what is not there, or leave a model out.

    A commit that cannot be read tells nothing, and the checks turn it away.
    """
    named = frozenset[str]()
    if snapshot.files and not report.remark:
        evidence = contents.fetch(blobs, report.report)
        named = pylint_results.read(evidence, report.report).paths
    foreign = pylint_results.strangers(named, (*snapshot.files, *snapshot.passed_over))
    for one in candidates:
        left_out = pylint_results.left_out(report, named, one.folder, snapshot.files)
        remark = report.remark or foreign or left_out
        yield LintCompleted(candidate=one, report=replace(report, remark=remark))


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
