"""Build-info: what made the files of a release.

https://jfrog.com/help/r/jfrog-rest-apis/build-upload
https://jfrog.com/help/r/jfrog-rest-apis/build-info
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from shared import codec
from shared.adapters.artifactory.calls import Calls
from shared.core.errors import TryAgainError
from shared.ports import AlteredError, Artefact, Build

SCHEMA = "1.0.1"


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One file of a build, as build-info names it."""

    name: str
    sha1: str


@dataclass(frozen=True, kw_only=True)
class Module:
    """The files of one module."""

    artifacts: tuple[Listed, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BuildInfo:
    """What is compared of a build."""

    modules: tuple[Module, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A build as Artifactory gives it."""

    buildInfo: BuildInfo


@dataclass(frozen=True, kw_only=True)
class Builds:
    """Notes what made a release, once.

    We look before we write: to overwrite a build takes the right to delete, which we must not have.
    """

    calls: Calls

    def keep(self, build: Build) -> None:
        """Have the build noted.  Raises `AlteredError` where another has its name and number."""
        subject = f"build {build.name} {build.number}"
        found = self.found(build)
        if found is None:
            data = codec.document(info_of(build, datetime.now(UTC)))
            headers = {"Content-Type": "application/json"}
            answer = self.calls.expect(
                subject, "PUT", "api/build", headers=headers, body=lambda: data, allowed=(403,)
            )
            found = self.found(build)
            if found is None and answer.status_code == 403:
                raise self.calls.barred(subject)
        if found is None:
            raise TryAgainError(f"Artifactory, {subject}: uploaded, and not there yet")
        if found != sums(build.artefacts):
            raise AlteredError(f"{subject}: Artifactory keeps one of other files under this number")

    def found(self, build: Build) -> set[tuple[str, str]] | None:
        """The files that the build is noted to have made, `None` where it is not noted."""
        where = f"api/build/{quote(build.name, safe='')}/{quote(build.number, safe='')}"
        subject = f"build {build.name} {build.number}"
        answer = self.calls.expect(subject, "GET", where, allowed=(404,))
        if answer.status_code == 404:
            return None
        modules = codec.parse(Answer, answer.content).buildInfo.modules
        return {(one.name, one.sha1) for module in modules for one in module.artifacts}


def sums(artefacts: Sequence[Artefact]) -> set[tuple[str, str]]:
    """The files by name and by the sum that ties build-info to them."""
    return {(artefact.path, artefact.sha1) for artefact in artefacts}


def info_of(build: Build, now: datetime) -> dict[str, object]:
    """The document that Artifactory takes."""
    return {
        "version": SCHEMA,
        "name": build.name,
        "number": build.number,
        "type": "GENERIC",
        "agent": {"name": "gatehouse", "version": "1"},
        "started": now.strftime("%Y-%m-%dT%H:%M:%S.000+0000"),
        "vcs": [{"url": build.repository, "revision": build.commit}],
        "modules": [
            {
                "id": f"{build.name}:{build.number}",
                "artifacts": [
                    {
                        "name": artefact.path,
                        "type": artefact.path.rpartition(".")[2][:64],
                        "sha256": artefact.sha256,
                        "sha1": artefact.sha1,
                        "md5": artefact.md5,
                    }
                    for artefact in build.artefacts
                ],
            }
        ],
    }
