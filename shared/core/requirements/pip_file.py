"""The libraries of a pip file (https://pip.pypa.io/en/stable/reference/requirements-file-format/).

Options are refused, hashes are passed over: a cluster's libraries can have neither.
"""

import re
from collections.abc import Iterator
from typing import Final

from shared.core.requirements.requirement import SOURCES, Entry, Odd, bounded, wanted

COMMENT = re.compile(r"(^|\s)#.*")
HASH = re.compile(r"\s--hash(=|\s+)\S+")
FILES: Final = ("-r", "--requirement", "-c", "--constraint")
FROM_FILE: Final = "Write the lines of that file here instead: nothing else goes to the job."
FROM_HERE: Final = "Remove it: the code of the model's folder goes to the job as it is."
OPTION = re.compile(r"-{1,2}[\w-]*")


def pip_file(text: str) -> Iterator[Entry]:
    """What each line asks for."""
    return bounded(
        entry(line.strip(), number) for number, line in logical_lines(text) if line.strip()
    )


def entry(line: str, number: int | None = None) -> Entry:
    """One requirement, without its hashes."""
    if option := OPTION.match(line):
        remark = f"{option[0][:40]} is an option, which no job takes"
        return Odd(remark=remark, remedy=remedy_for(option[0]), line=number)
    return wanted(HASH.sub("", line).strip(), number)


def remedy_for(option: str) -> str:
    """What to do instead of an option."""
    if option in FILES:
        return FROM_FILE
    return FROM_HERE if option in ("-e", "--editable") else SOURCES


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines without comments, those that a backslash continues put together."""
    held: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        bare = COMMENT.sub("", line)
        if bare.endswith("\\"):
            held.append(bare[:-1])
        else:
            yield number - len(held), "".join((*held, bare))
            held = []
    yield len(text.splitlines()), "".join(held)
