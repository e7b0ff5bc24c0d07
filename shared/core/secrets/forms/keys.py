"""What belongs to no maker: private keys, signed tokens, passwords in addresses and commands."""

from typing import Final

from shared.core.secrets.encoded import is_pair
from shared.core.secrets.kinds import BORDER, Kind, told
from shared.core.secrets.placeholders import is_free_password
from shared.core.secrets.randomness import is_random

ISSUER: Final = "whoever issued it"
HOLDER: Final = "every place that trusts its public half"

KEYS: Final[tuple[Kind, ...]] = (
    Kind(
        name="private key",
        marks=("-----BEGIN ", "---- BEGIN SSH2 "),
        form=r"-{4,5} ?BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-{4,5}"
        r"(?P<value>(?:[\s\"',+>#*]|\\[nr]){0,40}[A-Za-z0-9+/:][A-Za-z0-9+/=:, -]{15,80})",
        at=HOLDER,
        wide=True,
    ),
    Kind(
        name="private key in base64",
        marks=("LS0tLS1CRUdJTi",),
        form=r"(?P<value>LS0tLS1CRUdJTi[A-Za-z0-9+/]{0,30}(?:UFJJVkFURS|BSSVZBVEUg|QUklWQVRFI)"
        r"[A-Za-z0-9+/]{20,80})",
        at=HOLDER,
        shown=14,
    ),
    Kind(
        name="PuTTY private key",
        marks=("Private-Lines: ",),
        form=r"Private-Lines: \d{1,3}\s{1,2}(?P<value>[A-Za-z0-9+/=]{20,70})",
        at=HOLDER,
        wide=True,
    ),
    Kind(
        name="JSON web token",
        marks=("ey",),
        form=rf"{BORDER}(?P<value>ey[JA-Za-z][A-Za-z0-9_-]{{8,400}}+\.ey[A-Za-z0-9_-]{{8}}"
        r"[A-Za-z0-9_.-]{10,6000}+)",
        at=ISSUER,
        shown=3,
    ),
    told(
        "password in an address",
        "://",
        r"://(?P<user>[^\s:@/\"'<>{}$\\]{0,80}):(?P<value>[^\s@/\"'<>{}\\`]{3,200})@"
        r"(?=[a-z0-9_\[*$%{.-])",
        "change the password at the service it opens",
        credible=is_free_password,
    ),
    told(
        "credentials of basic authentication",
        "basic ",
        r"(?<![a-z])basic (?P<value>[a-z0-9+/]{12,200}={0,2})(?![a-z0-9+/=])",
        "change the password at the service it opens",
        credible=is_pair,
    ),
    told(
        "bearer token",
        "bearer ",
        r"(?<![a-z])bearer (?P<value>[a-z0-9._~+/-]{16,2000}+={0,2})",
        ISSUER,
        credible=is_random,
    ),
    told(
        "password of a connection string",
        ";password=|;pwd=|; password=|; pwd=",
        r"; ?(?:password|pwd)= ?(?P<value>[^;\"'\s<>{}$]{4,128})",
        "change the password of the database",
        credible=is_free_password,
    ),
    told(
        "password of a command",
        "curl |wget ",
        r"(?:curl|wget)[^\n]{0,120}? (?:-u|--user|--http-password)[ =]?[\"']?[\w.@-]{1,60}:"
        r"(?P<value>[^\s\"'$<>{}:]{4,128})",
        "change the password at the service it opens",
        credible=is_free_password,
    ),
    told(
        "password in a statement",
        "identified by |create user |alter user |create role |alter role |create login "
        "|alter login ",
        r"(?:identified by|(?:create|alter) (?:user|role|login) [^;\n]{1,120}? password) ?=? ?"
        r"'(?P<value>[^'\n]{4,128})'",
        "change the password of the database",
        credible=is_free_password,
    ),
    told(
        "password of a .netrc",
        "machine ",
        r"machine \S{1,253}\s{1,4}login \S{1,128}\s{1,4}password (?P<value>[^\s\"'<>{}$]{4,128})",
        "change the password at the service it opens",
        credible=is_free_password,
    ),
    told(
        "password in an address",
        "password=|pwd=",
        r"(?<=[?&])(?:password|pwd)=(?P<value>[^&\s\"'<>{}$]{4,128})",
        "change the password at the service it opens",
        credible=is_free_password,
    ),
    told(
        "token in an address",
        "://",
        r"://(?P<value>[a-z0-9_~-]{20,100}):?@[a-z0-9]",
        ISSUER,
        credible=is_random,
    ),
    told(
        "password in a call",
        "networkcredential|mysql_connect|mysqli_connect|dbi->connect|new mysqli",
        r"(?:networkcredential\]?(?:::new)?|mysqli?_connect|dbi->connect|new mysqli) ?"
        r"\([\"'][^\"'\n]{1,120}[\"'] ?, ?"
        r"(?:[\"'][^\"'\n]{1,80}[\"'] ?, ?)?[\"'](?P<value>[^\"'\n$]{4,128})[\"']",
        "change the password at the service it opens",
        credible=is_free_password,
    ),
    Kind(
        name="password hash",
        marks=("$2", "$1$", "$5$", "$6$", "$argon2", "$y$"),
        form=r"(?P<value>\$2[abxy]?\$[0-9]{2}\$[A-Za-z0-9./]{53}"
        r"|\$1\$[A-Za-z0-9./]{2,8}\$[A-Za-z0-9./]{22}"
        r"|\$5\$(?:rounds=[0-9]{1,9}\$)?[A-Za-z0-9./]{2,16}\$[A-Za-z0-9./]{43}"
        r"|\$6\$(?:rounds=[0-9]{1,9}\$)?[A-Za-z0-9./]{2,16}\$[A-Za-z0-9./]{86}"
        r"|\$argon2(?:id|i|d)\$v=[0-9]{1,3}\$[a-z0-9=,]{8,40}"
        r"\$[A-Za-z0-9+/]{8,90}\$[A-Za-z0-9+/]{16,130}"
        r"|\$y\$[A-Za-z0-9./]{2,8}\$[A-Za-z0-9./]{8,90}\$[A-Za-z0-9./]{43})",
        at="change the password of the account",
        wide=True,
    ),
    Kind(
        name="JSON web token in base64",
        marks=("ZXlK",),
        form=rf"{BORDER}(?P<value>ZXlK[A-Za-z0-9+/]{{60,2000}}+)",
        at=ISSUER,
        shown=4,
    ),
)
