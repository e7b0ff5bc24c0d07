"""What people and programs wrote, made fit to be shown: nothing that moves a cursor or hides."""

import unicodedata


def line(text: str, limit: int = 0) -> str:
    """The text on one line, cut to the limit where there is one."""
    shown = " ".join(lines(text).split())
    return f"{shown[: limit - 1]}…" if 0 < limit < len(shown) else shown


def lines(text: str) -> str:
    """The text without control characters, direction marks and lone surrogates."""
    kept = (character for character in "\n".join(text.splitlines()) if visible(character))
    return "".join(kept).strip("\n")


def visible(character: str) -> bool:
    """Whether the character shows as something, a line break or a tab counting as such."""
    return character in "\n\t" or not unicodedata.category(character).startswith("C")
