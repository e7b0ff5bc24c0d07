"""The repositories that may start runs: whether the secrets of their webhooks can be read."""

from shared import catalogue
from shared.core.errors import RefusedError
from shared.ports import Blobs, Secrets


def repositories(blobs: Blobs, secrets: Secrets) -> str:
    """How many there are.  Raises `RefusedError`, naming the first whose secret cannot be read."""
    known = list(catalogue.registered(blobs))
    for one in known:
        try:
            secrets.value(one.secret)
        except RefusedError as error:
            raise RefusedError(f"repository {one.repository}: {error}") from error
    return f"{len(known)} registered, and the secrets of their webhooks can be read"
