"""What the golden path's template says in its README and in its code, by digest.

A test makes both tables anew from `template/`.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

# The sections of its README, and the file that each of them tells of.
SECTIONS: Final[Mapping[str, str]] = {
    "4b14a8947c5b5cb3": "data.py",
    "de5cc07a8b1c1fb5": "score.py",
    "becaab1d3be39e87": "data.py",
    "0f207a949e970d5a": "score.py",
    "eb2fcb405ed958e8": "data.py",
    "ae55797bf1fa17d8": "train.py",
    "b1cb667b9b91a0c4": "data.py",
    "ff907b76f9ee1215": "score.py",
    "4dad1c2ac266fd5d": "data.py",
    "26ff7d188bbb98cd": "train.py",
    "253b8013757014fc": "data.py",
    "80463d0b35fe8a7b": "score.py",
    "c095b39b40b790df": "data.py",
}
# Its own `data.py`, `train.py` and `score.py`.
FILES: Final = frozenset(
    {
        "3a2f117e9f284ebd",
        "4b06d9e074cf52cd",
        "bde749663052a70c",
        "cfcda6e0476cff36",
        "f2d069ed1ea3325d",
        "f4abf1b2f8bebd81",
        "f61e812841344b0c",
        "fd2ce02a39a658a1",
    }
)


def described_by(words: Iterable[str]) -> str:
    """The file of which these words of the template tell, empty where they are somebody's own."""
    return SECTIONS.get(digest(words), "")


def wrote(text: str) -> bool:
    """Whether a source is the template's, however its lines are broken."""
    return digest(text.split()) in FILES


def digest(words: Iterable[str]) -> str:
    """What tells one text from others."""
    return sha256(" ".join(words).encode(errors="replace")).hexdigest()[:16]
