"""Test results, as the team's CI publishes them."""

from hashlib import sha256

from functions.intake.announcing import announce, whole
from functions.intake.entrance import Knock, Neighbours, admit
from functions.intake.proofs import signature
from shared import contents
from shared.core.messages import DiscoverModels
from shared.junit import read_junit
from shared.replies import Reply, accept_body


def take_test_results(knock: Knock, here: Neighbours) -> Reply:
    """Test results of one commit; the signature covers repository, commit and body."""
    repository, commit = knock.query.get("repository", ""), whole(knock.query.get("commit", ""))
    signed = f"{repository}\n{commit}\n".encode(errors="replace") + accept_body(knock.body)
    registration = admit(repository, signature(signed, knock.headers), here)
    report = read_junit(knock.body, sha256(knock.body).hexdigest())
    contents.keep(here.blobs, knock.body)
    order = DiscoverModels(repository=registration.repository, commit=commit, news=report)
    return announce([order], knock.headers, here)
