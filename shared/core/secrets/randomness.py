"""Whether a word was drawn by lot: words of people change their kind of letter seldom."""

import re
from collections import Counter
from math import log2
from operator import ne
from typing import Final

KINDS: Final = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
    "A" * 26 + "a" * 26 + "0" * 10,
)
RESTLESS: Final = 0.25
HEX: Final = frozenset("0123456789abcdefABCDEF-")
SPELT: Final = re.compile(r"[A-Z]?[a-z]{3,40}+|[A-Z]{4,40}+")
NUMBERS: Final = re.compile(r"[0-9]{1,40}+")


def entropy(word: str) -> float:
    """Shannon's measure in bits a character; lots of 16 characters have 3.5, names seldom 3.4."""
    size = len(word)
    return sum(-count / size * log2(count / size) for count in Counter(word).values())


def restlessness(word: str) -> float:
    """How often the kind of letter changes: in lots at every other one, in names at every fifth."""
    kinds = word.translate(KINDS)
    changes: int = sum(map(ne, kinds, kinds[1:]))
    return changes / max(len(word) - 1, 1)


def is_hex(word: str) -> bool:
    """Digits of base sixteen, as digests and UUIDs have them too."""
    return HEX.issuperset(word)


def share_spelt(word: str) -> float:
    """How much of a word is in runs of letters as words have them."""
    return sum(map(len, SPELT.findall(word))) / len(word)


def is_name(word: str) -> bool:
    """Whether a word is made of words, with a number or two among them."""
    numbers = NUMBERS.findall(word)
    few = len(numbers) <= 2 and sum(map(len, numbers)) <= 0.3 * len(word)
    return few and share_spelt(word) > 0.4


def is_restless(word: str) -> bool:
    """What is soonest asked of a word: whether it may be a lot at all."""
    return is_hex(word) or restlessness(word) >= RESTLESS


def is_random(word: str) -> bool:
    """Whether a word of 16 characters or more looks like a lot."""
    if is_hex(word):
        return len(word) >= 32 and entropy(word) >= 3.0
    digits = sum(map(str.isdigit, word))
    restless = RESTLESS if digits >= 2 + len(word) / 40 else 0.45
    return restlessness(word) >= restless and entropy(word) >= 3.4 and not is_name(word)
