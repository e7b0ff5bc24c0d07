"""Source text as a syntax tree, or the reason why there is none; never a crash."""

import ast
import re
import warnings
from dataclasses import dataclass
from typing import Final

# CPython needs up to 1 KiB of memory per byte of source: 2 MiB took 1.7 GiB.
MAX_BYTES: Final = 256 * 1024
# Python 3.11 looks for each expression of an f-string from its beginning, so that time grows with
# the square: 256 KiB took 5.7 s.  Of 12,669 files of installed libraries none has a tenth of this.
MAX_FORMATTING: Final = 1_000_000_000
FORMATTED = re.compile(r"(?<!\w)[fF][rR]?[\"']|(?<!\w)[rR][fF][\"']")
# The parser joins `a.b.c` of an import name by name: 256 KiB of it took 160 s and 17 GiB.
ENDLESS = re.compile(r"(?<![\w.])(?:\w++[\s\\]*+\.[\s\\]*+){200}")
CODING = re.compile(r"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
NOTHING = re.compile(r"[ \t\f]*(?:#.*)?\r?")
UTF_8: Final = frozenset({"utf-8", "utf8", "utf-8-sig"})
LIKE_ASCII: Final = frozenset(
    {"ascii", "us-ascii", "latin-1", "iso-8859-1", "iso-8859-15", "cp1252"}
)


@dataclass(frozen=True, kw_only=True)
class Unparsed:
    """Source that Python itself cannot read, and where."""

    remark: str
    remedy: str
    line: int | None = None


TOO_LARGE: Final = Unparsed(
    remark="larger than 256 KiB, so it was not read",
    remedy="Keep data out of source files, and divide the file.",
)
TOO_FORMATTED: Final = Unparsed(
    remark="one that takes very long to parse: too much is formatted in it by f-strings",
    remedy="Keep texts out of source files, and divide the file.",
)
TOO_LONG: Final = Unparsed(
    remark="one that takes very long to parse: it has a name of more than 200 parts",
    remedy="Shorten the name.",
)


def parse(source: str) -> ast.Module | Unparsed:
    """The syntax tree of a Python file."""
    return refusal(source) or recoded(source) or parsed(source)


def refusal(source: str) -> Unparsed | None:
    """Why it is not even tried to parse this."""
    if len(source.encode(errors="replace")) > MAX_BYTES:
        return TOO_LARGE
    if source.count("{") * len(source) > MAX_FORMATTING and FORMATTED.search(source):
        return TOO_FORMATTED
    if source.count(".") >= 200 and ENDLESS.search(source):
        return TOO_LONG
    return None


def recoded(source: str) -> Unparsed | None:
    """Said where Python would read other characters than were checked.

    `# coding: unicode_escape` makes code of what looks like a comment (PEP 263).
    """
    for number, line in enumerate(source.split("\n", 2)[:2], start=1):
        named = CODING.match(line)
        if named and not harmless(named[1].lower().replace("_", "-"), source):
            remark = f"declared to be in {named[1][:40]}, and not read as such"
            remedy = "Save it as UTF-8, and remove that line."
            return Unparsed(remark=remark, remedy=remedy, line=number)
        if not NOTHING.fullmatch(line):
            break
    return None


def harmless(encoding: str, source: str) -> bool:
    """Whether the text is the same in this encoding as in UTF-8."""
    return encoding in UTF_8 or (encoding in LIKE_ASCII and source.isascii())


def parsed(source: str) -> ast.Module | Unparsed:
    """What Python itself makes of the source."""
    try:
        return tree_in(source)
    except SyntaxError as error:
        remark = f"not Python: {error.msg}"
        return Unparsed(remark=remark, remedy="Correct the syntax.", line=error.lineno)
    except (ValueError, RecursionError, MemoryError) as error:
        remark = f"not to be parsed by Python: {type(error).__name__}"
        remedy = "Remove what no parser can read: odd characters, or very deep nesting."
        return Unparsed(remark=remark, remedy=remedy)


def tree_in(source: str) -> ast.Module:
    """Parse, deaf to warnings: where they are errors, a stray escape would read as bad syntax."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)
