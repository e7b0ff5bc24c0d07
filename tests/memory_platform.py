"""The whole platform in memory: every real function, and neighbours that forget."""

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta

from functions.approval import request_approval
from functions.checks import run_checks
from functions.discovery import discover
from functions.evaluation import start_evaluation
from functions.findings import report_findings
from functions.jobs import cancel, collect
from functions.people import report_status, tell_people
from functions.promotion import promote
from functions.publication import publish
from functions.scheduling import schedule_scoring
from functions.training import start_training
from shared import catalogue, contents, pylint_results
from shared.adapters.link_visitors import LinkVisitors
from shared.adapters.memory_artefacts import MemoryArtefacts
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.memory_bus import MemoryBus
from shared.adapters.memory_ci import MemoryCi
from shared.adapters.memory_jobs import MemoryJobs
from shared.adapters.memory_people import MemoryPeople
from shared.adapters.memory_registry import MemoryRegistry
from shared.adapters.memory_reviews import MemoryReviews
from shared.adapters.memory_source import MemorySource
from shared.adapters.memory_statuses import MemoryStatuses
from shared.adapters.signed_links import SignedLinks
from shared.catalogue import Registration
from shared.codec import destination
from shared.core.approvals import evidence_of
from shared.core.messages import (
    ApprovalDecided,
    CancelJob,
    CollectJob,
    DiscoverModels,
    PromoteModel,
    PublishModel,
    Push,
    ReportFindings,
    ReportStatus,
    RequestApproval,
    RunChecks,
    ScheduleScoring,
    StartEvaluation,
    StartTraining,
    TellPeople,
    TestReport,
)
from shared.core.policy import Policy
from shared.envelope import Envelope
from shared.examining import Examiners
from shared.files import model_files
from shared.handling import carry_out, settle
from shared.news import NOTHING, envelope_for
from shared.ports import Outcome
from shared.runs import Runs
from tests.settable_clock import SettableClock

ADDRESS = "http://gatehouse.example"
RITA = "rita@bank.example"
LOCK = timedelta(minutes=1)
GOOD = TestReport(tests=3, failures=0, errors=0, skipped=0, report="e" * 64)


def pylint_wrote(*paths, modules=4):
    """A document of pylint's with a warning in each of the files."""
    notes = [{"type": "warning", "path": path, "message": "unused"} for path in paths]
    statistics = {
        "messageTypeCount": {"warning": len(notes)},
        "modulesLinted": modules,
        "score": 9.5,
    }
    return json.dumps({"messages": notes, "statistics": statistics}).encode()


