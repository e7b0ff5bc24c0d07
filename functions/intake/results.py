"""Test results, as the team's CI publishes them."""

from collections.abc import Mapping
from hashlib import sha256

from functions.intake.entrance import Neighbours, admit, announce, whole
from shared import contents
from shared.core.messages import DiscoverModels
from shared.junit import read_junit
from shared.replies import Reply, accept_body


def take_test_results(
    body: bytes, headers: Mapping[str, str], query: Mapping[str, str], here: Neighbours
) -> Reply:
    """Test results of one commit; the signature covers repository, commit and body."""
    repository, commit = query.get("repository", ""), whole(query.get("commit", ""))
    signed = f"{repository}\n{commit}\n".encode() + accept_body(body)
    registration = admit(repository, signed, headers, here)
    report = read_junit(body, sha256(body).hexdigest())
    contents.keep(here.blobs, body)
    return announce(
        DiscoverModels(repository=registration.repository, commit=commit, news=report),
        headers,
        here,
    )
