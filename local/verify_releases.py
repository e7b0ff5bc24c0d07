"""Compare what was released with the record: artefacts byte by byte, the registry tag by tag."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from local.verify import Chapter, chapter
from shared import codec, model_files
from shared.adapters.directory_artefacts import DirectoryArtefacts
from shared.adapters.mlflow_registry import RegisteredVersion
from shared.core.messages import ModelPromoted
from shared.core.run import Run
from shared.history import Record


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a published manifest says of its files, by path relative to it."""

    files: dict[str, str]


def artefacts(store: DirectoryArtefacts, records: Iterable[Record]) -> Chapter:
    """Every published file has the sum its manifest gives, and nothing else lies beside them."""
    runs = [record.run for record in records if record.run.published]
    return chapter(
        "artefacts: published files have their sums", runs, lambda run: artefact_faults(store, run)
    )


def artefact_faults(store: DirectoryArtefacts, run: Run) -> Iterator[str]:
    """What is wrong with what one run has published."""
    assert run.published is not None
    path, expected = run.published.path, run.published.sha256
    manifest = store.get(path)
    if sha256(manifest).hexdigest() != expected:
        yield f"{path}: does not have the sum that the record gives"
        return
    files = codec.parse(Manifest, manifest).files
    root = path.rpartition("/")[0]
    for name, digest in files.items():
        if sha256(store.get(f"{root}/{name}")).hexdigest() != digest:
            yield f"{root}/{name}: does not have the sum that its manifest gives"
    named = {path, *(f"{root}/{name}" for name in files)}
    for stray in sorted(set(store.paths()) - named):
        if stray.startswith(f"{root}/"):
            yield f"{stray}: published by nobody"


def registry(versions: Iterable[RegisteredVersion], records: Iterable[Record]) -> Chapter:
    """Every version was promoted by the record, every promotion is a version, as it was then."""
    held = {(version.registered_model, version.version): version for version in versions}
    promoted = {
        (event.registered_model, event.version): record.run
        for record in records
        for event in record.run.known.values()
        if isinstance(event, ModelPromoted)
    }

    def faults_of(key: tuple[str, str]) -> Iterator[str]:
        name, version = key
        run, registered = promoted.get(key), held.get(key)
        if registered is None:
            yield f"{name} version {version}: promoted, but not in the registry"
        elif run is None and "champion" in registered.aliases:
            yield f"{name} version {version}: champion, but no run has promoted it"
        elif run is not None:
            yield from version_faults(registered, run)

    return chapter(
        "registry: versions agree with the record", sorted({*held, *promoted}), faults_of
    )


def version_faults(version: RegisteredVersion, run: Run) -> Iterator[str]:
    """What a registered version and the run that promoted it do not agree on."""
    assert run.evaluated is not None
    named = f"{version.registered_model} version {version.version}"
    for tag, expected in {
        "gatehouse.run_id": run.candidate.run_id,
        "gatehouse.commit": run.candidate.commit,
        "gatehouse.repository": run.candidate.repository,
        "gatehouse.model_digest": run.evaluated.model.digest,
        "gatehouse.data_digest": run.evaluated.model.data,
    }.items():
        if version.tags.get(tag) != expected:
            yield f"{named}: {tag} is {version.tags.get(tag)!r}, the record says {expected!r}"
    folder = model_files.folder_of(version.location)
    if folder and model_files.digest_of(folder) != run.evaluated.model.digest:
        yield f"{named}: its files are not those that were evaluated"
