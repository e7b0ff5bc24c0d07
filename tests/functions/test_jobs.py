"""What comes of a job, however it ended and whatever it left behind."""

import json
from datetime import timedelta

import pytest

from functions.jobs import collect
from shared import codec, contents
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.memory_bus import MemoryBus
from shared.adapters.memory_jobs import MemoryJobs
from shared.core.findings import Owner
from shared.core.messages import (
    Champion,
    CollectJob,
    JobLost,
    ModelEvaluated,
    ModelTrained,
    StepFailed,
    TrainedModel,
)
from shared.envelope import Envelope
from shared.handling import carry_out
from shared.ports import Job, Outcome
from tests.builders import CHURN, SPEC
from tests.settable_clock import SettableClock

LOG = b"epoch 1: loss 0.41\n"
MODEL = {"run": "mlflow-1", "uri": "mlruns/1", "digest": "d" * 64, "data": "a" * 64}
CHAMPION = {"version": "3", "run": "mlflow-0", "metrics": {"auc": 0.8}, "same_data": True}
TRAINED = {"task": "train", "model": MODEL, "metrics": {"auc": 0.9}}
EVALUATED = {
    "task": "evaluate",
    "model": MODEL,
    "metrics": {"auc": 0.9},
    "champions": {"prod": CHAMPION},
    "predictions": "row,prediction\n0,0.12\n",
}


class Office:
    """A job that was submitted, and what can be heard of it."""

    def __init__(self, outcome):
        self.blobs, self.clock = MemoryBlobs(), SettableClock()
        self.bus = MemoryBus(clock=self.clock)
        self.jobs = MemoryJobs(outcomes={"train": outcome} if outcome else {})
        job = Job(candidate=CHURN, task="train", bundle="b" * 64, spec=SPEC)
        self.order = CollectJob(
            candidate=CHURN, step="training", job=self.jobs.submit("run/training", job)
        )

    def collected(self):
        return collect(self.order, self.jobs, self.blobs)

    def carried_out(self):
        """What the run is told."""
        data = codec.write(Envelope(id="ask-1", body=self.order, time=self.clock()))
        neighbours = (self.jobs, self.blobs)
        carry_out(data, CollectJob, collect, *neighbours, bus=self.bus, clock=self.clock)
        lent = self.bus.receive("events", limit=10, lock=timedelta(minutes=1))
        return [codec.read(delivery.data, StepFailed).body for delivery in lent]


def left(result):
    """A job that ended well and left this."""
    data = result if isinstance(result, bytes) else json.dumps(result).encode()
    return Outcome(succeeded=True, result=data, log=LOG)


def test_of_a_job_that_runs_there_is_nothing_to_say():
    office = Office(None)

    assert office.collected() == ()
    assert office.carried_out() == []


def test_a_trained_model_is_announced_with_its_log():
    office = Office(left(TRAINED))

    [event] = office.collected()

    assert event == ModelTrained(
        candidate=CHURN,
        step="training",
        job=office.order.job,
        model=TrainedModel(**MODEL),
        metrics={"auc": 0.9},
        log=event.log,
    )
    assert contents.fetch(office.blobs, event.log) == LOG


def test_an_evaluated_model_is_announced_with_its_predictions_beside_the_champions():
    office = Office(left(EVALUATED))

    [event] = office.collected()

    assert isinstance(event, ModelEvaluated)
    assert event.champions == {"prod": Champion(**CHAMPION)}
    assert contents.fetch(office.blobs, event.predictions) == EVALUATED["predictions"].encode()


@pytest.mark.parametrize("owner", Owner)
def test_a_failure_is_told_with_its_owner_and_its_log(owner):
    outcome = Outcome(succeeded=False, result=b"", log=LOG, remark="out of memory", owner=owner)
    office = Office(outcome)

    [event] = office.collected()

    assert (event.step, event.remark, event.owner) == ("training", "out of memory", owner)
    assert contents.fetch(office.blobs, event.log) == LOG


def test_a_job_that_was_lost_is_told_as_lost_and_fails_no_step():
    outcome = Outcome(
        succeeded=False,
        result=b"",
        log=LOG,
        remark="the cloud: CLOUD_FAILURE",
        owner=Owner.GBI,
        passing=True,
    )
    office = Office(outcome)

    [event] = office.collected()

    assert event == JobLost(
        candidate=CHURN,
        step="training",
        job=office.order.job,
        remark="the cloud: CLOUD_FAILURE",
        log=event.log,
    )
    assert contents.fetch(office.blobs, event.log) == LOG


NONSENSE = {
    "nothing": b"",
    "no JSON": b"Traceback (most recent call last):",
    "JSON that is cut off": json.dumps(TRAINED).encode()[:-9],
    "JSON that goes on": json.dumps(TRAINED).encode() + b', "result": {}',
    "brackets without end": b"[" * 100_000,
    "bytes that are no text": b"\xff\xfe\x00",
    "a list": [TRAINED],
    "no task": {**TRAINED, "task": None},
    "another task": {**TRAINED, "task": "promote"},
    "no model": {"task": "train", "metrics": {}},
    "a model without a digest": {**TRAINED, "model": {**MODEL, "digest": None}},
    "a metric in words": {**TRAINED, "metrics": {"auc": "very good"}},
    "an evaluation without predictions": {**EVALUATED, "predictions": None},
    "a champion without figures": {**EVALUATED, "champions": {"prod": {"version": "3"}}},
}


@pytest.mark.parametrize("result", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_set_aside_and_told_to_the_run(result):
    office = Office(left(result))

    [failed] = office.carried_out()

    assert (failed.step, failed.owner) == ("training", Owner.GBI)
    assert "makes no sense" in failed.remark
    assert [aside.reason for aside in office.bus.aside()] == [failed.remark]


def test_the_log_of_a_job_that_left_nonsense_can_be_looked_up():
    office = Office(left(b"nonsense"))

    [failed] = office.carried_out()

    assert contents.fetch(office.blobs, failed.remark.rpartition("/")[2]) == LOG


def test_a_job_nobody_knows_is_told_to_the_run():
    office = Office(left(TRAINED))
    office.jobs.submitted.clear()

    [failed] = office.carried_out()

    assert office.order.job in failed.remark


def test_collecting_again_tells_the_same():
    office = Office(left(EVALUATED))

    assert office.collected() == office.collected()
