"""What plain text in a file of settings undoubtedly is, by the core schema of YAML 1.2.

https://yaml.org/spec/1.2.2/#103-core-schema.  What only looks like something (`no`, `0123`, `1:30`,
a date, a number too large to be exact) stays text, so that nothing is read as what it is not.
"""

import re
from math import isfinite
from typing import Final

WORDS: Final = {
    spelling: value
    for word, value in {"null": None, "true": True, "false": False}.items()
    for spelling in (word, word.title(), word.upper())
} | {"": None, "~": None}
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
FRACTION = re.compile(
    r"-?((0|[1-9][0-9]*)\.[0-9]*|\.[0-9]+|(0|[1-9][0-9]*)(?=[eE]))([eE][-+]?[0-9]{1,4})?"
)
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def value_of(text: str) -> str | int | float | bool | None:
    """The value of a scalar without quotes."""
    if text in WORDS:
        return WORDS[text]
    if WHOLE.fullmatch(text):
        return int(text)
    if FRACTION.fullmatch(text) and isfinite(float(text)):
        return float(text)
    return text


def printable(text: str) -> bool:
    """Whether text can be shown and sent: no control characters, no halves of characters."""
    return not UNPRINTABLE.search(text)
