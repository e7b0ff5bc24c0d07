"""Source text as a syntax tree, or the reason why there is none; never a crash."""

import ast
import warnings
from dataclasses import dataclass
from typing import Final

# CPython needs up to 1 KiB of memory per byte of source, and time that grows with the square of an
# f-string: 2 MiB took 1.7 GiB and 170 s, 256 KiB a quarter of a GiB and 4 s at worst.
MAX_BYTES: Final = 256 * 1024


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


def parse(source: str) -> ast.Module | Unparsed:
    """The syntax tree of a Python file."""
    if too_large(source):
        return TOO_LARGE
    try:
        return tree_in(source)
    except SyntaxError as error:
        remark = f"not Python: {error.msg}"
        return Unparsed(remark=remark, remedy="Correct the syntax.", line=error.lineno)
    except (ValueError, RecursionError, MemoryError) as error:
        remark = f"not to be parsed by Python: {type(error).__name__}"
        remedy = "Remove what no parser can read: odd characters, or very deep nesting."
        return Unparsed(remark=remark, remedy=remedy)


def too_large(source: str) -> bool:
    """Whether it is not even tried to parse this."""
    return len(source.encode(errors="replace")) > MAX_BYTES


def tree_in(source: str) -> ast.Module:
    """Parse, deaf to warnings: where they are errors, a stray escape would read as bad syntax."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)
