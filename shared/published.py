"""What a run of a team's CI has left behind, asked of the CI itself and kept as evidence."""

import logging
from dataclasses import replace

from shared import codec, contents, junit, pylint_results
from shared.core.errors import RefusedError
from shared.core.messages import CiRun, LintReport, TestReport
from shared.ports import Blobs, Ci, CredentialsError, LintResults

LOG = logging.getLogger("gatehouse.ci")


def tests_in(run: CiRun, url: str, commit: str, ci: Ci, blobs: Blobs) -> TestReport | None:
    """What the team's CI counted; where it failed without counting, that.

    `None` where it passed and published nothing: the counts may still be on their way.
    """
    found = ci.results(url, run)
    if found:
        return TestReport(
            tests=found.tests,
            failures=found.failures,
            errors=found.errors,
            skipped=found.skipped,
            report=contents.keep(blobs, found.evidence),
            doubt=junit.another(found.named, commit) or found.doubt,
            at=run.at or found.at,
            ci=run.name,
            coverage=found.coverage,
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
        at=run.at,
        ci=run.name,
    )


def lint_in(run: CiRun, url: str, ci: Ci, blobs: Blobs) -> LintReport | None:
    """What pylint said there; `None` where nothing was published.

    What cannot be read is no reason to lose the tests of the same run.
    """
    try:
        found = ci.lint(url, run)
        report = read(found, blobs) if found else None
    except RefusedError as error:
        report = unread(str(error), contents.keep(blobs, codec.document(run)))
    except CredentialsError as error:
        LOG.warning("pylint's results of %s cannot be asked for: %s", run.name, error)
        return None
    return replace(report, at=run.at, ci=run.name) if report else None


def read(found: LintResults, blobs: Blobs) -> LintReport:
    """The report on what was found."""
    return pylint_results.read(found.evidence, contents.keep(blobs, found.evidence)).report


def unread(remark: str, digest: str) -> LintReport:
    """The report on what cannot be read: nothing is known of it but why."""
    return LintReport(
        fatal=0,
        error=0,
        warning=0,
        refactor=0,
        convention=0,
        modules=None,
        report=digest,
        remark=remark,
    )
