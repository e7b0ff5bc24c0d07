"""What stands where a secret will be put, and what gives none away."""

import re
from typing import Final

# Whatever a template, a shell or a program puts in, and marks of something left out.
INSERTED: Final = re.compile(
    r"\$\{|\$\(|\$[A-Za-z_]|\{\{|\}\}|\{[^}\n]{0,60}\}|<[^>]{0,60}>|%[a-z({]|%[A-Z_]{3,40}%"
    r"|\*\*\*|\.\.\.|x{4}|X{4}|#\{|\(\(|__|\[[A-Za-z_ .-]{1,40}\]|…"
)
EXAMPLE: Final = re.compile(
    r"example|placeholder|redacted|changeme|your[_-]|replace[_-]|xxxx|dummy|fake|sample|canary",
    re.IGNORECASE,
)
SAID: Final = re.compile(
    r"change[_-]me|replace|insert|your|todo|fixme|foobar|password|passwd|mypass|secret|hunter2"
    r"|lorem|mock|test|invalid|undefined|none|null|default|not[_-]?set|environ|getenv|variable"
    r"|hidden|masked|removed|sanitized",
    re.IGNORECASE,
)
ANYBODYS: Final = """
password passwd pass pwd pw secret mypassword changeit user admin root guest token key port api_key
apikey postgres mysql tiger foo bar baz prefix test none null
"""
DUMMIES: Final = frozenset(ANYBODYS.split())
# The key of Azure's storage emulator, which is published:
# https://learn.microsoft.com/azure/storage/common/storage-use-azurite
PUBLISHED: Final = "Eby8vdM02x"
FEW: Final = 4
TAIL: Final = 16


def stands_in(value: str) -> bool:
    """Whether a value of a known form is an example of it: of few letters, or saying so."""
    few = len(set(value[-TAIL:])) <= FEW
    return few or value.startswith(PUBLISHED) or EXAMPLE.search(value) is not None


def is_placeholder(value: str) -> bool:
    """Whether a word is to be replaced, or is put in by a program."""
    return stands_in(value) or SAID.search(value) is not None or INSERTED.search(value) is not None


def is_free_password(value: str) -> bool:
    """Whether a password that must be one, by where it stands, may be somebody's own."""
    if INSERTED.search(value) or value.lower() in DUMMIES:
        return False
    return len(set(value)) > 2 and EXAMPLE.search(value) is None
