"""Releases as models of a machine-learning repository, as JFrog's own library makes them.

https://docs.jfrog.com/artifactory/docs/machine-learning-repositories, and the protocol of
`frogml` 1.2.46 (`storage/artifactory/_artifactory_api.py`, `storage/frog_ml.py`): start a
transaction, deploy by checksum to the path it gives, end it with a manifest of all files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from shared import codec
from shared.adapters.artifactory.calls import Calls, quoted
from shared.adapters.artifactory.model_paths import MODEL, Release, parts_of
from shared.adapters.artifactory.storage import Storage
from shared.core.errors import TryAgainError
from shared.ports import AlteredError, Artefact, Build

FORMAT = {
    "framework": "mlflow",
    "framework_version": "3",
    "serialization_format": "MLmodel",
    "runtime": "python",
    "runtime_version": "3",
}


@dataclass(frozen=True, kw_only=True)
class Transaction:
    """An upload under way, and what was put into it so far, by path within the model."""

    filesUploadPath: str
    transactionId: str
    put: dict[str, Artefact] = field(default_factory=dict)
    noted: dict[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Sha2:
    """The sum of a file in a manifest."""

    sha2: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """A file in a manifest."""

    artifact_path: str
    checksums: Sha2


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a released model holds."""

    model_artifacts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class Entities:
    """Makes models of releases.

    The model's own files lie in it as they are, what was published beside them under `gatehouse/`.
    A transaction that a crash has left behind is never ended, and shows nobody anything.
    """

    calls: Calls
    storage: Storage
    under_way: dict[Release, Transaction] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def keep(self, artefact: Artefact, source: Path, properties: Mapping[str, str]) -> None:
        """Have the file in its release; properties come to it when that is complete."""
        release, name = parts_of(artefact.path)
        released = self.released(release)
        if released is None:
            transaction = self.joined(release)
            place = f"{release.repository}/{transaction.filesUploadPath}/{name}"
            self.storage.keep(place, artefact, source, properties)
            transaction.put[name], transaction.noted[name] = artefact, properties
            return
        if released.get(name) != artefact.sha256:
            raise AlteredError(
                f"artefact {artefact.path}: the model was released with other bytes; what is"
                " written once never changes: publish under another version"
            )
        self.storage.annotate(f"{release.folder}/{MODEL}{name}", properties)

    def complete(self, build: Build) -> None:
        """End the transaction, so that the model is one, and compare it with the build.

        The transaction is over, whatever the server answers and whoever released the model.
        """
        release = parts_of(build.artefacts[0].path)[0]
        released = self.released(release)
        noted: Mapping[str, Mapping[str, str]] = {}
        with self.lock:
            transaction = self.under_way.pop(release, None)
        if released is None:
            noted = self.end(release, transaction)
            released = self.released(release)
        wanted = {parts_of(one.path)[1]: one.sha256 for one in build.artefacts}
        if released != wanted:
            raise AlteredError(f"model {release.folder}: released with other files than were put")
        for name, properties in noted.items():
            self.storage.annotate(f"{release.folder}/{MODEL}{name}", properties)

    def released(self, release: Release) -> Mapping[str, str] | None:
        """The sums of a released model's files, `None` where it is not released."""
        where = f"{self.entity(release, 'entity-manifest')}/{quote(release.version, safe='')}"
        answer = self.calls.expect(release.folder, "GET", where, allowed=(404,))
        if answer.status_code == 404:
            return None
        parts = codec.parse(Manifest, answer.content).model_artifacts
        return {part.artifact_path: part.checksums.sha2 for part in parts}

    def joined(self, release: Release) -> Transaction:
        """The transaction under way for the release, started by whoever comes first."""
        with self.lock:
            if release not in self.under_way:
                version = quote(release.version, safe="")
                root = f"api/machinelearning/{quoted(release.repository)}/model"
                where = f"{root}/{quoted(release.model)}/start-transaction/{version}"
                answer = self.calls.expect(release.folder, "POST", where)
                self.under_way[release] = codec.parse(Transaction, answer.content)
            return self.under_way[release]

    def end(
        self, release: Release, transaction: Transaction | None
    ) -> Mapping[str, Mapping[str, str]]:
        """Tell the server what the model holds, and return what is to be noted of its files."""
        if transaction is None:
            raise TryAgainError(f"model {release.folder}: nothing was put into it; put it again")
        where = (
            f"{self.entity(release, 'entity-manifest')}/{quote(release.version, safe='')}"
            f"/{quote(transaction.transactionId, safe='')}"
        )
        manifest = codec.document(manifest_of(transaction))
        form = {
            "modelManifest": ("modelManifest", manifest, "application/octet-stream"),
            "additionalData": ("additionalData", b"null", "application/octet-stream"),
        }
        answer = self.calls.expect(release.folder, "PUT", where, form=form, allowed=(404, 409))
        if not answer.is_success:
            raise TryAgainError(f"model {release.folder}: its transaction is over; put it again")
        return transaction.noted

    def entity(self, release: Release, verb: str) -> str:
        """Where the server is asked about a model."""
        repository, model = quoted(release.repository), quoted(release.model)
        return f"api/machinelearning/{repository}/model/{verb}/{model}"

    def place_of(self, path: str) -> str:
        """Where a file of a release lies, or will lie."""
        release, name = parts_of(path)
        if release in self.under_way:
            return f"{release.repository}/{self.under_way[release].filesUploadPath}/{name}"
        return f"{release.folder}/{MODEL}{name}"


def manifest_of(transaction: Transaction) -> dict[str, object]:
    """What the server is told of the model; a transaction's id is its beginning in milliseconds."""
    began = datetime.fromtimestamp(int(transaction.transactionId) / 1000, UTC)
    return {
        "created_date": began.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-4],
        "model_artifacts": [
            {"artifact_path": name, "size": one.size, "checksums": {"sha2": one.sha256}}
            for name, one in sorted(transaction.put.items())
        ],
        "model_format": FORMAT,
    }
