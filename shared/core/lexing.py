"""Source text as tokens, whether or not it parses: what two pieces of code are compared by.

Comments, docstrings, imports and commas are not heard.  Time is linear in the text, whatever it holds:
every quantifier is possessive, and what begins is taken for ended where the text ends.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, compress
from typing import Final
from zlib import crc32

# Kinds of tokens, a byte each; every keyword and sign has one of its own above them.
NEWLINE, TALL, TALL_TEXT, NOTHING, NAME, TEXT, NUMBER, OTHERS = range(8)
COUNTED: Final = bytes(int(kind == TALL_TEXT or kind >= NAME) for kind in range(256))

LONG_TEXT = r'(?:"""(?:[^"\\]++|\\.|"(?!""))*+(?:""")?|' + r"'''(?:[^'\\]++|\\.|'(?!''))*+(?:''')?)"
LINE_TEXT = r'(?:"(?:[^"\\\n]++|\\.)*+"?|' + r"'(?:[^'\\\n]++|\\.)*+'?)"
DOCSTRING = rf"\n[ \t]*+[rRuUbB]{{0,2}}(?:{LONG_TEXT}|{LINE_TEXT})[ \t]*+(?=\n)"
IMPORTED = r"(?:[ \t]*+\((?:[^()#]++|\#[^\n]*+)*+\)?|(?:[^\n\\]++|\\.)*+)"
IMPORT = rf"\n[ \t]*+(?:from[ \t]++[\w.]++[ \t]++)?import\b{IMPORTED}"
ANY_TEXT = rf"[rRuUbBfF]{{0,2}}(?:{LONG_TEXT}|{LINE_TEXT})"
WORD = r"[^\W\d]\w*+|\d[\w.]*+|[-+*/%@&|^=<>!~:]++|."
BLANK = r"[ \t\r\f\\,]*+"
REMARK = r"/\*(?:[^*]++|\*(?!/))*+(?:\*/)?"


@dataclass(frozen=True, kw_only=True)
class Language:
    """How a language writes tokens, and which of its words are no names.

    Where it `folds`, capitals mean nothing.
    """

    pattern: re.Pattern[str]
    keywords: frozenset[str]
    folds: bool = False


PYTHON: Final = Language(
    pattern=re.compile(
        rf"{BLANK}(?:\#[^\n]*+)?({IMPORT}|{DOCSTRING}|\n|{ANY_TEXT}|{WORD})", re.DOTALL
    ),
    # Written out, since what is stored must not change with Python.
    keywords=frozenset(
        [
            "False",
            "None",
            "True",
            "and",
            "as",
            "assert",
            "async",
            "await",
            "break",
            "class",
            "continue",
            "def",
            "del",
            "elif",
            "else",
            "except",
            "finally",
            "for",
            "from",
            "global",
            "if",
            "import",
            "in",
            "is",
            "lambda",
            "nonlocal",
            "not",
            "or",
            "pass",
            "raise",
            "return",
            "try",
            "while",
            "with",
            "yield",
        ]
    ),
)
SQL: Final = Language(
    pattern=re.compile(
        rf"{BLANK}(?:--[^\n]*+)?({REMARK}|\n|{LINE_TEXT}|`[^`\n]*+`?|{WORD})", re.DOTALL
    ),
    keywords=frozenset(
        [
            "all",
            "and",
            "as",
            "asc",
            "between",
            "by",
            "case",
            "create",
            "cross",
            "delete",
            "desc",
            "distinct",
            "drop",
            "else",
            "end",
            "except",
            "exists",
            "from",
            "full",
            "group",
            "having",
            "in",
            "inner",
            "insert",
            "intersect",
            "into",
            "is",
            "join",
            "left",
            "like",
            "limit",
            "merge",
            "not",
            "null",
            "on",
            "or",
            "order",
            "outer",
            "over",
            "partition",
            "qualify",
            "replace",
            "right",
            "rows",
            "select",
            "set",
            "table",
            "then",
            "union",
            "unpivot",
            "update",
            "using",
            "values",
            "view",
            "when",
            "where",
            "window",
            "with",
        ]
    ),
    folds=True,
)


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """The words of a text and, a byte for each, their kinds; `ends` counts the words up to each line."""

    words: list[str]
    kinds: bytes
    ends: list[int]

    def line(self, index: int) -> int:
        """The line that a word is in, counted from 1."""
        return bisect_right(self.ends, index)


class Kinds(dict[str, int]):
    """The kind of each token, looked at once."""

    def __init__(self, keywords: frozenset[str]) -> None:
        super().__init__()
        self.keywords = keywords

    def __missing__(self, token: str) -> int:
        kind = self[token] = self.kind(token)
        return kind

    def kind(self, token: str) -> int:
        """What a token is by how it begins and ends."""
        if token[0] == "\n" or token.startswith("/*"):
            return TALL if len(token) > 1 else NEWLINE
        if token[-1] in "\"'" or token[0] in "\"'":
            return TALL_TEXT if "\n" in token else TEXT
        if token[0].isdecimal():
            return NUMBER
        if token[0] == "`" or (token.isidentifier() and token not in self.keywords):
            return NAME
        return NOTHING if token.isspace() else OTHERS + crc32(token.encode(errors="replace")) % 248


def tokens(text: str, language: Language) -> Tokens:
    """The tokens of a text."""
    folded = text.lower() if language.folds else text
    found = language.pattern.findall(f"\n{folded}\n")
    kinds = bytes(map(Kinds(language.keywords).__getitem__, found))
    lines = laid_out(kinds, found).split(b"\0")
    return Tokens(
        words=list(compress(found, kinds.translate(COUNTED))),
        kinds=b"".join(lines),
        ends=list(accumulate(map(len, lines))),
    )


def laid_out(kinds: bytes, found: list[str]) -> bytes:
    """The kinds, with as many ends of lines as the text has, and without what does not count."""
    parts, at = [], 0
    for match in re.finditer(rb"[\1\2]", kinds):
        index = match.start()
        text = bytes((TEXT,)) if kinds[index] == TALL_TEXT else b""
        parts += [kinds[at:index], text, b"\0" * found[index].count("\n")]
        at = index + 1
    return b"".join((*parts, kinds[at:])).translate(None, bytes((NOTHING,)))
