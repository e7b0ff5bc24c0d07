"""What our page posts: a few fields, each once, from our own address, and nothing made up."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from shared.replies import RefusedRequestError

LARGEST_FORM = 64 * 1024
MOST_FIELDS = 10
LONGEST_COMMENT = 1000
VERDICTS = {"approve": True, "refuse": False}
USE_OURS = "open the page again and use its form"


def form(body: bytes) -> dict[str, str]:
    """The fields of a posted form.  Two of one name could mean two things, so they are refused."""
    if len(body) > LARGEST_FORM:
        raise RefusedRequestError(413, f"the form is larger than {LARGEST_FORM} bytes", USE_OURS)
    text = body.decode(errors="replace")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise RefusedRequestError(400, "the form has too many fields", USE_OURS) from error
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise RefusedRequestError(400, "the form has a field twice", USE_OURS)
    return fields


def same_origin(headers: Mapping[str, str], address: str) -> None:
    """Only our own page may post the form."""
    home = urlsplit(address)
    if headers.get("origin") != f"{home.scheme}://{home.netloc}":
        raise RefusedRequestError(403, "the form was not sent by our page", USE_OURS)


def verdict_in(fields: Mapping[str, str]) -> bool:
    """Whether the person approves; what is neither yes nor no is no verdict."""
    verdict = fields.get("verdict", "")
    if verdict not in VERDICTS:
        raise RefusedRequestError(400, "the verdict is neither approve nor refuse", USE_OURS)
    return VERDICTS[verdict]


def comment_in(fields: Mapping[str, str]) -> str:
    """What the person says, whole: a comment cut short might say something else."""
    comment = fields.get("comment", "").replace("\r\n", "\n").strip()
    if len(comment) > LONGEST_COMMENT:
        reason = f"the comment is longer than {LONGEST_COMMENT} characters"
        raise RefusedRequestError(400, reason, "go back and shorten it")
    return comment
