"""How evidence that a CI posts is proved, kept and announced."""

from functions.intake.announcing import announce, ignored
from functions.intake.claims import Claim, of_another
from functions.intake.entrance import Knock, Neighbours, admit
from functions.intake.proofs import signature
from shared import contents
from shared.catalogue import Registration
from shared.core.messages import DiscoverModels, LintReport, TestReport
from shared.replies import Reply, accept_body


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
