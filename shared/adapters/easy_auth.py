"""Visitors whom Entra ID knows, as the platform's own sign-in (Easy Auth) tells it in a header.

Only where that sign-in is on does the platform strip the header from what comes from outside:
elsewhere anybody can write it, and nobody may make an `EasyAuth` (the settings see to it).
https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities
https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.codec import UnreadableError, parse
from shared.core.errors import RefusedError
from shared.ports.people import StrangerError, Visitor

HEADER = "x-ms-client-principal"
LARGEST_HEADER = 64 * 1024
SIGN_IN = "/.auth/login/aad"
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ADDRESS = re.compile(r"[^\s@<>,;]+@[a-z0-9.-]+", re.IGNORECASE)
SOAP = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
MICROSOFT = "http://schemas.microsoft.com/identity/claims/"
TENANT = ("tid", f"{MICROSOFT}tenantid")
OBJECT = ("oid", f"{MICROSOFT}objectidentifier")
PROVIDER = ("idp", f"{MICROSOFT}identityprovider")
ROLES = ("roles", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role")
# The first gives a person their name here; all of them bar an author.
NAMES = (
    *("preferred_username", "upn", f"{SOAP}upn", "unique_name", f"{SOAP}name"),
    *("email", f"{SOAP}emailaddress"),
    *("verified_primary_email", "verified_secondary_email"),
)
OWN_ACCOUNT = "sign in with your own account of our tenant"
TELL_US = "tell the platform team"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One thing that Entra says of somebody."""

    typ: str
    val: str


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Somebody who has signed in."""

    auth_typ: str
    claims: tuple[Claim, ...]

    def say(self, kinds: Sequence[str]) -> Iterator[str]:
        """What the claims of these kinds say, kind by kind."""
        for kind in kinds:
            yield from (claim.val for claim in self.claims if claim.typ == kind)


@dataclass(frozen=True, kw_only=True)
class EasyAuth:
    """Knows the members of one tenant; which roles they have, their app roles say.

    Whom to ask is another matter: it stays in GATEHOUSE_ROLES, by address.
    """

    tenant: str

    def __post_init__(self) -> None:
        """Raise `RefusedError` for what names no single tenant."""
        if not ID.fullmatch(self.tenant.lower()):
            raise RefusedError("GATEHOUSE_TENANT: not the id of a tenant; copy it from the portal")

    def invitation(self, approval: str, person: str) -> str:
        """Nothing: a link lets nobody in."""
        return ""

    def meet(self, approval: str, token: str, headers: Mapping[str, str]) -> Visitor:
        """The member of our tenant who has signed in."""
        header = headers.get(HEADER, "")
        if not header:
            raise StrangerError("nobody has signed in", remedy=OWN_ACCOUNT, sign_in=SIGN_IN)
        principal = principal_in(header)
        key = self.member(principal)
        addresses = tuple(dict.fromkeys(map(str.casefold, addresses_of(principal))))
        if not addresses:
            reason = "your account has no address, so nobody can tell whether you are an author"
            raise StrangerError(reason, remedy=TELL_US)
        roles = tuple(dict.fromkeys(principal.say(ROLES)))
        return Visitor(key=key, addresses=addresses, roles=roles, assurance="entra")

    def member(self, principal: Principal) -> str:
        """The id of the person in our tenant."""
        tenant = self.tenant.lower()
        if only(principal, TENANT) != tenant:
            raise StrangerError("your account is of another tenant", remedy=OWN_ACCOUNT)
        if is_guest(principal, tenant):
            raise StrangerError("guests cannot decide", remedy=OWN_ACCOUNT)
        if "app" in principal.say(("idtyp",)):
            raise StrangerError("a program cannot decide", remedy=OWN_ACCOUNT)
        key = only(principal, OBJECT)
        if not ID.fullmatch(key):
            raise StrangerError("your account has no object id", remedy=TELL_US)
        return key


def principal_in(header: str) -> Principal:
    """Who the header says has signed in.  Nothing of it is repeated."""
    try:
        if len(header) > LARGEST_HEADER:
            raise ValueError("too long")
        principal = parse(Principal, b64decode(header, validate=True))
    except (UnreadableError, binascii.Error, ValueError) as error:
        raise StrangerError("the sign-in cannot be read", remedy=TELL_US) from error
    if principal.auth_typ != "aad":
        raise StrangerError("the sign-in is not one of Entra ID", remedy=OWN_ACCOUNT)
    return principal


def only(principal: Principal, kinds: Sequence[str]) -> str:
    """The one thing said, in lower case; nothing where two different things are."""
    said = {value.lower() for value in principal.say(kinds)}
    return said.pop() if len(said) == 1 else ""


def is_guest(principal: Principal, tenant: str) -> bool:
    """Whether the account belongs to another tenant, and ours has only invited it.

    `idp` names where somebody signed in, if that was not here; `acct` is 1 for a guest.
    """
    elsewhere = any(tenant not in place.lower() for place in principal.say(PROVIDER))
    invited = any("#ext#" in name.lower() for name in principal.say(NAMES))
    return elsewhere or invited or "1" in principal.say(("acct",))


def addresses_of(principal: Principal) -> Iterator[str]:
    """Every address that the person is known by."""
    yield from (name for name in principal.say(NAMES) if ADDRESS.fullmatch(name))
