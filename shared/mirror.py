"""What a listing shows of a run without the run being read: enough for dashboards and deadlines.

Written beside the run with each save, as ASCII, since a blob store carries it in HTTP headers.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote, unquote

from shared.core.waiting import due, stage, waits
from shared.history import Record
from shared.ports import Listed


@dataclass(frozen=True, kw_only=True)
class Row:
    """One run; `jobs` are the steps whose job has not told its end, `due` when patience ends."""

    run_id: str
    model: str
    repository: str
    commit: str
    team: str
    stage: str
    waiting: str
    jobs: tuple[str, ...]
    began: datetime | None
    updated: datetime | None
    due: datetime | None


def mirror(record: Record) -> dict[str, str]:
    """The row of a run, as it is written."""
    run, open_waits = record.run, waits(record.run)
    owners = sorted({f"{wait.step}: {wait.owner}" for wait in open_waits})
    return {
        "run": run.candidate.run_id,
        "repository": label(run.candidate.repository),
        "commit": run.candidate.commit,
        "model": run.candidate.model,
        "team": label(run.pushed.team) if run.pushed else "",
        "stage": stage(run, open_waits),
        "waiting": ", ".join(owners),
        "jobs": ",".join(sorted(set(run.jobs) - set(run.known))) if not run.ending else "",
        "due": noted(due(open_waits)),
        "began": noted(run.began),
        "updated": noted(run.updated),
        "head": record.head,
    }


@lru_cache(maxsize=1024)
def label(text: str) -> str:
    """Text as metadata can hold it, which travels in HTTP headers."""
    return quote(text, safe=" /")


def row_of(listed: Listed) -> Row:
    """The row of a run, as it is read; what is missing or spoilt in it stays empty."""
    value = listed.metadata.get
    return Row(
        run_id=value("run") or listed.name.rpartition("/")[2].removesuffix(".json"),
        model=value("model", ""),
        repository=unquote(value("repository", "")),
        commit=value("commit", ""),
        team=unquote(value("team", "")),
        stage=value("stage", ""),
        waiting=value("waiting", ""),
        jobs=tuple(filter(None, value("jobs", "").split(","))),
        began=moment(value("began", "")),
        updated=moment(value("updated", "")),
        due=moment(value("due", "")),
    )


def noted(at: datetime | None) -> str:
    """The moment, where there is one."""
    return at.isoformat() if at else ""


def moment(text: str) -> datetime | None:
    """The moment that was noted, where one was."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
