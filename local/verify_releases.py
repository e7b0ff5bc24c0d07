"""Compare what was released with the record: artefacts byte by byte, the registry tag by tag."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from local.verify import Chapter, chapter
from shared import codec
from shared.adapters.directory_artefacts import DirectoryArtefacts
from shared.adapters.mlflow_registry import RegisteredVersion
from shared.adapters.mlflow_registry.record import ALIAS, RUN, named, tags_of
from shared.core.messages import ModelPromoted, ModelPublished, PromoteModel
from shared.files import model_files
from shared.history import Record

Version = tuple[str, str]
"""The name of a registered model, and the number of a version."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a published manifest says of its files, by path relative to it."""

    files: dict[str, str]


def artefacts(store: DirectoryArtefacts, records: Iterable[Record]) -> Chapter:
    """Every published file has the sum its manifest gives, and nothing else lies beside them."""
    published = [record.run.published for record in records if record.run.published]
    paths = tuple(store.paths())
    return chapter(
        "artefacts: published files have their sums",
        published,
        lambda event: artefact_faults(store, event, paths),
    )


def artefact_faults(
    store: DirectoryArtefacts, published: ModelPublished, paths: Iterable[str]
) -> Iterator[str]:
    """What is wrong with what one run has published, where `paths` is everything published."""
    manifest = store.get(published.path)
    if sha256(manifest).hexdigest() != published.sha256:
        yield f"{published.path}: does not have the sum that the record gives"
        return
    root = published.path.rpartition("/")[0]
    sums = {
        f"{root}/{name}": digest for name, digest in codec.parse(Manifest, manifest).files.items()
    }
    there = {path for path in paths if path.startswith(f"{root}/")}
    for path in sorted(there - {published.path, *sums}):
        yield f"{path}: published by nobody"
    for path, digest in sums.items():
        if path not in there:
            yield f"{path}: published, but not there"
        elif sha256(store.get(path)).hexdigest() != digest:
            yield f"{path}: does not have the sum that its manifest gives"


def registry(versions: Iterable[RegisteredVersion], records: Iterable[Record]) -> Chapter:
    """Every version was promoted by the record, every promotion is a version, as it was then."""
    held = {(version.registered_model, version.version): version for version in versions}
    ledger = ledger_of(records)

    def faults_of(key: Version) -> Iterator[str]:
        if key in held:
            faults = version_faults(held[key], ledger)
        else:
            faults = iter(["promoted, but not in the registry"])
        return (f"{key[0]} version {key[1]}: {fault}" for fault in faults)

    keys = sorted({*held, *ledger.promoted})
    return chapter("registry: versions agree with the record", keys, faults_of)


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """What the record says of promotions.

    `promoted` has the order behind each version, `last` the latest version of each registered
    model; `under_way` has the orders of which nothing was heard yet, by registered model and run.
    """

    promoted: Mapping[Version, PromoteModel]
    last: Mapping[str, str]
    under_way: Mapping[tuple[str, str], PromoteModel]


def ledger_of(records: Iterable[Record]) -> Ledger:
    """The ledger in the runs."""
    promoted, under_way = dict[Version, PromoteModel](), dict[tuple[str, str], PromoteModel]()
    for order, event in (promotion for record in records for promotion in promotions(record)):
        if event:
            promoted[event.registered_model, event.version] = order
        else:
            name = named(order.candidate.model, order.environment)
            under_way[name, order.candidate.run_id] = order
    last = dict(sorted(promoted, key=lambda version: int(version[1])))
    return Ledger(promoted=promoted, last=last, under_way=under_way)


def promotions(record: Record) -> Iterator[tuple[PromoteModel, ModelPromoted | None]]:
    """Every order to promote, with what came of it."""
    for envelope in (said for answer in record.answers.values() for said in answer):
        if isinstance(envelope.body, PromoteModel):
            yield envelope.body, record.run.promoted(envelope.body.environment)


def version_faults(version: RegisteredVersion, ledger: Ledger) -> Iterator[str]:
    """What a registered version and the record do not agree on."""
    name, champion = version.registered_model, ALIAS in version.aliases
    order = ledger.promoted.get((name, version.version))
    order = order or ledger.under_way.get((name, version.tags.get(RUN, "")))
    if order is None:
        if champion:
            yield "champion, but no run has promoted it"
        return
    for tag, expected in tags_of(order).items():
        if version.tags.get(tag) != expected:
            yield f"{tag} is {version.tags.get(tag)!r}, the record says {expected!r}"
    if ledger.last.get(name) == version.version and not champion and not busy(name, ledger):
        yield "promoted last, but not the champion"
    folder = model_files.folder_of(version.location)
    if folder and model_files.digest_of(folder) != order.model.digest:
        yield "its files are not those that were evaluated"


def busy(name: str, ledger: Ledger) -> bool:
    """Whether somebody is promoting this model just now."""
    return any(name == model for model, _ in ledger.under_way)
