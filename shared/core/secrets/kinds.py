"""What a kind of secret is: how it is found, what it looks like, and where it is revoked."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

# A value begins a word, or follows an escape (`\n`, `%3D`) whose last letter is none of its own.
BORDER: Final = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2}))"
END: Final = r"(?![A-Za-z0-9])"
MORE: Final = r"[A-Za-z0-9_+/.=-]{0,4000}+"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A form that values of one maker have.

    Every text with such a value has one of the `marks`, and `form` matches from `back` characters
    before it; its group `value` is the secret, whose first `shown` characters are known to all.
    A `wide` mark may stand anywhere, others only in long words with digits or of mixed case; a
    `folded` mark is in lower case and stands for every spelling.  No repeat in a form is unbounded
    and none is nested in another, so that its work at one mark is bounded whatever the text.
    """

    name: str
    marks: tuple[str, ...]
    form: str
    at: str
    shown: int = 0
    back: int = 0
    wide: bool = False
    folded: bool = False
    credible: Callable[[str], bool] = bool

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The form, made ready when its first mark is met."""
        return re.compile(self.form, re.IGNORECASE if self.folded else 0)


def prefixed(name: str, marks: str, body: str, at: str) -> Kind:
    """Values that begin with one of some public marks, which are given with bars between them."""
    each = tuple(marks.split("|"))
    starts = "|".join(map(re.escape, each))
    shown = min(map(len, each))
    form = f"{BORDER}(?P<value>(?:{starts}){body}){END}"
    return Kind(name=name, marks=each, form=form, at=at, shown=shown)


def opened(name: str, marks: str, body: str, at: str) -> Kind:
    """Values as `prefixed` has them, but of any length from that of the body on."""
    closed = prefixed(name, marks, body, at)
    return replace(closed, form=closed.form.removesuffix(f"){END}") + f"{MORE})")


def inscribed(name: str, before: tuple[str, int], mark: str, after: str, at: str) -> Kind:
    """Values with a public mark in their midst, so many characters of an alphabet before it."""
    alphabet, back = before
    head = f"(?<!{alphabet}){alphabet}{{{back}}}"
    form = f"{head}{re.escape(mark)}{after}"
    return Kind(name=name, marks=(mark,), form=f"(?P<value>{form})", at=at, back=back)


def told(name: str, marks: str, form: str, at: str, credible: Callable[[str], bool] = bool) -> Kind:
    """Values that only the words before them give away, in whatever spelling."""
    each = tuple(marks.split("|"))
    return Kind(name=name, marks=each, form=form, at=at, wide=True, folded=True, credible=credible)
