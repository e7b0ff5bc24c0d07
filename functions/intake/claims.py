"""What a CI says of the evidence that it posts, and what of it is signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from functions.intake.announcing import LONGEST_NAME, whole
from shared.catalogue import Registration
from shared.junit import percent
from shared.plain_text import line
from shared.replies import RefusedRequestError

CLAIMS = ("at", "ci", "coverage")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Which commit the evidence is of, when it came about and in which CI; `given` as it was sent."""

    repository: str
    commit: str
    at: datetime | None
    ci: str
    coverage: float | None
    given: Mapping[str, str]

    def signed(self, body: bytes) -> bytes:
        """What the signature covers: whatever was given, each on a line, and the body."""
        said = "".join(f"{name}={text}\n" for name, text in self.given.items())
        return f"{self.repository}\n{self.commit}\n{said}".encode(errors="replace") + body


def claim_in(query: Mapping[str, str]) -> Claim:
    """What a query claims.  Raises `RefusedRequestError` for what nobody could believe."""
    given = {name: query[name] for name in CLAIMS if query.get(name)}
    for name, text in given.items():
        if not text.isprintable() or len(text) > LONGEST_NAME:
            raise RefusedRequestError(
                400, f"{name} is no plain text of {LONGEST_NAME} characters", "send it shorter"
            )
    return Claim(
        repository=query.get("repository", ""),
        commit=whole(query.get("commit", "")),
        at=moment(given["at"]) if "at" in given else None,
        ci=given.get("ci", ""),
        coverage=share(given["coverage"]) if "coverage" in given else None,
        given=given,
    )


def moment(text: str) -> datetime:
    """A moment with its time zone."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise RefusedRequestError(
            400,
            f"at={text!r} is no ISO 8601 time with a time zone",
            "send what `date -u +%Y-%m-%dT%H:%M:%SZ` prints when the tool ends",
        )
    return at


def share(text: str) -> float:
    """A share of lines in percent."""
    found = percent(text)
    if found is None:
        raise RefusedRequestError(400, f"coverage={text!r} is no percentage", "send 0 to 100")
    return found


def of_another(registration: Registration, claim: Claim) -> str:
    """Why evidence from that CI does not count, empty where it does."""
    if registration.ci in ("", claim.ci):
        return ""
    said = repr(line(claim.ci)) if claim.ci else "one that does not say its name (ci=)"
    return f"only {registration.ci} runs the tests and pylint, not {said}"
