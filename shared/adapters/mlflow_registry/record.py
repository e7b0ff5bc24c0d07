"""What a version in the registry says of itself, and which of several versions counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.codec import document, parse
from shared.core.messages import Champion, PromoteModel
from shared.model_names import named

__all__ = ["ALIAS", "RUN", "RegisteredVersion", "named", "tags_of"]

ALIAS = "champion"
RUN = "gatehouse.run_id"
REPOSITORY = "gatehouse.repository"
DIGEST = "gatehouse.model_digest"
METRICS = "gatehouse.metrics"
SUPERSEDED = "gatehouse.superseded"
EPOCH = datetime.fromtimestamp(0, UTC)
PATIENCE = timedelta(minutes=30)
"""How long a version may be without its files before we take it that nobody brings them."""


@dataclass(frozen=True, kw_only=True)
class RegisteredVersion:
    """A version as the registry holds it; `run` is the MLflow run that made the model.

    It is `ready` once it has its files, which in Unity Catalog takes longer than to be there.
    """

    registered_model: str
    version: str
    run: str
    location: str
    tags: Mapping[str, str]
    aliases: tuple[str, ...]
    ready: bool = True
    created: datetime = EPOCH

    @property
    def number(self) -> int:
        """Versions count upwards."""
        return int(self.version)


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
    """The version of each run that counts: its lowest, of those that have their files.

    What was superseded once does not come back, should its files come after all.
    """
    first: dict[str, RegisteredVersion] = {}
    for row in sorted(rows, key=lambda row: row.number):
        if RUN in row.tags and row.ready and SUPERSEDED not in row.tags:
            first.setdefault(row.tags[RUN], row)
    return first


def awaited(rows: Sequence[RegisteredVersion], run: str, now: datetime) -> bool:
    """Whether somebody else may still be bringing the files of a version that would count."""
    counts = counting(rows).get(run)
    return any(
        not row.ready
        and SUPERSEDED not in row.tags
        and row.tags.get(RUN) == run
        and (counts is None or row.number < counts.number)
        and row.created > now - PATIENCE
        for row in rows
    )


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
