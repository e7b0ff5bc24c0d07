"""Deliver a push once more, signed, as a provider does that did not hear our answer."""

import hmac
import json
import urllib.request

from shared import catalogue
from shared.core.errors import RefusedError
from shared.news import NOTHING
from shared.wiring import World


def deliver(here: World, repository: str, commit: str) -> int:
    """Post GitHub's push payload; the status that the platform answers with."""
    registration = catalogue.find(here.blobs, repository)
    if registration is None:
        raise RefusedError(f"{repository}: not registered; register it first")
    body = json.dumps(
        {
            "ref": f"refs/heads/{registration.branch}",
            "before": NOTHING,
            "after": commit,
            "repository": {"full_name": repository},
            "pusher": {"name": "dana", "email": "dana@bank.example"},
        }
    ).encode()
    digest = hmac.new(here.secrets.value(registration.secret), body, "sha256").hexdigest()
    request = urllib.request.Request(
        f"{here.settings.address}/api/webhooks/github",
        data=body,
        headers={"X-GitHub-Event": "push", "X-Hub-Signature-256": f"sha256={digest}"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return int(answer.status)
