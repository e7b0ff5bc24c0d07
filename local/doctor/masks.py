"""What of a setting may be shown: nothing that looks like a key, whoever has put it there."""

import re

from shared.settings.values import TOKEN_OPENINGS

MASK = "***"
VALUE = re.compile(r"(?i)\b(\w*(?:key|signature|sig|password|pwd|secret|token))=[^;&\s]+")
USER = re.compile(r"(://)[^/@\s]+@")
# The last is the form of Entra's client secrets:
# https://learn.microsoft.com/purview/sit-defn-client-secret-api-key
OPENINGS = "|".join((*map(re.escape, TOKEN_OPENINGS), r"\w{3}\dQ~"))
TOKEN = re.compile(rf"(?<![\w-])(?:{OPENINGS})[\w~-]{{8}}[\w.~-]*")


def masked_pair(name: str, text: str) -> str:
    """`name=text`, of which nothing is shown but the name where it is that of a secret."""
    pair = f"{name}={text}"
    return f"{name}={MASK}" if VALUE.match(f"{name}=x") else masked(pair)


def masked(text: str) -> str:
    """The text without keys, signatures, passwords, and what begins as tokens do."""
    without = USER.sub(rf"\1{MASK}@", VALUE.sub(rf"\1={MASK}", text))
    return TOKEN.sub(MASK, without)
