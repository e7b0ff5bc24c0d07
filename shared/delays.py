"""How long a neighbour asks to be left alone."""

from datetime import timedelta

LONGEST = timedelta(days=1)


def delay_in(retry_after: str) -> timedelta:
    """What a `Retry-After` header says in seconds; nothing where it says it in any other way."""
    text = retry_after.strip()
    if not (text.isascii() and text.isdigit()):
        return timedelta()
    return timedelta(seconds=int(text)) if len(text) < 6 else LONGEST
