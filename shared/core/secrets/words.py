"""The long words of a text, where all but the plainest secrets are.

Most of a text is short words, and most long ones are names without a digit.  What is left, half a
hundredth of a program, is all that most forms are sought in: a clean file costs next to nothing.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Final, TypeVar

Place = TypeVar("Place")
MOST_LOOKS: Final = 200_000
SHORTEST: Final = 16
SURELY_MIXED: Final = 24
PARTS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-~.:%$@"
APART: Final = bytes(code if code in PARTS else 0x20 for code in range(256))
DIGITS: Final = b"0123456789"


@dataclass(frozen=True, kw_only=True)
class Words:
    """A text, and letter for letter the same in ASCII, where anything else is a question mark."""

    text: str
    plain: bytes = field(repr=False)

    @classmethod
    def of(cls, text: str) -> "Words":
        """The words of a text."""
        return cls(text=text, plain=text.encode("ascii", "replace"))

    @cached_property
    def folded(self) -> str:
        """The text in small letters, every letter in its place."""
        return self.plain.lower().decode()

    @cached_property
    def long(self) -> list[bytes]:
        """The words that may hold a value, in their order."""
        words = self.plain.translate(APART).split()
        return [word for word in words if len(word) >= SHORTEST and may_hold(word)]

    @cached_property
    def gist(self) -> str:
        """The long words, one a line."""
        return b"\n".join(self.long).decode()

    @cached_property
    def starts(self) -> list[int]:
        """Where each long word starts in the text."""
        # What is found first is the word itself: were it part of another, that one would be listed.
        places, end = [], 0
        for word in self.long:
            start = self.plain.find(word, end)
            end = start + len(word)
            places.append(start)
        return places

    @cached_property
    def gist_starts(self) -> list[int]:
        """Where each long word starts in the gist."""
        return list(accumulate((len(word) + 1 for word in self.long[:-1]), initial=0))

    def in_text(self, place: int) -> int:
        """The place in the text of one in the gist."""
        index = bisect_right(self.gist_starts, place) - 1
        return self.starts[index] + place - self.gist_starts[index]


def may_hold(word: bytes) -> bool:
    """Whether a long word has a digit or, where chance may have left them out, both cases."""
    if len(word.translate(None, DIGITS)) < len(word):
        return True
    return len(word) >= SURELY_MIXED and not word.islower() and not word.isupper()


def occurrences(mark: str, text: str) -> Iterator[int]:
    """Every place where a mark stands, none within another: base64 has whole pages of `AAAA`."""
    place = text.find(mark)
    while place >= 0:
        yield place
        place = text.find(mark, place + len(mark))


class CrowdedError(Exception):
    """A text has more places that look like the beginning of a secret than anybody looks at."""


def looked(places: Iterator[Place]) -> Iterator[Place]:
    """As many places as are looked at; where there are more, nobody says that all is well."""
    for count, place in enumerate(places):
        if count == MOST_LOOKS:
            raise CrowdedError
        yield place
