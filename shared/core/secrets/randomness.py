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
HEX: Final = frozenset("0123456789abcdefABCDEF-")
SPELT: Final = re.compile(r"[A-Z]?[a-z]{3,40}+|[A-Z]{4,40}+")
NUMBERS: Final = re.compile(r"[0-9]{1,40}+")


def entropy(word: str) -> float:
    """Shannon's measure in bits a character; lots of 16 characters have 3.5, names seldom 3.4."""
    size = len(word)
    return -sum(count / size * log2(count / size) for count in Counter(word).values())


def restlessness(word: str) -> float:
    """How often one kind of letter follows another: in lots 0.4 to 0.6 times, in names up to 0.2."""
    kinds = word.translate(KINDS)
    return sum(map(ne, kinds, kinds[1:])) / max(len(word) - 1, 1)


def is_hex(word: str) -> bool:
    """Digits of base sixteen, as digests and UUIDs have them too."""
    return HEX.issuperset(word)


def is_name(word: str) -> bool:
    """Whether a word is made of words, with a number or two among them."""
    numbers = NUMBERS.findall(word)
    few = len(numbers) <= 2 and sum(map(len, numbers)) <= 0.3 * len(word)
    return few and sum(map(len, SPELT.findall(word))) > 0.4 * len(word)


def is_random(word: str) -> bool:
    """Whether a word of 16 characters or more looks like a lot."""
    if is_hex(word):
        return len(word) >= 32 and entropy(word) >= 3.0
    digits = sum(map(str.isdigit, word))
    restless = 0.25 if digits >= 2 + len(word) / 40 else 0.45
    return restlessness(word) >= restless and entropy(word) >= 3.4 and not is_name(word)
