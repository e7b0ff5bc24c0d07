"""Hand the model's bytes to the artefact store: the bytes, not a reference (R-081)."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import azure.functions as func

from shared.core.messages import ModelPublished, PublishModel
from shared.doors import obey
from shared.files.paths import plain
from shared.ports import (
    NEW,
    Artefact,
    Artefacts,
    Blob,
    Blobs,
    Build,
    ConflictError,
    Jobs,
    RegistryReader,
)
from shared.wiring import world

blueprint = func.Blueprint()


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "publish-model")
def on_publish_model(message: func.ServiceBusMessage) -> None:
    """Publish the released version."""
    here = world()
    obey(message, PublishModel, publish, here.registry, here.artefacts, here.jobs, here.blobs)


def publish(
    order: PublishModel,
    registry: RegistryReader,
    artefacts: Artefacts,
    jobs: Jobs,
    blobs: Blobs,
) -> ModelPublished:
    """Every file of the model, its notebooks if it has some, the manifest of all, and the build."""
    root, properties = f"{order.target}/{name_of(order)}/{order.version}", properties_of(order)
    with TemporaryDirectory() as folder:
        place = Path(folder)
        registry.fetch(order.model, place / "model")
        write(place, notebooks_of(order, jobs, blobs))
        files = sorted(path for path in place.rglob("*") if path.is_file())
        names = {path.relative_to(place).as_posix(): path for path in files}
        kept = {
            name: artefacts.put(f"{root}/{name}", path, properties) for name, path in names.items()
        }
        sums = {name: artefact.sha256 for name, artefact in kept.items()}
        write(place, {"manifest.json": manifest_of(order, sums)})
        manifest = artefacts.put(f"{root}/manifest.json", place / "manifest.json", properties)
    artefacts.record(build_of(order, (*kept.values(), manifest)))
    return ModelPublished(
        candidate=order.candidate, step=order.step, path=manifest.path, sha256=manifest.sha256
    )


def notebooks_of(order: PublishModel, jobs: Jobs, blobs: Blobs) -> Mapping[str, bytes]:
    """The archive of the model's notebooks, by its name; nothing where it has none.

    Exported twice it may differ in a date, and what is published never may: the first is kept.
    """
    name = f"archives/{order.candidate.run_id}.dbc"
    kept = blobs.get(name)
    if not isinstance(kept, Blob):
        archive = jobs.archive(order.candidate, order.bundle)
        if archive is None:
            return {}
        with suppress(ConflictError):
            blobs.put(name, archive, if_match=NEW)
        kept = blobs.get(name)
    assert isinstance(kept, Blob)
    return {"notebooks.dbc": kept.data}


def write(place: Path, files: Mapping[str, bytes]) -> None:
    """Lay the bytes beside the model, whose folder and manifest are not theirs to replace."""
    for name, data in files.items():
        path = place / plain(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)


def name_of(order: PublishModel) -> str:
    """What is released: the model, where it serves several brands the model of this one."""
    candidate = order.candidate
    return f"{candidate.model}.{candidate.brand}" if candidate.brand else candidate.model


def properties_of(order: PublishModel) -> dict[str, str]:
    """What anybody must be able to ask of every file; `build.*` ties it to its build-info."""
    return {
        "build.name": f"{order.target}.{name_of(order)}",
        "build.number": order.version,
        "mlops.run_id": order.candidate.run_id,
        "mlops.repository": order.candidate.repository,
        "mlops.commit": order.candidate.commit,
        "mlops.model_digest": order.model.digest,
        "mlops.approvers": ",".join(order.approvals) or "nobody",
    }


def build_of(order: PublishModel, artefacts: tuple[Artefact, ...]) -> Build:
    """What made the files."""
    properties = properties_of(order)
    return Build(
        name=properties["build.name"],
        number=properties["build.number"],
        repository=order.candidate.repository,
        commit=order.candidate.commit,
        artefacts=artefacts,
    )


def manifest_of(order: PublishModel, sums: dict[str, str]) -> bytes:
    """What was published, whence it came, and the sha256 of every file."""
    document = {
        "model": order.candidate.model,
        "version": order.version,
        "run": order.candidate.run_id,
        "repository": order.candidate.repository,
        "commit": order.candidate.commit,
        "model_digest": order.model.digest,
        "data_digest": order.model.data,
        "files": sums,
    }
    return json.dumps(document, indent=2, sort_keys=True).encode() + b"\n"
