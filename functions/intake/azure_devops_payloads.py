"""What we read of the payloads of Azure DevOps, in its own words.

https://learn.microsoft.com/azure/devops/service-hooks/events
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import FailFast, Field


@dataclass(frozen=True, kw_only=True)
class Notification:
    """What every notification says of itself."""

    eventType: str


@dataclass(frozen=True, kw_only=True)
class Project:
    """A project of the organisation."""

    name: str


@dataclass(frozen=True, kw_only=True)
class GitRepository:
    """A repository, whose name is its own in its project only."""

    name: str
    project: Project


@dataclass(frozen=True, kw_only=True)
class RefUpdate:
    """A ref that moved; `newObjectId` is all zeros where it was deleted."""

    name: str
    oldObjectId: str
    newObjectId: str


@dataclass(frozen=True, kw_only=True)
class Identity:
    """A person; before an old kind of account stands where it comes from, and a backslash."""

    uniqueName: str = ""
    displayName: str = ""

    @property
    def name(self) -> str:
        """The address of the person or, where it is not told, the name."""
        return self.uniqueName.rpartition("\\")[2] or self.displayName


@dataclass(frozen=True, kw_only=True)
class PushResource:
    """A push."""

    refUpdates: Annotated[tuple[RefUpdate, ...], FailFast()]
    repository: GitRepository
    pushedBy: Identity = Identity()


@dataclass(frozen=True, kw_only=True)
class GitPush:
    """`git.push`."""

    resource: PushResource


@dataclass(frozen=True, kw_only=True)
class Definition:
    """The pipeline."""

    name: str = ""


@dataclass(frozen=True, kw_only=True)
class BuildRepository:
    """Where the source was; the `type` of Azure Repos is `TfsGit`."""

    type: str
    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class Link:
    """An address."""

    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Links:
    """The addresses of a build."""

    web: Link = Link()


@dataclass(frozen=True, kw_only=True)
class Build:
    """A build: version 1.0 has outcome and source in `status` and `sourceGetVersion`."""

    id: int
    status: str
    result: str | None = None
    reason: str = ""
    definition: Definition = Definition()
    project: Project | None = None
    repository: BuildRepository | None = None
    sourceBranch: str = ""
    sourceVersion: str = ""
    sourceGetVersion: str | None = None
    finishTime: str | None = None
    links: Annotated[Links, Field(alias="_links")] = Links()


@dataclass(frozen=True, kw_only=True)
class BuildCompleted:
    """`build.complete`, in either resource version."""

    resource: Build
