"""The real decider in the real host, and eight steps that do nothing: what handling itself costs."""

from collections.abc import Callable
from threading import Event as Signal

import azure.functions as func

from functions import decider
from shared.core.messages import (
    ChecksCompleted,
    Event,
    FindingsReported,
    ModelEvaluated,
    ModelPromoted,
    Order,
    PeopleTold,
    PromoteModel,
    ReportFindings,
    ReportStatus,
    RunChecks,
    ScheduleScoring,
    ScoringScheduled,
    StartEvaluation,
    StatusReported,
    TellPeople,
    TrainedModel,
)
from shared.core.policy import Environment, Policy
from shared.core.spec import ModelSpec, ModelType, Threshold
from shared.doors import obey

POLICY = Policy(environments=(Environment(name="prod"),))
STEPS = 8
MODEL = TrainedModel(run="r", uri="u", digest="m" * 64, data="d" * 64)
SPEC = ModelSpec(
    model_name="noop",
    team_name="bench",
    dataset_name="d",
    dataset_template_file="d.yml",
    adf_job="j",
    category="c",
    model_type=ModelType.RULE_BASED,
    owners=("owner@bank.example",),
    thresholds=(Threshold(metric="accuracy", greater_is_better=True, threshold=0.5),),
)

app = func.FunctionApp()
app.register_functions(decider.blueprint)


def report(order: ReportStatus) -> Event:
    """Nothing to report."""
    return StatusReported(candidate=order.candidate, step=order.step)


def check(order: RunChecks) -> Event:
    """Nothing to find."""
    return ChecksCompleted(
        candidate=order.candidate,
        step=order.step,
        bundle="b" * 64,
        report="f" * 64,
        findings=(),
        counts={},
        spec=SPEC,
    )


def show(order: ReportFindings) -> Event:
    """Nobody to show it to."""
    return FindingsReported(candidate=order.candidate, step=order.step)


def evaluate(order: StartEvaluation) -> Event:
    """Good enough."""
    return ModelEvaluated(
        candidate=order.candidate,
        step=order.step,
        job="j",
        model=MODEL,
        metrics={"accuracy": 0.9},
        champions={},
        predictions="p" * 64,
        log="l" * 64,
    )


HOLD = Signal()


def promote(order: PromoteModel) -> Event:
    """Nowhere to go; where the process is to be killed, it says so and stays here."""
    if HOLD.is_set():
        print("in step 5", flush=True)
        Signal().wait()
    return ModelPromoted(
        candidate=order.candidate,
        step=order.step,
        environment=order.environment,
        registered_model="noop",
        version="1",
    )


def schedule(order: ScheduleScoring) -> Event:
    """Nothing to score."""
    return ScoringScheduled(
        candidate=order.candidate, step=order.step, environment=order.environment, job="j"
    )


class Told:
    """How many runs have come to their last step, and who waits for it."""

    def __init__(self) -> None:
        self.count, self.wanted, self.reached = 0, 0, Signal()

    def expect(self, number: int) -> None:
        """Wait for so many from now on."""
        self.count, self.wanted = 0, number
        self.reached.clear()

    def one_more(self) -> None:
        """Another run has come to its last step."""
        self.count += 1
        if self.count == self.wanted:
            self.reached.set()


TOLD = Told()


def tell(order: TellPeople) -> Event:
    """Nobody to tell, but whoever measures."""
    TOLD.one_more()
    return PeopleTold(candidate=order.candidate, step=order.step)


ACTS: dict[type[Order], tuple[str, Callable[..., Event]]] = {
    ReportStatus: ("report-status", report),
    RunChecks: ("run-checks", check),
    ReportFindings: ("report-findings", show),
    StartEvaluation: ("start-evaluation", evaluate),
    PromoteModel: ("promote-model", promote),
    ScheduleScoring: ("schedule-scoring", schedule),
    TellPeople: ("tell-people", tell),
}


def door(kind: type[Order], queue: str, act: Callable[..., Event]) -> None:
    """Put an act behind its queue, as the functions are."""

    def on_message(message: func.ServiceBusMessage) -> None:
        obey(message, kind, act)

    on_message.__name__ = f"on_{act.__name__}"
    app.service_bus_queue_trigger("message", "SERVICE_BUS", queue)(on_message)


for kind, (queue, act) in ACTS.items():
    door(kind, queue, act)
