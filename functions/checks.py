"""Look a repository over before anyone trains from it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import azure.functions as func

from shared import bundle, catalogue, code_index, codec, contents
from shared.core.checks import inspect
from shared.core.checks.model_file import spec_of
from shared.core.findings import Finding, Owner, Priority, tally
from shared.core.messages import ChecksCompleted, RunChecks
from shared.core.spec import ModelSpec
from shared.doors import obey
from shared.examining import Examiners, surroundings
from shared.model_folder import files_in, texts_in_models, tree_in
from shared.namesakes import namesakes
from shared.ports import Blobs, Source, UnreadableSourceError
from shared.wiring import world

blueprint = func.Blueprint()

SPELLED_OUT = 40
OF_EACH = 10


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "run-checks")
def on_run_checks(message: func.ServiceBusMessage) -> None:
    """Judge the model at the candidate's commit."""
    here = world()
    today = here.clock().date()
    obey(message, RunChecks, run_checks, here.blobs, here.source, here.examiners, today)


def run_checks(
    order: RunChecks, blobs: Blobs, source: Source, examiners: Examiners, today: date
) -> ChecksCompleted:
    """Read once, judge what was read, and keep the very bytes for all that follows."""
    candidate = order.candidate
    registration = catalogue.required(blobs, candidate.repository)
    try:
        snapshot = source.snapshot(registration.url, candidate.commit)
    except UnreadableSourceError as error:
        return completed(order, blobs, {}, (unreadable(error, candidate.folder),), None)
    plain = tree_in(snapshot, candidate.folder)
    if examiners.code:
        code_index.note(
            examiners.code, candidate.repository, candidate.commit, texts_in_models(snapshot)
        )
    asked = surroundings(plain, registration.team, examiners, today, candidate.repository)
    tree = replace(plain, surroundings=asked)
    files = files_in(snapshot, candidate.folder)
    findings = (*namesakes(snapshot, candidate.folder, candidate.repository), *inspect(tree))
    judged = completed(order, blobs, files, findings, spec_of(tree))
    return replace(judged, trains="train.py" in tree.files)


def completed(
    order: RunChecks,
    blobs: Blobs,
    files: Mapping[str, bytes],
    findings: tuple[Finding, ...],
    spec: ModelSpec | None,
) -> ChecksCompleted:
    """The judgement, with all findings and the bundle kept under their digests."""
    return ChecksCompleted(
        candidate=order.candidate,
        step=order.step,
        bundle=contents.keep(blobs, bundle.pack(files)),
        report=contents.keep(blobs, codec.document(findings)),
        findings=spelled_out(findings),
        counts=Counter(int(finding.priority) for finding in findings),
        tally=tally(findings),
        spec=spec,
    )


def spelled_out(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The gravest, and of each check a few: one that finds very much leaves room for the others."""
    heard: Counter[str] = Counter()
    told = []
    for finding in findings:
        heard[finding.check] += 1
        if heard[finding.check] <= OF_EACH:
            told.append(finding)
    return tuple(told[:SPELLED_OUT])


def unreadable(error: UnreadableSourceError, folder: str) -> Finding:
    """A repository that cannot be read is a failed check, and its team is told why."""
    return Finding(
        check="source",
        priority=Priority.REQUIRED,
        owner=Owner.MODEL_DEV,
        path=folder,
        remark=str(error),
        remedy="make the commit readable within these bounds and push again",
        standard="R-045",
    )
