"""The doors that others must be told of: webhooks to enter at each provider, and the way to sign in.

https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad
https://learn.microsoft.com/entra/identity-platform/optional-claims-reference
"""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.git_hosts import GitHostKind
from shared.settings import Settings

JSON = "application/json"
OF_REPOSITORY = "the secret that `gatehouse register` names for the repository"
USER = "gatehouse"
CLAIMS = (
    "email",
    "upn",
    "acct",
    "idp",
    "verified_primary_email",
    "verified_secondary_email",
)
ANONYMOUS = "let anonymous requests through: webhooks prove themselves by their secrets"


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """A webhook as it is entered: what is sent there, when, and what proves it."""

    provider: str
    address: str
    content_type: str
    events: tuple[str, ...]
    secret: str


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """What the app registration and Easy Auth are to be told."""

    redirect_uri: str
    tenant: str
    app_roles: tuple[str, ...]
    optional_claims: tuple[str, ...]
    unauthenticated_requests: str


PROVIDERS = {
    GitHostKind.GITHUB: (
        "github",
        ("push", "workflow_run", "check_suite"),
        f"{OF_REPOSITORY}, as the webhook's secret",
    ),
    GitHostKind.GITLAB: (
        "gitlab",
        ("Push events", "Pipeline events"),
        f"{OF_REPOSITORY}, as its secret token, or its signing token if it begins with whsec_",
    ),
    GitHostKind.AZURE_DEVOPS: (
        "azure-devops",
        ("Code pushed", "Build completed (resource version 2.0)"),
        f"{OF_REPOSITORY}, as the password of the user {USER} (basic authentication)",
    ),
}


def entrances(settings: Settings) -> Iterator[Entrance]:
    """The webhook of every provider that a setting names, and the doors that anybody may use."""
    near = settings.neighbours
    for host in near.hosts:
        path, events, secret = PROVIDERS[host.kind]
        yield entrance(settings, f"{host.kind} ({host.base})", f"webhooks/{path}", events, secret)
    if near.databricks:
        own = "gatehouse-jobs" if near.key_vault else "file:jobs"
        ends = ("the end of a job, good or bad: a notification destination",)
        secret = f"the secret {own}, as the password of the user {USER}"
        yield entrance(settings, "Databricks", "webhooks/databricks", ends, secret)
    signed = f"{OF_REPOSITORY}: HMAC-SHA256 in X-Hub-Signature-256, of"
    yield entrance(settings, "any other git host", "pushes", ("a push",), f"{signed} the body")
    yield entrance(
        settings,
        "any other CI",
        "test-results?repository=NAME&commit=ID",
        ("the tests of a commit have ended: JUnit XML that says when, or at=TIME as below",),
        f"{signed} NAME, ID and body, each but the body on a line of its own",
    )
    yield entrance(
        settings,
        "any other CI",
        "lint-results?repository=NAME&commit=ID&at=TIME",
        ("pylint has ended for a commit: its JSON",),
        f"{signed} NAME, ID, at=TIME and body, each but the body on a line of its own",
    )


def entrance(
    settings: Settings, provider: str, path: str, events: tuple[str, ...], secret: str
) -> Entrance:
    """A door of ours at its whole address."""
    return Entrance(
        provider=provider,
        address=f"{settings.address}/api/{path}",
        content_type="application/xml" if "test-results" in path else JSON,
        events=events,
        secret=secret,
    )


def sign_in(settings: Settings) -> SignIn | None:
    """How people sign in, where Entra knows them."""
    if not settings.neighbours.tenant:
        return None
    return SignIn(
        redirect_uri=f"{settings.address}/.auth/login/aad/callback",
        tenant=settings.neighbours.tenant,
        app_roles=tuple(
            dict.fromkeys(one.role for one in settings.policy.environments if one.quorum)
        ),
        optional_claims=CLAIMS,
        unauthenticated_requests=ANONYMOUS,
    )
