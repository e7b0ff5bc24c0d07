"""Secrets of the platform's own: made on a laptop, laid into the vault with the vault."""

from shared.core.errors import RefusedError
from shared.ports import Secrets
from shared.settings import Settings
from shared.wiring import laptop


def own(name: str, settings: Settings, secrets: Secrets) -> bytes:
    """The secret of that name."""
    if settings.neighbours.key_vault:
        return secrets.value(f"gatehouse-{name}")
    return laptop.secret_in(settings.home, name)


def of_jobs(settings: Settings, secrets: Secrets) -> tuple[bytes, ...]:
    """The secret of jobs and, while it is being replaced, the former one, which counts too."""
    former = "gatehouse-jobs-former" if settings.neighbours.key_vault else "file:jobs-former"
    try:
        return own("jobs", settings, secrets), secrets.value(former)
    except RefusedError:
        return (own("jobs", settings, secrets),)
