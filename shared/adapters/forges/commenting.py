"""One comment for each model in a review: found by a mark that nobody sees, and edited in place."""

from urllib.parse import quote

from shared.adapters.forges.forge import Comment, Review
from shared.adapters.forges.known import Held
from shared.commit_status import context_of
from shared.core.candidate import Candidate

SHORTENED = "\n\n… shortened here; the run's own page has it all."


def comment(held: Held, candidate: Candidate, text: str) -> None:
    """Say it in every review that holds the commit, or that brought it when it was merged.

    A commit that is no longer the last word of a review leaves the comment there as it is.
    """
    marked = marked_for(candidate, text, held.forge.longest_comment)
    for review in held.forge.reviews(held.path, candidate.commit):
        own = own_comments(held, review, candidate)
        if not own:
            held.forge.say(held.path, review, marked)
            own = own_comments(held, review, candidate)
        elif review.head != candidate.commit:
            continue
        settle_on(held, own, marked)


def marked_for(candidate: Candidate, text: str, longest: int) -> str:
    """The text with its mark, shortened where it is too long."""
    whole = f"{mark_of(candidate)}\n{text}"
    return whole if len(whole) <= longest else whole[: longest - len(SHORTENED)] + SHORTENED


def mark_of(candidate: Candidate) -> str:
    """What nobody sees and we find our comment by."""
    return f"<!-- gatehouse:{quote(context_of(candidate))} -->"


def own_comments(held: Held, review: Review, candidate: Candidate) -> list[Comment]:
    """What we have said in the review about the model, the first one first."""
    mark = mark_of(candidate)
    marked = [one for one in held.forge.comments(held.path, review) if one.text.startswith(mark)]
    return sorted(held.forge.ours(marked) if marked else [], key=lambda one: one.id)


def settle_on(held: Held, own: list[Comment], text: str) -> None:
    """Keep the first comment, and have it say the text.

    There are others where an answer of the forge was lost, or two spoke at the same time.
    """
    for surplus in own[1:]:
        held.forge.remove(surplus)
    for first in own[:1]:
        if first.text != text:
            held.forge.edit(first, text)
