"""What of a setting may be shown: nothing that looks like a key, whoever has put it there."""

import re

from shared.settings.values import TOKEN_OPENINGS

MASK = "***"
VALUE = re.compile(r"(?i)\b(\w*(?:key|signature|sig|password|pwd|secret|token))=[^;&\s]+")
USER = re.compile(r"(://)[^/@\s]+@")
# The last is the form of Entra's client secrets:
# https://learn.microsoft.com/purview/sit-defn-client-secret-api-key
TOKEN = re.compile("|".join((*map(re.escape, TOKEN_OPENINGS), r"\w{3}\dQ~")))


def masked(text: str) -> str:
    """The text without keys, signatures and passwords; one that begins like a token is one."""
    if TOKEN.match(text):
        return MASK
    return USER.sub(rf"\1{MASK}@", VALUE.sub(rf"\1={MASK}", text))