@dataclass
class MemoryPlatform:
    """One platform; `model` is the folder whose files every job claims to have made."""

    model: object
    accuracy: float = 0.9
    policy: Policy = field(default_factory=Policy)
    outcomes: dict | None = None

    def __post_init__(self):
        self.clock = SettableClock()
        self.blobs, self.source = MemoryBlobs(), MemorySource()
        self.bus, self.runs = MemoryBus(clock=self.clock), Runs(blobs=self.blobs)
        self.registry, self.artefacts = MemoryRegistry(), MemoryArtefacts()
        self.people, self.ci = MemoryPeople(), MemoryCi()
        self.statuses, self.reviews = MemoryStatuses(), MemoryReviews()
        self.roles = {"release-manager": (RITA,)}
        links = SignedLinks([b"a key of a test, long enough"])
        self.visitors = LinkVisitors(links=links, roles=self.roles)
        ended = self.good_ends() if self.outcomes is None else self.outcomes
        self.jobs = MemoryJobs(outcomes=ended)
        self.examiners = Examiners(policy=self.policy, code=self.blobs)
        self.acts, self.hinted = self.all_acts(), set()

    def all_acts(self):
        """Which act carries out which command, with which neighbours."""
        asked = (self.people, self.visitors, self.roles, ADDRESS)
        return {
            DiscoverModels: (discover, self.blobs, self.source, self.ci, self.oldest()),
            RunChecks: (run_checks, self.blobs, self.source, self.examiners, self.clock().date()),
            StartTraining: (start_training, self.jobs),
            StartEvaluation: (start_evaluation, self.jobs, self.registry),
            CollectJob: (collect, self.jobs, self.blobs),
            CancelJob: (cancel, self.jobs),
            RequestApproval: (request_approval, *asked),
            PromoteModel: (promote, self.registry),
            PublishModel: (publish, self.registry, self.artefacts, self.jobs, self.blobs),
            ReportFindings: (report_findings, self.runs, self.blobs, self.reviews, ADDRESS),
            ScheduleScoring: (schedule_scoring, self.jobs),
            ReportStatus: (report_status, self.statuses, ADDRESS),
            TellPeople: (tell_people, self.people, self.statuses, ADDRESS, self.blobs),
        }

    def good_ends(self):
        """What the jobs leave behind."""
        model = {
            "run": "mlflow-run",
            "uri": str(self.model),
            "digest": model_files.digest_of(self.model),
            "data": "d" * 64,
        }
        metrics = {"accuracy": self.accuracy, "recall": self.accuracy}
        trained = {"task": "train", "model": model, "metrics": metrics}
        evaluated = {
            "task": "evaluate",
            "model": model,
            "metrics": metrics,
            "champions": {},
            "predictions": "label,prediction\n1,1\n",
        }
        return {"train": ended_well(trained), "evaluate": ended_well(evaluated)}

    def register(self, repository, team="Retail"):
        """Let a repository start runs."""
        registration = Registration(
            repository=repository, url=f"memory:{repository}", team=team, secret="memory:none"
        )
        catalogue.register(self.blobs, registration)

    def push(self, repository, files, before=NOTHING):
        """Commit the files and announce them; the commit's id."""
        commit = self.source.commit(f"memory:{repository}", files, authors=("dana@bank.example",))
        news = Push(ref="refs/heads/main", before=before, pusher="dana@bank.example")
        self.announce(DiscoverModels(repository=repository, commit=commit, news=news))
        return commit

    def push_again(self, repository, commit):
        """Announce a commit that may have been announced before."""
        news = Push(ref="refs/heads/main", before=NOTHING, pusher="dana@bank.example")
        self.announce(DiscoverModels(repository=repository, commit=commit, news=news))

    def oldest(self):
        """When evidence that counts now may be of."""
        return self.clock() - self.policy.evidence_age

    def tested(self, repository, commit, report=GOOD):
        """Announce what the team's CI has published, of the tests and of pylint."""
        self.tested_only(repository, commit, report)
        self.linted(repository, commit)

    def tested_only(self, repository, commit, report=GOOD):
        """Announce the tests that the team's CI has published."""
        self.announce(DiscoverModels(repository=repository, commit=commit, news=report))

    def linted(self, repository, commit, wrote=None, **changes):
        """Announce what the team's pylint wrote."""
        wrote = wrote or pylint_wrote("score.py")
        read = pylint_results.read(wrote, contents.keep(self.blobs, wrote)).report
        report = replace(read, **{"at": self.clock(), "ci": "tests", **changes})
        self.announce(DiscoverModels(repository=repository, commit=commit, news=report))

    def announce(self, order):
        """Put the news on the bus."""
        self.bus.publish([envelope_for(order, self.clock())])

    def decide(self, run_id, environment="prod", person=RITA, approved=True):
        """Say what a person decided, as the approval page would."""
        run = self.runs.find(run_id).run
        decision = ApprovalDecided(
            candidate=run.candidate,
            step=f"approval@{environment}",
            environment=environment,
            person=person,
            roles=tuple(role for role, people in self.roles.items() if person in people),
            approved=approved,
            evidence=evidence_of(run, environment),
        )
        name = f"decision-{person}-{approved}"
        self.bus.publish([Envelope(id=name, body=decision, time=self.clock())])

    def settle_down(self):
        """Handle messages until none is left."""
        while self.handle_events() or self.handle_commands() or self.end_jobs():
            pass

    def handle_events(self):
        """Let the decider hear every event."""
        lent = self.bus.receive("events", limit=100, lock=LOCK)
        for delivery in lent:
            settle(
                delivery.data, runs=self.runs, policy=self.policy, bus=self.bus, clock=self.clock
            )
            self.bus.complete(delivery)
        return bool(lent)

    def handle_commands(self):
        """Carry out every command."""
        handled = 0
        for kind, (act, *neighbours) in self.acts.items():
            for delivery in self.bus.receive(queue_of(kind), limit=100, lock=LOCK):
                carry_out(
                    delivery.data,
                    kind,
                    act,
                    *neighbours,
                    bus=self.bus,
                    clock=self.clock,
                    delivery=delivery.count,
                )
                self.bus.complete(delivery)
                handled += 1
        return handled > 0

    def end_jobs(self):
        """Hint once at the end of every job."""
        hints = []
        for row in self.runs.alive():
            run = self.runs.find(row.metadata["run"]).run
            for step, job in run.jobs.items():
                if job not in self.hinted and not run.ending:
                    self.hinted.add(job)
                    order = CollectJob(candidate=run.candidate, step=step, job=job)
                    hints.append(Envelope(id=f"hint-{job}", body=order, time=self.clock()))
        self.bus.publish(hints)
        return bool(hints)


def queue_of(kind):
    """The queue of a kind of command."""
    return destination(kind.__new__(kind))


def ended_well(result):
    """A job that left a result."""
    return Outcome(succeeded=True, result=json.dumps(result).encode(), log=b"fine\n")
