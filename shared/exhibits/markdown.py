"""Other people's words in Markdown: shown as they are, and nothing that they could set off."""

import re

from shared.plain_text import line

APART = "\u200b"
HARMLESS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"}
SPECIAL = re.compile(r"[\\`*_\[\]{}~$]|^[-+]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
# What forges make links, mentions, references and pictures of: @team, #7, !7, %7, GH-7, :ship:, …
CALLING = re.compile(r"[@#!%]|//|\bwww(?=\.)|\bGH(?=-)|:(?=[\w+-]+:)", re.IGNORECASE)


def plain(text: str, limit: int = 0) -> str:
    """The text on one line, with nothing in it that Markdown, HTML or a forge would act on."""
    called = CALLING.sub(rf"\g<0>{APART}", line(text, limit))
    escaped = SPECIAL.sub(r"\\\g<0>", called)
    return "".join(HARMLESS.get(character, character) for character in escaped)
