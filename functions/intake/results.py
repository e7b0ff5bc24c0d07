"""Test results and pylint's results, as the team's CI publishes them."""

from dataclasses import replace
from hashlib import sha256

from functions.intake.claims import claim_in
from functions.intake.entrance import Knock, Neighbours
from functions.intake.evidence import proved, take
from shared import pylint_results
from shared.junit import read_junit
from shared.replies import RefusedRequestError, Reply


def take_test_results(knock: Knock, here: Neighbours) -> Reply:
    """Test results of one commit; the signature covers repository, commit, claims and body."""
    claim = claim_in(knock.query)
    registration = proved(claim, knock, here)
    digest = sha256(knock.body).hexdigest()
    report = read_junit(knock.body, digest, commit=claim.commit, heard=here.clock())
    coverage = report.coverage if claim.coverage is None else claim.coverage
    told = replace(report, at=claim.at or report.at, ci=claim.ci, coverage=coverage)
    if told.at is None:
        raise timeless("the tests")
    return take(told, claim, registration, knock, here)


def take_lint_results(knock: Knock, here: Neighbours) -> Reply:
    """What pylint wrote about one commit, proved in the same way; it does not tell its time."""
    claim = claim_in(knock.query)
    registration = proved(claim, knock, here)
    if claim.at is None:
        raise timeless("pylint")
    report = pylint_results.read(knock.body, sha256(knock.body).hexdigest()).report
    return take(replace(report, at=claim.at, ci=claim.ci), claim, registration, knock, here)


def timeless(tool: str) -> RefusedRequestError:
    """The refusal of evidence that may be of any time, so that nobody can tell whether it is fresh."""
    remedy = "send at=, as `date -u +%Y-%m-%dT%H:%M:%SZ` has it"
    return RefusedRequestError(400, f"nobody says when {tool} ran", remedy)
