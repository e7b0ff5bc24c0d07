"""What is published is what was evaluated: every byte, once, under a manifest that names them all."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

import pytest

from functions.publication import publish
from shared import codec
from shared.adapters.directory_artefacts import DirectoryArtefacts
from shared.adapters.memory_artefacts import MemoryArtefacts
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.memory_bus import MemoryBus
from shared.adapters.memory_jobs import MemoryJobs
from shared.adapters.memory_registry import MemoryRegistry
from shared.core.errors import TryAgainError
from shared.core.messages import PublishModel, StepFailed, TrainedModel
from shared.envelope import Envelope
from shared.files import model_files
from shared.handling import carry_out
from shared.ports import AlteredError
from tests.builders import CHURN
from tests.settable_clock import SettableClock

FILES = {"MLmodel": b"flavors: {}\n", "data/model.bin": b"weights", "code/team/score.py": b"# x\n"}


@dataclass(frozen=True, kw_only=True)
class Unsteady(MemoryArtefacts):
    """A store that breaks down after a number of files."""

    takes: int

    def put(self, path, source, properties):
        if len(self.kept) >= self.takes and path not in self.kept:
            raise TryAgainError("the store is down")
        return super().put(path, source, properties)


@pytest.fixture
def folder(tmp_path):
    for name, data in FILES.items():
        path = tmp_path / "made" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "made"


@pytest.fixture
def order(folder):
    digest = model_files.digest_of(folder)
    return PublishModel(
        candidate=CHURN,
        step="publication",
        model=TrainedModel(run="mlflow-1", uri=str(folder), digest=digest, data="a" * 64),
        target="models-retail",
        version="4",
        bundle="b" * 64,
        approvals=("rita@bank.example",),
    )


@pytest.fixture(params=["memory", "directory"])
def store(request, tmp_path):
    return MemoryArtefacts() if request.param == "memory" else DirectoryArtefacts(tmp_path / "kept")


def released(order, store, jobs=None, blobs=None):
    return publish(order, MemoryRegistry(), store, jobs or MemoryJobs(), blobs or MemoryBlobs())


def test_every_file_is_kept_and_the_manifest_names_them_all_with_their_sums(order, store):
    published = released(order, store)

    manifest = store.get(published.path)
    assert published.path == "models-retail/churn/4/manifest.json"
    assert sha256(manifest).hexdigest() == published.sha256
    assert json.loads(manifest) == {
        "model": "churn",
        "version": "4",
        "run": CHURN.run_id,
        "repository": CHURN.repository,
        "commit": CHURN.commit,
        "model_digest": order.model.digest,
        "data_digest": "a" * 64,
        "files": {f"model/{name}": sha256(data).hexdigest() for name, data in FILES.items()},
    }
    for name, data in FILES.items():
        assert store.get(f"models-retail/churn/4/model/{name}") == data


def test_every_file_says_which_run_and_commit_it_came_from(order, store):
    released(order, store)

    for path in store.paths():
        assert store.properties(path) == {
            "build.name": "models-retail.churn",
            "build.number": "4",
            "mlops.run_id": CHURN.run_id,
            "mlops.repository": CHURN.repository,
            "mlops.commit": CHURN.commit,
            "mlops.model_digest": order.model.digest,
            "mlops.approvers": "rita@bank.example",
        }


def test_the_build_names_every_file_that_was_published(order):
    store = MemoryArtefacts()
    released(order, store)

    build = store.builds["models-retail.churn", "4"]
    assert (build.repository, build.commit) == (CHURN.repository, CHURN.commit)
    assert sorted(artefact.path for artefact in build.artefacts) == list(store.paths())


def test_notebooks_are_published_as_an_archive_that_the_manifest_names(order, store):
    published = released(order, store, MemoryJobs(archives={order.bundle: b"PK"}))

    assert store.get("models-retail/churn/4/notebooks.dbc") == b"PK"
    files = json.loads(store.get(published.path))["files"]
    assert files["notebooks.dbc"] == sha256(b"PK").hexdigest()


def test_notebooks_that_are_exported_differently_the_next_time_are_those_of_the_first(order, store):
    blobs = MemoryBlobs()
    once = released(order, store, MemoryJobs(archives={order.bundle: b"PK 1"}), blobs)

    again = released(order, store, MemoryJobs(archives={order.bundle: b"PK 2"}), blobs)

    assert again == once


def test_each_brand_has_releases_of_its_own(order, store):
    branded = replace(order, candidate=replace(CHURN, brand="north"))

    assert released(order, store).path == "models-retail/churn/4/manifest.json"
    published = released(branded, store)

    assert published.path == "models-retail/churn.north/4/manifest.json"


def test_publishing_again_changes_nothing(order, store):
    first = released(order, store)
    before = list(store.paths())

    assert released(order, store) == first
    assert list(store.paths()) == before


@pytest.mark.parametrize("files", range(len(FILES) + 1))
def test_what_a_crash_cut_short_is_finished_by_the_next_attempt(order, files):
    steady = MemoryArtefacts()
    with pytest.raises(TryAgainError):
        released(order, Unsteady(takes=files, kept=steady.kept))

    published = released(order, steady)

    assert published == released(order, MemoryArtefacts())
    assert len(steady.kept) == len(FILES) + 1


def told_to_the_run(order, store):
    """What the run hears where the order is carried out."""
    clock = SettableClock()
    bus = MemoryBus(clock=clock)
    data = codec.write(Envelope(id="publish-1", body=order, time=clock()))
    near = (MemoryRegistry(), store, MemoryJobs(), MemoryBlobs())
    carry_out(data, PublishModel, publish, *near, bus=bus, clock=clock)
    lent = bus.receive("events", limit=10, lock=timedelta(minutes=1))
    return [codec.read(delivery.data, StepFailed).body for delivery in lent]


def test_other_bytes_under_the_same_path_are_a_hard_stop_that_the_run_hears_of(
    order, store, tmp_path
):
    other = tmp_path / "other"
    other.write_bytes(b"other weights")
    store.put("models-retail/churn/4/model/data/model.bin", other)

    [failed] = told_to_the_run(order, store)

    assert failed.step == "publication"
    assert "models-retail/churn/4/model/data/model.bin" in failed.remark
    assert "models-retail/churn/4/manifest.json" not in store.paths()


def test_another_run_cannot_publish_under_a_version_that_is_taken(order, store):
    released(order, store)

    [failed] = told_to_the_run(replace(order, candidate=replace(CHURN, attempt=2)), store)

    assert "models-retail/churn/4/manifest.json" in failed.remark


def test_a_model_that_is_not_what_was_evaluated_is_not_published(order, store, folder):
    (folder / "MLmodel").write_bytes(b"flavors: {x}\n")

    with pytest.raises(AlteredError):
        released(order, store)

    assert list(store.paths()) == []
