"""Pushes, in GitHub's words and in our own."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.intake.entrance import Neighbours, admit, announce, ignored, whole
from shared import codec
from shared.catalogue import Registration
from shared.core.messages import DiscoverModels, Push
from shared.news import NOTHING
from shared.replies import Reply, accept_body


@dataclass(frozen=True, kw_only=True)
class GithubRepository:
    """The repository a webhook is about."""

    full_name: str


@dataclass(frozen=True, kw_only=True)
class GithubPusher:
    """Who pushed."""

    name: str
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class GithubPush:
    """What we read of GitHub's push payload."""

    ref: str
    before: str
    after: str
    repository: GithubRepository
    pusher: GithubPusher


@dataclass(frozen=True, kw_only=True)
class PlainPush:
    """A push as our own hook sends it; `after` is all zeros where the branch was deleted."""

    repository: str
    ref: str
    after: str
    before: str = NOTHING
    pusher: str = ""


def github_push(body: bytes, headers: Mapping[str, str], here: Neighbours) -> Reply:
    """A push, or another of GitHub's events, which is politely ignored."""
    if headers.get("x-github-event", "push") != "push":
        return ignored(f"{headers['x-github-event']} events start nothing")
    push = codec.parse(GithubPush, accept_body(body))
    registration = admit(push.repository.full_name, body, headers, here)
    pusher = push.pusher.email or push.pusher.name
    news = Push(ref=push.ref, before=push.before, pusher=pusher)
    return take_push(registration, push.after, news, headers, here)


def plain_push(body: bytes, headers: Mapping[str, str], here: Neighbours) -> Reply:
    """A push in our own words."""
    push = codec.parse(PlainPush, accept_body(body))
    registration = admit(push.repository, body, headers, here)
    news = Push(ref=push.ref, before=push.before, pusher=push.pusher)
    return take_push(registration, push.after, news, headers, here)


def take_push(
    registration: Registration,
    commit: str,
    news: Push,
    headers: Mapping[str, str],
    here: Neighbours,
) -> Reply:
    """Announce a push of the registered branch."""
    if commit == NOTHING:
        return ignored(f"{news.ref} was deleted")
    if news.ref != f"refs/heads/{registration.branch}":
        return ignored(f"only pushes to {registration.branch} start runs, not {news.ref}")
    repository = registration.repository
    return announce(
        DiscoverModels(repository=repository, commit=whole(commit), news=news), headers, here
    )
