"""What happens to one model, as short as a test wants it; `replace` what matters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from shared.core.approvals import evidence_of
from shared.core.candidate import Candidate
from shared.core.decisions import decide
from shared.core.findings import Finding, Owner, Priority, tally
from shared.core.messages import (
    ApprovalDecided,
    ApprovalRequested,
    Champion,
    ChecksCompleted,
    CommitSuperseded,
    DeadlinePassed,
    FindingsReported,
    JobLost,
    JobStarted,
    LintCompleted,
    LintReport,
    ModelEvaluated,
    ModelPromoted,
    ModelPublished,
    ModelPushed,
    ModelTrained,
    PeopleTold,
    PromoteModel,
    PublishModel,
    Push,
    ReportFindings,
    ReportStatus,
    RequestApproval,
    RunChecks,
    ScheduleScoring,
    ScoringScheduled,
    StartEvaluation,
    StartTraining,
    StatusReported,
    StepFailed,
    TellPeople,
    TestReport,
    TestsCompleted,
    TrainedModel,
)
from shared.core.policy import Environment, Policy
from shared.core.run import Run, evolve
from shared.core.spec import ModelSpec, ModelType, Threshold

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ADA, RITA, ROSS = "ada@bank.example", "rita@bank.example", "ross@bank.example"

CHURN = Candidate(repository="retail/churn", commit="c0ffee" * 6 + "c0ff", model="churn")
MODEL = TrainedModel(run="mlflow-1", uri="file:model", digest="d" * 64, data="a" * 64)
AUC = Threshold(metric="auc", greater_is_better=True, threshold=0.8)
SPEC = ModelSpec(
    model_name="churn",
    team_name="Retail",
    dataset_name="customers",
    dataset_template_file="customers.json",
    adf_job="load_customers",
    category="marketing",
    artifactory_repository_model="models-retail",
    owners=("owners@bank.example",),
    thresholds=(AUC,),
)
RULES = replace(SPEC, model_type=ModelType.RULE_BASED)
LAX = Policy(environments=(Environment(name="prod"),))

PUSHED = ModelPushed(
    candidate=CHURN,
    push=Push(ref="refs/heads/main", before="", pusher=ADA),
    team="Retail",
    authors=(ADA,),
)
REPORT = TestReport(tests=3, failures=0, errors=0, skipped=0, report="e" * 64)
TESTED = TestsCompleted(candidate=CHURN, report=REPORT)
LINT = LintReport(
    fatal=0,
    error=0,
    warning=2,
    refactor=0,
    convention=5,
    modules=4,
    score=8.5,
    report="9" * 64,
    at=NOW,
    ci="tests",
)
LINTED = LintCompleted(candidate=CHURN, report=LINT)
CHECKED = ChecksCompleted(
    candidate=CHURN,
    step="checks",
    bundle="b" * 64,
    report="f" * 64,
    findings=(),
    counts={},
    spec=SPEC,
)
TRAINED = ModelTrained(
    candidate=CHURN, step="training", job="job-1", model=MODEL, metrics={}, log="1" * 64
)
EVALUATED = ModelEvaluated(
    candidate=CHURN,
    step="evaluation",
    job="job-2",
    model=MODEL,
    metrics={"auc": 0.85},
    champions={},
    predictions="p" * 64,
    log="2" * 64,
)
PUBLISHED = ModelPublished(
    candidate=CHURN, step="publication", path="models/churn/1/manifest.json", sha256="5" * 64
)
SCHEDULED = ScoringScheduled(candidate=CHURN, step="scheduling", environment="prod", job="score-1")
SHOWN = FindingsReported(candidate=CHURN, step="findings")
ANNOUNCED = StatusReported(candidate=CHURN, step="announcement")
TOLD = PeopleTold(candidate=CHURN, step="people")


def new(policy=None):
    """A run to which nothing has happened."""
    return Run(candidate=CHURN, policy=policy or Policy())


def heard(run, *events, at=NOW):
    """The run after the events, each answered as the road wants it."""
    for event in events:
        run = evolve(run, event, at, decide(run, event, at))
    return run


def moves(run, event, at=NOW):
    """What is said in answer to an event, but for the showing of findings."""
    return [each for each in decide(run, event, at) if not isinstance(each, ReportFindings)]


def told(run, event, at=NOW):
    """The kinds of what is said in answer to an event, but for the showing of findings."""
    return [type(order) for order in moves(run, event, at)]


def finding(priority, **changes):
    """A finding of a priority."""
    plain = Finding(
        check="readme",
        priority=Priority(priority),
        owner=Owner.MODEL_DEV,
        path="README.md",
        remark="it says nothing",
        remedy="Say what the model is for.",
        standard="R-045",
    )
    return replace(plain, **changes)


def found(*findings, **changes):
    """The checks' answer with these findings."""
    counts = {priority: 0 for priority in range(1, 6)}
    for one in findings:
        counts[one.priority] += 1
    return replace(CHECKED, findings=findings, counts=counts, tally=tally(findings), **changes)


