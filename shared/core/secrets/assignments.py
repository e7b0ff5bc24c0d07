"""Passwords and keys that are written behind a name which says so, drawn by lot or not."""

import re
from collections.abc import Iterator
from typing import Final

from shared.core.secrets.context import says_other
from shared.core.secrets.hits import Hit
from shared.core.secrets.kinds import Kind
from shared.core.secrets.placeholders import is_placeholder
from shared.core.secrets.randomness import is_name, restlessness, share_spelt
from shared.core.secrets.words import Words, looked, occurrences

WRITTEN: Final = Kind(
    name="password or key in plain text", marks=(), form="", at="change it at the service it opens"
)
RANK: Final = 2000
PASSWORDS: Final = ("passw", "passphrase", "pwd", "_pass")
STEMS: Final = (
    *PASSWORDS,
    "secret",
    "token",
    "apikey",
    "api key",
    "api-key",
    "appkey",
    "authkey",
    "accesskey",
    "_key",
    "credential",
)
NAME: Final = r"[\w.-]{0,40}+"
CLOSED: Final = NAME + r"(?:\\?[\"'\])]){0,4}+[ \t]{0,4}+"
SIGN: Final = r"(?:(?=value=)|: ?[\w\[\], |]{1,30} ?=|=>|:=|==|!=|[=:(>])"
LITERAL: Final = (
    r"[ \t]{0,4}+(?:value=|[rbfuRBFU]{1,2}(?=[\"']))?\\?[\"']"
    r"(?P<value>[^\"'\s\\]{6,128}+)\\?[\"']"
)
QUOTED: Final = re.compile(CLOSED + SIGN + LITERAL)
# A password may also be what comes next in a call, where keys would be rows of any table.
PAIRED: Final = re.compile(f"{CLOSED}(?:,|{SIGN}){LITERAL}")
BARE: Final = re.compile(
    NAME + r"(?:[\"'\])]){0,2}+[ \t]{0,4}+(?:=>|=|:|>)[ \t]{0,4}+"
    r"(?P<value>[^\s\"'`<>,;()\[\]{}]{6,128}+)(?=[\s,;<]|$)"
)
# What is assigned is not the secret, but something about it.
ABOUT: Final = re.compile(
    r"names?\b|scope|vault|file|path|type|length|expir|policy|field|column|endpoint|ur[il]\b"
)
# An address, a path, a member of something, a class of characters, or markup.
CODE: Final = re.compile(
    r"https?:|[./\[]|[A-Za-z_$]{1,60}\d?[?!]?\.[A-Za-z_$]|[\w:]{1,60}&[a-z]{2,4};|\w{1,60}::"
)
KEY: Final = re.compile(r"[A-Za-z0-9_+/=.:|$~-]{16,200}")
SYMBOL: Final = re.compile(r"[^\w.\-/: ]")
CLASSES: Final = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"[0-9]"), SYMBOL)


def written(words: Words, code: bool) -> Iterator[Hit]:
    """Every literal behind such a name; in source code it must stand in quotes."""
    places = ((stem, place) for stem in STEMS for place in occurrences(stem, words.folded))
    for stem, place in looked(places):
        after = place + len(stem)
        quoted = PAIRED if stem in PASSWORDS else QUOTED
        match = quoted.match(words.text, after)
        if match is None and not code:
            match = BARE.match(words.text, after)
        if match is None:
            continue
        start = match.start("value")
        is_one = is_password if stem in PASSWORDS else is_key
        about = ABOUT.search(words.folded, after, start) or says_other(words.folded, place, start)
        if is_one(match["value"]) and not about:
            yield Hit(kind=WRITTEN, start=start, value=match["value"], rank=RANK)


def is_password(value: str) -> bool:
    """Whether a value is no placeholder and of three kinds of letters, or is a key."""
    return (variety(value) >= 3 or is_made(value)) and is_free(value)


def is_key(value: str) -> bool:
    """Whether a value is neither a word nor a name of something in a program."""
    if not is_free(value):
        return False
    spelt = SYMBOL.search(value) is None and is_name(value)
    named = spelt and (restlessness(value) < 0.35 or share_spelt(value) > 0.7)
    return (variety(value) >= 3 and not named) or is_made(value)


def is_free(value: str) -> bool:
    """Whether a value is itself what is meant."""
    return not is_placeholder(value) and CODE.match(value) is None


def variety(value: str) -> int:
    """How many kinds of letters a value has: small, capital, digits, symbols."""
    return sum(form.search(value) is not None for form in CLASSES)


def is_made(value: str) -> bool:
    """Whether a value is long, has digits, and is not made of words."""
    digits = sum(map(str.isdigit, value))
    made = KEY.fullmatch(value) is not None and digits >= 3 and restlessness(value) >= 0.08
    return made and not is_name(value)
