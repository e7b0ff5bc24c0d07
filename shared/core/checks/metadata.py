"""The business knows what it pays for: FINANCIAL_ID and CATEGORY are given, and mean something.

They fill in the request for a service principal and the tags of whatever costs money (R-053).
"""

import re
from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.tree import MODEL_FILE, Tree
from shared.core.document import Document
from shared.core.findings import Owner, Priority

MEANINGS: Final = {
    "FINANCIAL_ID": ("R-041", "where the model's costs are booked"),
    "CATEGORY": ("R-042", "what kind of business it serves"),
}
PLACEHOLDERS: Final = frozenset(
    {
        *("todo", "to do", "tbd", "tba", "tbc", "fixme", "na", "n a", "none", "null", "nil"),
        *("unknown", "undefined", "unset", "empty", "missing", "placeholder"),
        *("change me", "changeme", "fill in", "fill me in", "dummy", "example", "sample"),
        *("foo", "bar", "asdf", "qwerty", "category", "financial id", "string", "value"),
    }
)
REPEATED: Final = re.compile(r"x+|y+|z+|0+")
YOURS: Final = re.compile(r"(your|insert|enter|add) .*\b(id|category|here)")


def judge(tree: Tree) -> Iterator[Remark]:
    """Each of the two by itself; how they are written is judged with all other variables."""
    if not isinstance(tree.model_file, Document):
        return
    for name, (standard, meaning) in MEANINGS.items():
        value = tree.model_file.values.get(name)
        if value is None or says_nothing(str(value)):
            remark = f"{name} is missing" if value is None else f"{name} is {str(value)[:60]!r}"
            yield Remark(
                path=MODEL_FILE,
                remark=remark if value is None else f"{remark}, which says nothing",
                remedy=f"Write `{name}:` and {meaning}; the business side of the model knows.",
                line=tree.model_file.line(name),
                standard=standard,
            )


def says_nothing(text: str) -> bool:
    """Whether a value only holds the place of one."""
    words = " ".join(re.findall(r"[^\W_]+", text.casefold()))
    hollow = (
        words in PLACEHOLDERS or REPEATED.fullmatch(words.replace(" ", "")) or YOURS.match(words)
    )
    return not words or bool(hollow)


CHECK: Final = Check(
    name="metadata",
    priority=Priority.EXPECTED,
    owner=Owner.MODEL_DEV,
    standard="R-053",
    judge=judge,
)