def reported(**counts):
    """Test results with these counts."""
    return replace(TESTED, report=replace(REPORT, **counts))


def linted(**changes):
    """Pylint's results with these changes."""
    return replace(LINTED, report=replace(LINT, **changes))


def champion(**metrics):
    """A version in use, with its figures."""
    return Champion(version="7", run="mlflow-0", metrics=metrics, same_data=True)


def scored(champions=None, **metrics):
    """An evaluation with these figures."""
    return replace(EVALUATED, metrics=metrics, champions=champions or {})


def started(step, job="job-9"):
    """A job was submitted for the step."""
    return JobStarted(candidate=CHURN, step=step, job=job)


def lost(step, job="job-9"):
    """The job of the step came to an end for which the team can do nothing."""
    return JobLost(candidate=CHURN, step=step, job=job, remark="the cloud: no machines left")


def asked(environment="prod"):
    """People were asked to approve."""
    return ApprovalRequested(
        candidate=CHURN,
        step=f"approval@{environment}",
        environment=environment,
        asked=(RITA, ROSS),
    )


def decided(run, person=RITA, environment="prod", **changes):
    """A person's approval of what the run has to show now."""
    plain = ApprovalDecided(
        candidate=CHURN,
        step=f"approval@{environment}",
        environment=environment,
        person=person,
        roles=("release-manager",),
        approved=True,
        evidence=evidence_of(run, environment),
    )
    return replace(plain, **changes)


def promoted(environment):
    """The model is the champion of the environment."""
    return ModelPromoted(
        candidate=CHURN,
        step=f"promotion@{environment}",
        environment=environment,
        registered_model=f"{environment}.churn",
        version="8",
    )


def failed(step, **changes):
    """The step cannot be carried out."""
    return replace(StepFailed(candidate=CHURN, step=step, remark="out of memory"), **changes)


def late(step):
    """The step has waited too long."""
    return DeadlinePassed(candidate=CHURN, step=step)


SUPERSEDED = CommitSuperseded(candidate=CHURN, by="beef" * 10)


def evaluated_run(policy=None, evaluated=EVALUATED, checked=CHECKED):
    """A run whose model has been scored."""
    return heard(new(policy), PUSHED, checked, TESTED, LINTED, TRAINED, evaluated)


def approvable_run(*approval_environments, quorum=1):
    """A run that waits for the approval of the first of these environments."""
    stops = tuple(Environment(name=name, quorum=quorum) for name in approval_environments)
    return evaluated_run(Policy(environments=stops))


def answers_to(order, spec=SPEC, evaluated=EVALUATED, voices=()):
    """What healthy neighbours say to an order, in the order in which they say it."""
    match order:
        case ReportStatus():
            return [ANNOUNCED]
        case ReportFindings():
            return [replace(SHOWN, step=order.step)]
        case RunChecks():
            return [replace(CHECKED, spec=spec)]
        case StartTraining():
            return [started("training", "job-1"), TRAINED]
        case StartEvaluation():
            return [started("evaluation", "job-2"), evaluated]
        case RequestApproval(environment=name, evidence=evidence):
            said = [replace(voice, environment=name, evidence=evidence) for voice in voices]
            return [asked(name), *(replace(one, step=order.step) for one in said)]
        case PromoteModel(environment=name):
            return [promoted(name)]
        case PublishModel():
            return [PUBLISHED]
        case ScheduleScoring():
            return [SCHEDULED]
        case TellPeople():
            return [TOLD]
