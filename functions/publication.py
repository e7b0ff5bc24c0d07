"""Hand the model's bytes to the artefact store: the bytes, not a reference (R-081)."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import azure.functions as func

from shared.core.messages import ModelPublished, PublishModel
from shared.doors import obey
from shared.ports import Artefacts, Registry
from shared.wiring import world

blueprint = func.Blueprint()


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "publish-model")
def on_publish_model(message: func.ServiceBusMessage) -> None:
    """Publish the released version."""
    obey(message, PublishModel, publish, world().registry, world().artefacts)


def publish(order: PublishModel, registry: Registry, artefacts: Artefacts) -> ModelPublished:
    """Every file of the model, then the manifest that names them all with their sums."""
    root = f"{order.target}/{order.candidate.model}/{order.version}"
    with TemporaryDirectory() as folder:
        place = Path(folder)
        registry.fetch(order.model, place / "model")
        files = sorted(path for path in (place / "model").rglob("*") if path.is_file())
        names = {path: path.relative_to(place).as_posix() for path in files}
        sums = {names[path]: artefacts.put(f"{root}/{names[path]}", path) for path in files}
        manifest = place / "manifest.json"
        manifest.write_bytes(manifest_of(order, sums))
        digest = artefacts.put(f"{root}/manifest.json", manifest)
    return ModelPublished(
        candidate=order.candidate, step=order.step, path=f"{root}/manifest.json", sha256=digest
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
