"""Runs at several stages, told event by event and answered by the road itself."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from shared import codec, contents, history
from shared.adapters.memory_blobs import MemoryBlobs
from shared.core.approvals import evidence_of
from shared.core.candidate import Candidate
from shared.core.decisions import decide
from shared.core.findings import Finding, Owner, Priority, tally
from shared.core.messages import (
    ApprovalDecided,
    ApprovalRequested,
    Champion,
    ChecksCompleted,
    Event,
    FindingsReported,
    JobStarted,
    LintCompleted,
    LintReport,
    ModelEvaluated,
    ModelPromoted,
    ModelPublished,
    ModelPushed,
    ModelTrained,
    PeopleTold,
    Push,
    ScoringScheduled,
    StatusReported,
    TestReport,
    TestsCompleted,
    TrainedModel,
)
from shared.core.policy import Policy
from shared.core.spec import ModelSpec, ModelType, Threshold
from shared.envelope import Envelope, reply
from shared.history import Record
from shared.runs import Runs

BEGAN = datetime(2026, 11, 3, 9, 12, 4, tzinfo=UTC)
CHURN = Candidate(repository="retail/churn", commit="4f1c" * 10, model="churn")
APPROVER = "grace@bank.example"
ROLE = "release-manager"
JUNIT = b'<testsuite><testcase classname="t" name="adds up"/></testsuite>\n'
LINT = (
    b'{"messages": [], "statistics": {"messageTypeCount": {}, "modulesLinted": 4, "score": 10.0}}'
)
LOG = b"epoch 1: loss 0.41\nepoch 2: loss 0.33\n"
SCORED = b"scored 12000 rows\n"
PREDICTIONS = b"row,prediction\n0,0.12\n1,0.87\n"
MODEL = TrainedModel(run="9a3f", uri="mlruns/1/9a3f", digest="c0ffee" * 10, data="da7a" * 16)
SPEC = ModelSpec(
    model_name="churn",
    team_name="Retail",
    dataset_name="customers",
    dataset_template_file="customers.json",
    adf_job="load_customers",
    category="marketing",
    artifactory_repository_model="models-retail",
    owners=("ada@bank.example",),
    thresholds=(
        Threshold(metric="auc", greater_is_better=True, threshold=0.7, min_absolute_change=0.005),
        Threshold(metric="log_loss", greater_is_better=False, threshold=0.5),
    ),
)
UNTIDY = (
    Finding(
        check="naming",
        priority=Priority.NICE,
        owner=Owner.MODEL_DEV,
        path="src/train.py",
        line=14,
        remark="the function loadData is not in snake case",
        remedy="call it load_data",
        standard="PEP 8",
    ),
)
BROKEN = (
    Finding(
        check="score",
        priority=Priority.REQUIRED,
        owner=Owner.MODEL_DEV,
        path="score.py",
        line=3,
        remark="score.py defines no function evaluate",
        remedy="define evaluate(data, model) as the golden path shows",
        standard="R-052",
    ),
    *UNTIDY,
)


def kept(*records: Record) -> Runs:
    """The runs in a store of their own, with all the papers they mention."""
    runs = Runs(blobs=MemoryBlobs())
    for data in (JUNIT, LINT, LOG, SCORED, PREDICTIONS, *map(codec.document, (UNTIDY, BROKEN))):
        contents.keep(runs.blobs, data)
    for record in records:
        runs.save(record)
    return runs


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def started(candidate: Candidate = CHURN, policy: Policy | None = None) -> Record:
    """A run to which nothing has happened."""
    return history.begin(candidate, policy or Policy())


def tell(
    record: Record,
    event: Event,
    after: timedelta = timedelta(seconds=20),
    first: datetime = BEGAN,
) -> Record:
    """The run once it has heard the event, so long after the last one, or first of all."""
    at = record.run.updated + after if record.run.updated else first
    heard = Envelope(id=f"{type(event).__name__}-{len(record.lines)}", body=event, time=at)
    return history.add(record, heard, reply(heard, decide(record.run, event, at), at))


def told(record: Record, events: Iterable[Event]) -> Record:
    """The run once it has heard all the events."""
    for event in events:
        record = tell(record, event)
    return record


def pushed(candidate: Candidate = CHURN, team: str = "Retail Analytics") -> ModelPushed:
    push = Push(ref="refs/heads/main", before="0" * 40, pusher="ada@bank.example")
    return ModelPushed(candidate=candidate, push=push, team=team, authors=("ada@bank.example",))


def tested(candidate: Candidate = CHURN, failures: int = 0) -> TestsCompleted:
    counts = TestReport(tests=42, failures=failures, errors=0, skipped=1, report=digest(JUNIT))
    return TestsCompleted(candidate=candidate, report=counts)


def linted(candidate: Candidate = CHURN) -> LintCompleted:
    counts = {"fatal": 0, "error": 0, "warning": 3, "refactor": 1, "convention": 2}
    report = LintReport(
        **counts,
        modules=4,
        score=9.12,
        report=digest(LINT),
        at=BEGAN,
        ci="unit tests",
    )
    return LintCompleted(candidate=candidate, report=report)


def checked(
    candidate: Candidate = CHURN,
    findings: tuple[Finding, ...] = UNTIDY,
    spec: ModelSpec | None = SPEC,
) -> ChecksCompleted:
    counts = {priority: 0 for priority in (1, 2, 3, 4, 5)}
    for finding in findings:
        counts[finding.priority] += 1
    return ChecksCompleted(
        candidate=candidate,
        step="checks",
        bundle="b0b" * 21 + "b",
        report=digest(codec.document(findings)),
        findings=findings[:20],
        counts=counts,
        spec=spec,
        tally=tally(findings),
    )


def trained(candidate: Candidate = CHURN) -> tuple[Event, ...]:
    common = {"candidate": candidate, "step": "training", "job": "job-7"}
    return (JobStarted(**common), ModelTrained(**common, model=MODEL, metrics={}, log=digest(LOG)))


def evaluated(candidate: Candidate = CHURN, auc: float = 0.8312) -> tuple[Event, ...]:
    common = {"candidate": candidate, "step": "evaluation", "job": "job-8"}
    champion = Champion(
        version="3", run="77aa", metrics={"auc": 0.8121, "log_loss": 0.412}, same_data=True
    )
    event = ModelEvaluated(
        **common,
        model=MODEL,
        metrics={"auc": auc, "log_loss": 0.3977, "rows": 12000.0},
        champions={"prod": champion, "qa": champion},
        predictions=digest(PREDICTIONS),
        log=digest(SCORED),
    )
    return (JobStarted(**common), event)


def promoted(environment: str, version: str, candidate: Candidate = CHURN) -> ModelPromoted:
    return ModelPromoted(
        candidate=candidate,
        step=f"promotion@{environment}",
        environment=environment,
        registered_model=f"churn_{environment}",
        version=version,
    )


def decision(
    record: Record,
    *,
    person: str = APPROVER,
    approved: bool = True,
    comment: str = "",
    environment: str = "prod",
) -> ApprovalDecided:
    return ApprovalDecided(
        candidate=record.run.candidate,
        step=f"approval@{environment}",
        environment=environment,
        person=person,
        roles=(ROLE,),
        approved=approved,
        evidence=evidence_of(record.run, environment),
        comment=comment,
    )


SHOWN = FindingsReported(candidate=CHURN, step="findings")


def waiting_for_tests() -> Record:
    """Checked and linted, while the team's CI has said nothing of the tests yet."""
    announced = StatusReported(candidate=CHURN, step="announcement")
    return told(started(), (pushed(), announced, linted(), checked()))


