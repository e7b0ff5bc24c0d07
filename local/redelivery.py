"""Deliver a push once more, signed, as a provider does that did not hear our answer."""

import json

from local.hook import post
from shared import catalogue
from shared.core.errors import RefusedError
from shared.news import NOTHING
from shared.wiring import World


def deliver(here: World, repository: str, commit: str) -> int:
    """Post GitHub's push payload; the status that the platform answers with."""
    registration = catalogue.required(here.blobs, repository)
    body = json.dumps(
        {
            "ref": f"refs/heads/{registration.branch}",
            "before": NOTHING,
            "after": commit,
            "repository": {"full_name": repository},
            "pusher": {"name": "dana", "email": "dana@bank.example"},
        }
    ).encode()
    key = here.secrets.value(registration.secret)
    answer = post(f"{here.settings.address}/api/webhooks/github", body, body, key)
    if answer.status >= 400:
        raise RefusedError(f"{repository}: delivered again, the push was answered {answer.status}")
    return answer.status
