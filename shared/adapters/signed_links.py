"""Links that say who may decide about what, signed so that nobody can make one up.

The text of a token is no key to anything: several texts verify as the same token, because the last
character of base64 carries bits that nobody reads.  Only what is inside counts.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from shared.core.errors import RefusedError

SHORTEST_KEY = 16
LONGEST_TOKEN = 4096


class SignedLinks:
    """Signs with the last key, and accepts what any of the keys has signed."""

    def __init__(
        self,
        keys: Sequence[bytes],
        *,
        link_age: timedelta = timedelta(days=7),
        form_age: timedelta = timedelta(minutes=15),
    ) -> None:
        """Take the keys, the oldest first, and how long a link and an open page are good for."""
        if not keys or any(len(key) < SHORTEST_KEY for key in keys):
            raise RefusedError(f"signing keys: give one or more, of {SHORTEST_KEY} bytes at least")
        self.links = serializer(keys, b"gatehouse.link")
        self.forms = serializer(keys, b"gatehouse.form")
        self.link_age, self.form_age = link_age, form_age

    def sign(self, approval: str, person: str) -> str:
        """A token that lets the person see and decide the approval."""
        return self.links.dumps([approval, person])

    def open(self, token: str) -> tuple[str, str]:
        """The approval and the person.  Raises `RefusedError` for a forged or an expired token."""
        return opened(self.links, token, self.link_age, "link")

    def form_token(self, approval: str, person: str) -> str:
        """What proves that a form was sent from the page that we showed the person."""
        return self.forms.dumps([approval, person])

    def check_form(self, token: str, approval: str, person: str) -> None:
        """Raise `RefusedError` unless we gave this person the token with this approval's page."""
        if opened(self.forms, token, self.form_age, "form") != (approval, person):
            raise RefusedError("form: it belongs to another page; open the link again")


def serializer(keys: Sequence[bytes], salt: bytes) -> URLSafeTimedSerializer:
    """What signs one kind of token, of no use for another kind."""
    return URLSafeTimedSerializer(
        list(keys), salt=salt, signer_kwargs={"digest_method": hashlib.sha256}
    )


def opened(
    signed: URLSafeTimedSerializer, token: str, max_age: timedelta, kind: str
) -> tuple[str, str]:
    """The two names inside a token, once everything about it has proved right."""
    try:
        approval, person = signed.loads(token[:LONGEST_TOKEN], max_age=int(max_age.total_seconds()))
    except SignatureExpired as error:
        raise RefusedError(f"{kind}: too old; ask for a new one") from error
    except (BadData, ValueError, TypeError) as error:
        raise RefusedError(f"{kind}: not one of ours; use the whole link as it was sent") from error
    return str(approval), str(person)
