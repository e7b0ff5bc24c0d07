"""Files in a repository and the properties on them.

https://jfrog.com/help/r/jfrog-rest-apis/deploy-artifact-by-checksum
https://jfrog.com/help/r/jfrog-rest-apis/deploy-artifact
https://jfrog.com/help/r/jfrog-rest-apis/file-info
https://jfrog.com/help/r/jfrog-rest-apis/set-item-properties
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from shared import codec
from shared.adapters.artifactory.calls import Calls, quoted
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import AlteredError, Artefact

DENIED = (403, 409)
SPECIAL = re.compile(r"[,\\|=;]")


@dataclass(frozen=True, kw_only=True)
class Sums:
    """The sums that Artifactory has made of a file."""

    sha256: str


@dataclass(frozen=True, kw_only=True)
class FileInfo:
    """What Artifactory says of a file."""

    checksums: Sums


@dataclass(frozen=True, kw_only=True)
class Properties:
    """What is noted of a file: to every name its values."""

    properties: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Storage:
    """Deploys files once, and looks at what is there."""

    calls: Calls

    def keep(
        self, place: str, artefact: Artefact, source: Path, properties: Mapping[str, str]
    ) -> None:
        """Have the artefact's bytes at the place, with the properties, and nothing else ever."""
        found = self.found(place)
        if not found:
            status = self.deploy(place, artefact, source, properties)
            found = self.found(place) or self.missing(place, status)
        if found != artefact.sha256:
            raise AlteredError(
                f"artefact {place}: Artifactory keeps sha256 {found}, and not {artefact.sha256};"
                " what is written once never changes: publish under another version"
            )
        self.annotate(place, properties)

    def found(self, place: str) -> str:
        """The sha256 of what lies at the place, empty where nothing does."""
        answer = self.calls.expect(place, "GET", f"api/storage/{quoted(place)}", allowed=(404,))
        if answer.status_code == 404:
            return ""
        return codec.parse(FileInfo, answer.content).checksums.sha256

    def deploy(
        self, place: str, artefact: Artefact, source: Path, properties: Mapping[str, str]
    ) -> int:
        """Name the bytes by their sum and, where the server has none such, send them.

        What was denied may have been there already: whoever asks must look.
        """
        noted = "".join(f";{key}={quote(value, safe='')}" for key, value in properties.items())
        target = f"{quoted(place)}{noted}"
        sums = {"X-Checksum-Sha256": artefact.sha256, "X-Checksum-Sha1": artefact.sha1}
        named = {**sums, "X-Checksum-Deploy": "true"}
        answer = self.calls.expect(place, "PUT", target, headers=named, allowed=(404, *DENIED))
        if answer.status_code == 404:
            headers = {**sums, "X-Checksum-Md5": artefact.md5, "Content-Length": str(artefact.size)}
            answer = self.calls.expect(
                place,
                "PUT",
                target,
                headers=headers,
                body=lambda: source.open("rb"),
                allowed=DENIED,
            )
        return answer.status_code

    def missing(self, place: str, status: int) -> str:
        """What it means that nothing is there after a deployment."""
        if status == 403:
            raise self.calls.barred(place)
        if status == 409:
            raise TryAgainError(f"Artifactory, {place}: other bytes arrived than were sent")
        raise TryAgainError(f"Artifactory, {place}: deployed, and not there yet")

    def annotate(self, place: str, properties: Mapping[str, str]) -> None:
        """Set the properties that are not as they should be, and look whether they are then."""
        if not self.lacking(place, properties):
            return
        noted = ";".join(f"{key}={escaped(value)}" for key, value in properties.items())
        where = f"api/storage/{quoted(place)}?properties={noted}&recursive=0"
        self.calls.expect(f"properties of {place}", "PUT", where)
        if lacking := self.lacking(place, properties):
            raise TryAgainError(f"Artifactory, {place}: did not take {', '.join(sorted(lacking))}")

    def lacking(self, place: str, properties: Mapping[str, str]) -> set[str]:
        """The properties that are not as they should be."""
        if not properties:
            return set()
        noted = self.properties(place)
        return {key for key, value in properties.items() if noted.get(key) != value}

    def properties(self, place: str) -> Mapping[str, str]:
        """The properties there are; several values of one are joined by commas."""
        subject, where = f"properties of {place}", f"api/storage/{quoted(place)}?properties"
        answer = self.calls.expect(subject, "GET", where, allowed=(404,))
        if answer.status_code == 404:
            return {}
        noted = codec.parse(Properties, answer.content).properties
        return {key: ",".join(values) for key, values in noted.items()}

    def read(self, place: str) -> bytes:
        """The bytes at the place, all at once: for manifests, and not for models."""
        answer = self.calls.expect(place, "GET", quoted(place), allowed=(404,))
        if answer.status_code == 404:
            raise AlteredError(f"artefact {place}: nothing is kept there")
        return answer.content


def escaped(value: str) -> str:
    """A property's value as the query of a request holds it."""
    if not value.isprintable():
        raise RefusedError(f"property {value!r}: holds a character nobody can see")
    return quote(SPECIAL.sub(r"\\\g<0>", value), safe="")
