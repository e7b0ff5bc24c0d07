"""Test results and pylint's results, as the team's CI publishes them."""

from dataclasses import replace
from hashlib import sha256

from functions.intake.announcing import announce, ignored
from functions.intake.claims import Claim, claim_in, of_another
from functions.intake.entrance import Knock, Neighbours, admit
from functions.intake.proofs import signature
from shared import contents, pylint_results
from shared.catalogue import Registration
from shared.core.messages import DiscoverModels, LintReport, TestReport
from shared.junit import read_junit
from shared.replies import RefusedRequestError, Reply, accept_body


def take_test_results(knock: Knock, here: Neighbours) -> Reply:
    """Test results of one commit; the signature covers repository, commit, claims and body."""
    claim = claim_in(knock.query)
    registration = proved(claim, knock, here)
    digest = sha256(knock.body).hexdigest()
    report = read_junit(knock.body, digest, commit=claim.commit, heard=here.clock())
    coverage = report.coverage if claim.coverage is None else claim.coverage
    told = replace(report, at=claim.at or report.at, ci=claim.ci, coverage=coverage)
    return take(told, claim, registration, knock, here)


def take_lint_results(knock: Knock, here: Neighbours) -> Reply:
    """What pylint wrote about one commit, proved in the same way; it does not tell its time."""
    claim = claim_in(knock.query)
    registration = proved(claim, knock, here)
    if claim.at is None:
        raise RefusedRequestError(
            400, "nobody says when pylint ran", "send at=, as `date -u +%Y-%m-%dT%H:%M:%SZ` has it"
        )
    report = pylint_results.read(knock.body, sha256(knock.body).hexdigest()).report
    return take(replace(report, at=claim.at, ci=claim.ci), claim, registration, knock, here)


def proved(claim: Claim, knock: Knock, here: Neighbours) -> Registration:
    """The registration, once it is proved who claims this."""
    signed = claim.signed(accept_body(knock.body))
    return admit(claim.repository, signature(signed, knock.headers), here)


def take(
    report: TestReport | LintReport,
    claim: Claim,
    registration: Registration,
    knock: Knock,
    here: Neighbours,
) -> Reply:
    """Keep the evidence and announce it, unless another CI than the registered one brings it."""
    against = of_another(registration, claim)
    if against:
        return ignored(against)
    contents.keep(here.blobs, knock.body)
    order = DiscoverModels(repository=registration.repository, commit=claim.commit, news=report)
    return announce([order], knock.headers, here)
