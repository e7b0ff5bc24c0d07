"""What a version in the registry says of itself, and which of several versions counts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.codec import document, parse
from shared.core.errors import RefusedError
from shared.core.messages import Champion, PromoteModel

ALIAS = "champion"
RUN = "gatehouse.run_id"
REPOSITORY = "gatehouse.repository"
DIGEST = "gatehouse.model_digest"
METRICS = "gatehouse.metrics"
SUPERSEDED = "gatehouse.superseded"


@dataclass(frozen=True, kw_only=True)
class RegisteredVersion:
    """A version as the registry holds it; `run` is the MLflow run that made the model."""

    registered_model: str
    version: str
    run: str
    location: str
    tags: Mapping[str, str]
    aliases: tuple[str, ...]

    @property
    def number(self) -> int:
        """Versions count upwards."""
        return int(self.version)


def named(model: str, environment: str) -> str:
    """The name of the registered model, which must not mean anything inside a search."""
    name = f"{environment}.{model}"
    if not re.fullmatch(r"[\w-]+\.[\w.-]+", name):
        raise RefusedError(f"registered model {name!r}: use letters, digits, . _ - and no other")
    return name


def tags_of(order: PromoteModel) -> dict[str, str]:
    """What is needed to trace a version back to the code, the data and the people behind it."""
    return {
        RUN: order.candidate.run_id,
        REPOSITORY: order.candidate.repository,
        DIGEST: order.model.digest,
        METRICS: document(order.metrics).decode(),
        "gatehouse.commit": order.candidate.commit,
        "gatehouse.data_digest": order.model.data,
        "gatehouse.approvals": document(order.approvals).decode(),
        "gatehouse.evidence": order.evidence,
    }


def champion_from(version: RegisteredVersion) -> Champion:
    """The champion with its recorded metrics, none where it was registered by hand."""
    metrics = parse(dict[str, float], version.tags.get(METRICS, "{}").encode())
    return Champion(version=version.version, run=version.run, metrics=metrics, same_data=False)


def counting(rows: Sequence[RegisteredVersion]) -> dict[str, RegisteredVersion]:
    """The version of each run that counts: its lowest."""
    first: dict[str, RegisteredVersion] = {}
    for row in sorted(rows, key=lambda row: row.number):
        if RUN in row.tags:
            first.setdefault(row.tags[RUN], row)
    return first


def newest(rows: Sequence[RegisteredVersion]) -> RegisteredVersion:
    """What is to be champion: the highest that counts, or a higher one that was made so by hand."""
    chosen = (row for row in rows if ALIAS in row.aliases and RUN not in row.tags)
    return max((*counting(rows).values(), *chosen), key=lambda row: row.number)


def superseded(
    rows: Sequence[RegisteredVersion],
) -> Iterator[tuple[RegisteredVersion, RegisteredVersion]]:
    """The versions that do not count and do not say so yet, each with the one that does."""
    counts = counting(rows)
    for row in rows:
        first = counts.get(row.tags.get(RUN, ""), row)
        if first is not row and SUPERSEDED not in row.tags:
            yield row, first