def turned_away_by_checks() -> Record:
    return told(started(), (pushed(), checked(findings=BROKEN)))


def turned_away_by_the_gate() -> Record:
    """Trained and evaluated, and worse than the champion of qa; the owners have been told."""
    beginning = told(waiting_for_tests(), (tested(), *trained(), *evaluated(auc=0.8125)))
    ended = tell(beginning, promoted("tst", "11"))
    return tell(ended, PeopleTold(candidate=CHURN, step="people"), timedelta(minutes=3))


def waiting_for_approval(policy: Policy | None = None) -> Record:
    """Passed every gate; one of the release managers must approve."""
    announced = StatusReported(candidate=CHURN, step="announcement")
    beginning = told(started(policy=policy), (pushed(), announced, tested(), linted(), checked()))
    events = (*trained(), *evaluated(), promoted("tst", "11"), promoted("qa", "4"))
    asked = ApprovalRequested(
        candidate=CHURN,
        step="approval@prod",
        environment="prod",
        asked=(APPROVER, "lin@bank.example"),
    )
    return told(beginning, (*events, asked))


def refused() -> Record:
    waiting = waiting_for_approval()
    return tell(waiting, decision(waiting, approved=False, comment="The lift is not explained."))


def released() -> Record:
    waiting = waiting_for_approval()
    said = decision(waiting, comment="Better on every figure; go.")
    published = ModelPublished(
        candidate=CHURN,
        step="publication",
        path="models-retail/churn/4/manifest.json",
        sha256="5ea1" * 16,
    )
    scheduled = ScoringScheduled(
        candidate=CHURN, step="scheduling", environment="prod", job="gatehouse churn prod"
    )
    told_people = PeopleTold(candidate=CHURN, step="people")
    events = (promoted("prod", "4"), published, scheduled, told_people)
    return told(tell(waiting, said, timedelta(hours=2, minutes=5)), events)


def rule_based() -> Record:
    """Waits for its evaluation; there is nothing to train."""
    spec = ModelSpec(**{**vars(SPEC), "model_type": ModelType.RULE_BASED})
    started_job = JobStarted(candidate=CHURN, step="evaluation", job="job-8")
    return told(started(), (pushed(), tested(), linted(), checked(spec=spec), started_job))
