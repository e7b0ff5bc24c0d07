"""What is promoted is what was evaluated, once, and the run hears of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.promotion import OvertakenError, promote
from shared import codec
from shared.adapters.memory_bus import MemoryBus
from shared.adapters.memory_registry import MemoryRegistry
from shared.core.messages import ModelPromoted, PromoteModel, StepFailed, TrainedModel
from shared.envelope import Envelope
from shared.files import model_files
from shared.handling import carry_out
from shared.ports import AlteredError
from tests.builders import CHURN
from tests.settable_clock import SettableClock


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "model" / "data").mkdir(parents=True)
    (tmp_path / "model" / "MLmodel").write_text("flavors: {}\n")
    (tmp_path / "model" / "data" / "weights").write_bytes(bytes(range(64)))
    return tmp_path / "model"


@pytest.fixture
def order(folder):
    digest = model_files.digest_of(folder)
    return PromoteModel(
        candidate=CHURN,
        step="promotion@prod",
        environment="prod",
        model=TrainedModel(run="mlflow-1", uri=str(folder), digest=digest, data="a" * 64),
        metrics={"auc": 0.9},
        approvals=("rita@bank.example",),
        evidence="e" * 64,
    )


def test_the_evaluated_model_becomes_the_champion(order):
    registry = MemoryRegistry()

    assert promote(order, registry) == ModelPromoted(
        candidate=CHURN,
        step="promotion@prod",
        environment="prod",
        registered_model="prod.churn",
        version="1",
    )
    assert registry.champion(CHURN, "prod").metrics == {"auc": 0.9}


def test_an_order_that_comes_again_makes_no_second_version(order):
    registry = MemoryRegistry()

    assert promote(order, registry) == promote(order, registry)
    assert len(registry.orders["prod.churn"]) == 1


def changed(folder):
    (folder / "data" / "weights").write_bytes(bytes(range(1, 65)))


def grown(folder):
    (folder / "extra.py").write_text("import os\n")


def shrunk(folder):
    (folder / "data" / "weights").unlink()


def renamed(folder):
    (folder / "data" / "weights").rename(folder / "data" / "weight")


def gone(folder):
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


HARMS = [changed, grown, shrunk, renamed, gone]


@pytest.mark.parametrize("harm", HARMS)
def test_a_model_that_is_not_what_was_evaluated_is_not_promoted(order, folder, harm):
    registry = MemoryRegistry()
    harm(folder)

    with pytest.raises(AlteredError, match="model in"):
        promote(order, registry)

    assert registry.champion(CHURN, "prod") is None


def test_that_a_model_was_altered_is_told_to_the_run(order, folder):
    clock, registry = SettableClock(), MemoryRegistry()
    bus = MemoryBus(clock=clock)
    changed(folder)

    data = codec.write(Envelope(id="promote-1", body=order, time=clock()))
    carry_out(data, PromoteModel, promote, registry, bus=bus, clock=clock)

    [delivery] = bus.receive("events", limit=10, lock=timedelta(minutes=1))
    failed = codec.read(delivery.data, StepFailed).body
    assert failed.step == "promotion@prod"
    assert order.model.digest in failed.remark


def test_an_older_champion_stays_where_its_successor_was_altered(order, folder):
    registry = MemoryRegistry()
    promote(order, registry)
    newer = replace(order, candidate=replace(CHURN, commit="beef" * 10))
    changed(folder)

    with pytest.raises(AlteredError):
        promote(newer, registry)

    assert registry.champion(CHURN, "prod").version == "1"


def test_a_model_that_was_overtaken_by_another_champion_is_not_promoted(order):
    registry = MemoryRegistry()
    promote(order, registry)
    other = replace(order.model, run="mlflow-2")
    overtaken = replace(order, candidate=replace(CHURN, commit="d" * 40), model=other)

    with pytest.raises(OvertakenError, match="version 1 became the champion"):
        promote(overtaken, registry)
    assert promote(replace(overtaken, champion="1"), registry).version == "2"
