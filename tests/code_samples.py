"""Real functions, and what becomes of them in other hands."""

import csv
import difflib
import inspect
import re
import textwrap

from shared.core.lexing import PYTHON

WRAP = textwrap.dedent(inspect.getsource(textwrap.TextWrapper._wrap_chunks))
SNIFF = textwrap.dedent(inspect.getsource(csv.Sniffer._guess_delimiter))
MATCH = textwrap.dedent(inspect.getsource(difflib.SequenceMatcher.find_longest_match))


def renamed(source):
    """With another name for every name."""
    names = {}

    def word(found):
        name = found[1]
        if not name or name in PYTHON.keywords:
            return found[0]
        return names.setdefault(name, f"name_{len(names)}")

    skipped = r'#[^\n]*|(?s:""".*?""")|"[^"\n]*"' + r"|'[^'\n]*'"
    return re.sub(rf"{skipped}|([^\W\d]\w*)", word, source)


def edited(source):
    """With one line added and another one removed."""
    lines = source.split("\n")
    middle = len(lines) // 2
    indentation = re.match(r"\s*", lines[middle])[0]
    added = f"{indentation}checked = validate(checked, strict=True)"
    return "\n".join([*lines[:middle], added, *lines[middle : middle + 6], *lines[middle + 7 :]])
