"""Pushes in our own words, as the hook of a bare repository sends them."""

from dataclasses import dataclass

from functions.intake.announcing import Pushed, take_pushes
from functions.intake.entrance import Knock, Neighbours, admit
from functions.intake.proofs import signature
from shared.core.messages import Push
from shared.news import NOTHING
from shared.replies import Reply


@dataclass(frozen=True, kw_only=True)
class PlainPush:
    """A push as our own hook sends it; `after` is all zeros where the branch was deleted."""

    repository: str
    ref: str
    after: str
    before: str = NOTHING
    pusher: str = ""


def plain_push(knock: Knock, here: Neighbours) -> Reply:
    """A push in our own words."""
    push = knock.read(PlainPush)
    registration = admit(push.repository, signature(knock.body, knock.headers), here)
    news = Push(ref=push.ref, before=push.before, pusher=push.pusher)
    return take_pushes(registration, [Pushed(commit=push.after, push=news)], knock, here)
