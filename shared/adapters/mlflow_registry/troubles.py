"""What a fault of MLflow means for the bus.

What a server says in one is not repeated: it may hold what we have said to the server.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.adapters.mlflow_registry.opening import import_mlflow
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import AlteredError, CredentialsError

if TYPE_CHECKING:
    from mlflow.exceptions import MlflowException

LEAVE = timedelta(seconds=30)
"""How long we leave a busy server alone; urllib3 keeps to itself how long it asks us to."""
PASSING = {
    "ABORTED",
    "DEADLINE_EXCEEDED",
    "INTERNAL_ERROR",
    "REQUEST_LIMIT_EXCEEDED",
    "RESOURCE_EXHAUSTED",
    "TEMPORARILY_UNAVAILABLE",
}
BARRED = {"CUSTOMER_UNAUTHORIZED", "PERMISSION_DENIED", "UNAUTHENTICATED"}
STATUS = re.compile(r"\b([45]\d\d) (?:Client|Server) Error\b")
UNSIGNED = "signature metadata", "signature that includes only inputs"
"""What Unity Catalog takes no model without, though MLflow's client has no code for it (3.17)."""
FROM_A_SERVER = re.compile(r"API request to|while downloading one or more artifacts")


@contextmanager
def troubles(subject: str) -> Iterator[None]:
    """Say of a fault of MLflow whether it may pass, and whether somebody must let us in."""
    import_mlflow()
    from mlflow.exceptions import MlflowException
    from requests import RequestException

    try:
        yield
    except MlflowException as error:
        raise by_status(subject, str(error)) or by_code(subject, error) from error
    except RequestException as error:
        trouble = TryAgainError(f"MLflow, {subject}: {type(error).__name__} on the way")
        raise by_status(subject, str(error)) or trouble from error
    except (sqlite3.Error, OSError) as error:
        lasting = isinstance(error, sqlite3.Error) and not isinstance(
            error, sqlite3.OperationalError
        )
        kind = RefusedError if lasting else TryAgainError
        raise kind(f"MLflow, {subject}: {error}") from error


def by_code(subject: str, error: "MlflowException") -> Exception:
    """What a fault means that MLflow has a code for; what it did not foresee may pass."""
    from mlflow.exceptions import RestException

    code, said = str(error.error_code), str(error)
    if code in BARRED:
        return barred(subject, code)
    remote = isinstance(error, RestException) or FROM_A_SERVER.search(said)
    words = f"MLflow, {subject}: {code if remote else said}"
    if code not in PASSING or any(lack in said for lack in UNSIGNED):
        return RefusedError(words)
    busy = code == "REQUEST_LIMIT_EXCEEDED" or "too many 429" in said
    return TryAgainError(words, after=LEAVE if busy else timedelta())


def by_status(subject: str, said: str) -> Exception | None:
    """What the answers to requests for files mean, `None` where there were none."""
    statuses = {int(status) for status in STATUS.findall(said)}
    if not statuses:
        return None
    if statuses & {401, 403}:
        return barred(subject, "does not let us")
    if statuses & {408, 429} or max(statuses) >= 500:
        after = LEAVE if 429 in statuses else timedelta()
        return TryAgainError(f"MLflow, {subject}: answers {max(statuses)}", after=after)
    if statuses == {404}:
        return AlteredError(f"model in {subject}: its files are gone")
    return RefusedError(f"MLflow, {subject}: answers {max(statuses)}")


def barred(subject: str, code: str) -> CredentialsError:
    """What to say where MLflow does not know us, or does not let us."""
    return CredentialsError(
        f"MLflow, {subject}: {code}; the identity we use at GATEHOUSE_TRACKING_URI and"
        " GATEHOUSE_REGISTRY_URI must be known there, and the one that promotes must own the"
        " registered model in Unity Catalog, since nobody else can set an alias"
    )
