"""Values of no form that we know: words drawn by lot, called secrets or looking like tokens."""

import re
from collections.abc import Iterator
from typing import Final

from shared.core.secrets.context import BEFORE, OTHER, is_said
from shared.core.secrets.hits import Hit
from shared.core.secrets.kinds import Kind
from shared.core.secrets.placeholders import stands_in
from shared.core.secrets.randomness import is_random, is_restless
from shared.core.secrets.words import Words

ISSUER: Final = "whoever issued it"
NAMED: Final = Kind(name="value that is called a secret", marks=(), form="", at=ISSUER)
SHAPED: Final = Kind(name="value in the shape of a token", marks=(), form="", at=ISSUER)
RANK: Final = 1000
LOT: Final = re.compile(
    r"(?<![A-Za-z0-9_+/~-])[A-Za-z0-9_+/~-]{16,400}+={0,2}+(?![A-Za-z0-9_(.]|=[\"'])"
)
# A path, and how public keys of OpenSSH and X.509 begin.
PUBLIC: Final = re.compile(
    r"(?:^|/)[a-z]{4,20}[/-]|^AAAA[BCE][0-9][NV]|^MFkw|^MII[BC]Ij",
)
SHAPE: Final = re.compile(
    r"(?<![A-Za-z0-9_/+.-])(?P<head>(?:[a-z]{2,10}|[A-Z]{2,10}|[A-Z][a-z]{2,9})[0-9]{0,2})"
    r"(?:[_-][a-z]{2,7}[0-9]?){0,3}[_-](?P<tail>[A-Za-z0-9_-]{20,180}={0,2})(?![\w./+(-])"
)
# Words that stand before digests and before names of things.
PLAIN: Final = re.compile(
    r"(?:cmpl|chatcmpl|msg|call|run|resp|req|trace|tr|model|file|job|id|guid|uuid|sha\d{0,3}|md5"
    r"|blake\w{0,3}|commit|rev|build|blob|hash|digest|etag|image|img|layer|test|node|pod|vpc"
    r"|subnet|sg|snap|ami|session|asst|thread|mlflow|cache|ix|idx|index|diff|conv|cs)$",
    re.IGNORECASE,
)
UUID: Final = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-")
PIECE: Final = re.compile(r"[A-Za-z0-9]{12}")
AROUND: Final = 24


def named(words: Words) -> Iterator[Hit]:
    """Every lot behind a word that calls it a secret."""
    for match in LOT.finditer(words.gist):
        if not is_restless(match[0]):
            continue
        start = words.in_text(match.start())
        before = words.folded[max(0, start - BEFORE) : start]
        if not before.endswith("{") and is_said(before) and is_lot(match[0]):
            yield Hit(kind=NAMED, start=start, value=match[0], rank=RANK)


def shaped(words: Words) -> Iterator[Hit]:
    """Every lot behind a short word and a line, as makers mark their tokens."""
    for match in SHAPE.finditer(words.gist):
        start = words.in_text(match.start())
        if is_marked(match) and not OTHER.search(words.folded, max(0, start - AROUND), start):
            yield Hit(kind=SHAPED, start=start, value=match[0], rank=RANK + 1)


def is_lot(word: str) -> bool:
    """Whether a word was drawn by lot, and is neither public nor an example."""
    return is_random(word) and not stands_in(word) and PUBLIC.search(word) is None


def is_marked(match: re.Match[str]) -> bool:
    """Whether a word was drawn by lot but for its beginning, which names no digest or thing."""
    tail = match["tail"]
    whole = PIECE.search(tail) is not None and UUID.search(tail) is None
    return whole and is_random(tail) and not PLAIN.match(match["head"]) and not stands_in(match[0])
