"""What is late, silent, worn out or done with, as the clock shows and nothing else does."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from functions.deadlines import SILENCE, look_after, tell_of_worn_out
from shared import reports
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.memory_bus import MemoryBus
from shared.codec import destination, write
from shared.core.candidate import Candidate
from shared.core.messages import (
    DeadlinePassed,
    DiscoverModels,
    End,
    Event,
    JobStarted,
    PeopleTold,
    StatusReported,
    StepFailed,
    TellPeople,
    TestReport,
    TestsCompleted,
)
from shared.core.policy import Policy
from shared.handling import settle
from shared.ports import DUPLICATES_WINDOW, WORN_OUT
from shared.runs import Runs, place_of
from tests import stories
from tests.settable_clock import SettableClock
from tests.stories import (
    BEGAN,
    CHURN,
    SHOWN,
    checked,
    pushed,
    refused,
    released,
    started,
    tell,
    told,
    trained,
    waiting_for_approval,
    waiting_for_tests,
)

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
NEVER_CHECKED = told(started(), [pushed()])
TRAINING = told(started(), [pushed(), checked(), stories.tested(), stories.linted(), trained()[0]])
TOLD = tell(refused(), PeopleTold(candidate=CHURN, step="people"))
UNREACHED = tell(refused(), StepFailed(candidate=CHURN, step="people", remark="no address"))


@dataclass(frozen=True, kw_only=True)
class CountingBlobs(MemoryBlobs):
    """Blobs that note what was asked of them."""

    asked: list = field(default_factory=list)

    def get(self, name, *, if_none_match=None):
        self.asked.append("get")
        return super().get(name, if_none_match=if_none_match)

    def list(self, prefix):
        self.asked.append("list")
        return super().list(prefix)


class Watch:
    """The minute's look, at runs that were kept before."""

    def __init__(self, *records):
        self.blobs = CountingBlobs()
        self.runs, self.clock = Runs(blobs=self.blobs), SettableClock(BEGAN)
        self.bus = MemoryBus(clock=self.clock)
        for record in records:
            self.runs.save(record)
        self.runs = Runs(blobs=self.blobs)

    def look(self, at):
        """What is said at that time."""
        before = len(self.bus.sent)
        self.clock.now = at
        look_after(self.runs, self.bus, self.clock)
        tell_of_worn_out(self.bus, self.runs, self.bus, self.clock)
        return self.bus.sent[before:]

    def wear_out(self, envelope):
        """Have the broker give up a message that nobody handles."""
        self.bus.publish([envelope])
        queue = destination(envelope.body)
        while lent := self.bus.receive(queue, lock=SECOND):
            self.bus.abandon(lent[0])

    def settle(self, envelopes):
        """Let the decider hear the events among them."""
        for envelope in envelopes:
            if isinstance(envelope.body, Event):
                settle(
                    write(envelope),
                    runs=self.runs,
                    policy=Policy(),
                    bus=self.bus,
                    clock=self.clock,
                )

    def run(self):
        return self.runs.find(CHURN.run_id).run


@pytest.mark.parametrize(
    ("record", "step", "patience"),
    [
        pytest.param(waiting_for_approval(), "approval@prod", 7 * DAY, id="an approval"),
        pytest.param(waiting_for_tests(), "tests", DAY, id="tests that never come"),
        pytest.param(TRAINING, "training", DAY, id="a training job"),
        pytest.param(
            told(started(), [stories.tested()]), "push", DAY, id="a push that never comes"
        ),
    ],
)
def test_what_is_late_ends_its_run_and_not_a_second_before(record, step, patience):
    watch = Watch(record)
    due = record.run.ordered.get(step, record.run.began) + patience

    assert late(watch.look(due - SECOND)) == []
    said = watch.look(due)
    watch.settle(said)

    assert late(said) == [step]
    assert (watch.run().ending.end, watch.run().ending.step) == (End.EXPIRED, step)


def late(envelopes):
    return [one.body.step for one in envelopes if isinstance(one.body, DeadlinePassed)]


def test_what_is_late_is_said_every_minute_under_one_name():
    watch = Watch(waiting_for_approval())
    due = waiting_for_approval().run.updated + 7 * DAY

    said = [watch.look(due + minute * timedelta(minutes=1)) for minute in range(5)]

    assert [len(late(each)) for each in said] == [1, 0, 0, 0, 0]


def test_a_decision_that_came_in_time_is_not_undone_by_a_deadline_under_way():
    waiting = tell(waiting_for_approval(), SHOWN)
    [said] = Watch(waiting).look(waiting.run.updated + 7 * DAY)

    tests = Watch(released())
    tests.settle([said])

    assert tests.run().ending.end is End.RELEASED


def test_a_run_that_fell_silent_hears_the_orders_again_of_which_nothing_was_heard():
    announced = tell(NEVER_CHECKED, StatusReported(candidate=CHURN, step="announcement"))
    watch = Watch(announced)

    assert watch.look(announced.run.updated + SILENCE) == []
    again = watch.look(announced.run.updated + SILENCE + SECOND)

    assert [envelope.body.step for envelope in again] == ["checks"]
    assert again[0] in [said for answer in announced.answers.values() for said in answer]


def test_silence_is_broken_before_any_ordered_step_is_given_up():
    assert min(Policy().deadlines.values()) > SILENCE >= DUPLICATES_WINDOW


@pytest.mark.parametrize(
    "record",
    [tell(waiting_for_approval(), SHOWN), tell(waiting_for_tests(), SHOWN)],
    ids=["an approval", "tests"],
)
def test_a_run_that_waits_for_people_is_not_asked_again(record):
    assert Watch(record).look(record.run.updated + 2 * SILENCE) == []


def test_a_running_job_is_asked_every_minute_and_its_order_is_not_said_again():
    watch, at = Watch(TRAINING), TRAINING.run.updated

    soon, later = watch.look(at + SECOND), watch.look(at + timedelta(hours=1))

    assert [(one.body.step, one.body.job) for one in soon] == [("training", "job-7")]
    assert sorted(type(one.body).__name__ for one in later) == [
        "CollectJob",
        "ReportFindings",
        "ReportStatus",
    ]
    assert soon[0].id != later[0].id


def test_a_job_that_has_answered_is_not_asked():
    after = told(TRAINING, trained()[1:])

    assert Watch(after).look(after.run.updated + SECOND) == []


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(TOLD, id="of which the owners were told"),
        pytest.param(UNREACHED, id="whose owners cannot be told"),
    ],
)
def test_a_run_that_ended_is_laid_to_rest_and_found_again(record):
    watch = Watch(record)

    said = watch.look(record.run.updated + SECOND)

    found = watch.runs.find(CHURN.run_id)
    assert (said, list(watch.runs.alive())) == ([], [])
    assert [row.metadata["run"] for row in watch.runs.ended()] == [CHURN.run_id]
    assert (found.archived, found.run) == (True, record.run)


def test_a_farewell_that_was_lost_is_said_again_and_then_the_run_is_laid_to_rest():
    watch, at = Watch(refused()), refused().run.updated

    assert watch.look(at + SILENCE) == []
    [again] = watch.look(at + SILENCE + SECOND)
    assert isinstance(again.body, TellPeople)
    watch.settle(
        [replace(again, id=f"{again.id}.0", body=PeopleTold(candidate=CHURN, step="people"))]
    )
    watch.look(watch.clock.now + SECOND)

    assert list(watch.runs.alive()) == []


def test_an_event_that_comes_again_after_the_run_was_laid_to_rest_gets_the_same_answer():
    watch = Watch(TOLD)
    watch.look(TOLD.run.updated + SECOND)
    answer = next(answer for answer in TOLD.answers.values() if answer)
    push = replace(answer[0], id="ModelPushed-1", body=pushed())

    watch.settle([push, push])

    assert watch.bus.sent == [*TOLD.answers["ModelPushed-1"]]


def test_news_of_a_run_that_was_laid_to_rest_does_not_raise_it():
    watch = Watch(TOLD)
    watch.look(TOLD.run.updated + SECOND)

    push = TOLD.answers["ModelPushed-1"][0]
    watch.settle([replace(push, id="another-push", body=pushed())])

    assert (watch.bus.sent, list(watch.runs.alive())) == ([], [])


def altered(blob):
    return replace(blob, data=blob.data.replace(b"ada@bank", b"eve@bank", 1))


def unlabelled(blob):
    return replace(blob, metadata={})


def misdated(blob):
    return replace(blob, metadata={**blob.metadata, "updated": "yesterday"})


@pytest.mark.parametrize("harm", [altered, unlabelled, misdated])
def test_a_run_that_was_altered_does_not_stop_the_clock_for_the_others(harm):
    hurt = Candidate(repository="a/a", commit="a" * 40, model="a_first")
    watch = Watch(told(started(hurt), [pushed(hurt)]), waiting_for_approval())
    place = place_of(hurt.run_id)
    watch.blobs.kept[place] = harm(watch.blobs.kept[place])

    said = watch.look(waiting_for_approval().run.updated + 7 * DAY)

    assert "approval@prod" in late(said)


def test_looking_after_many_runs_is_one_listing_and_reads_only_what_matters():
    waiting = [
        told(
            started(one),
            [pushed(one), checked(one), StatusReported(candidate=one, step="announcement")],
        )
        for one in (replace(CHURN, commit=f"{number:040x}") for number in range(50))
    ]
    watch = Watch(*waiting, TRAINING)
    watch.blobs.asked.clear()

    watch.look(TRAINING.run.updated + SECOND)

    reports = ["get"] * 2 * len(waiting)
    assert watch.blobs.asked == ["list", *reports, "get"]


def test_test_results_that_came_before_the_run_are_told_to_it():
    waiting = told(started(CHURN), [pushed(CHURN), checked(CHURN)])
    watch = Watch(waiting)
    report = TestReport(tests=1, failures=0, errors=0, skipped=0, report="e" * 64)
    reports.note(watch.blobs, CHURN.repository, CHURN.commit, report, BEGAN - 7 * DAY)

    said = watch.look(waiting.run.updated + SECOND)

    assert [message.body for message in said if isinstance(message.body, TestsCompleted)] == [
        TestsCompleted(candidate=CHURN, report=report)
    ]


def test_pylints_results_that_came_before_the_run_are_held_against_its_commit_anew():
    waiting = told(started(CHURN), [pushed(CHURN), checked(CHURN), stories.tested()])
    watch = Watch(waiting)
    lint = stories.linted().report
    reports.note(watch.blobs, CHURN.repository, CHURN.commit, lint, BEGAN - 7 * DAY)

    said = watch.look(waiting.run.updated + SECOND)

    assert [message.body.news for message in said if isinstance(message.body, DiscoverModels)] == [
        lint
    ]


def test_a_job_of_a_run_that_has_ended_is_nobodys_business():
    ended = tell(TRAINING, StepFailed(candidate=CHURN, step="training", remark="gone"))
    later = tell(ended, JobStarted(candidate=CHURN, step="evaluation", job="job-9"))

    said = Watch(later).look(later.run.updated + SILENCE + SECOND)

    assert [type(one.body) for one in said] == [TellPeople]


def order_in(record, step):
    """The order of a step, as the run gave it."""
    said = (envelope for answer in record.answers.values() for envelope in answer)
    return next(envelope for envelope in said if envelope.body.step == step)


def test_a_run_whose_order_was_worn_out_is_told_and_ends():
    watch, at = Watch(NEVER_CHECKED), NEVER_CHECKED.run.updated
    order = order_in(NEVER_CHECKED, "checks")
    watch.wear_out(order)

    [failed] = watch.look(at + SECOND)
    watch.settle([failed])

    assert (failed.id, failed.body.step) == (f"{order.id}.0", "checks")
    ending = watch.run().ending
    assert (ending.end, ending.reasons) == (End.FAILED, (WORN_OUT,))


def test_what_was_worn_out_is_told_once_and_stays_aside_for_people():
    watch, at = Watch(NEVER_CHECKED), NEVER_CHECKED.run.updated
    watch.wear_out(order_in(NEVER_CHECKED, "announcement"))

    watch.settle(watch.look(at + SECOND))
    hours = [watch.look(at + hour * timedelta(hours=1)) for hour in range(1, 4)]

    assert [failures(said) for said in hours] == [[], [], []]
    assert list(watch.run().failures) == ["announcement"]
    assert [aside.reason for aside in watch.bus.aside()] == [WORN_OUT]


def test_what_was_worn_out_is_told_again_where_the_run_did_not_hear_it():
    watch, at = Watch(NEVER_CHECKED), NEVER_CHECKED.run.updated
    watch.wear_out(order_in(NEVER_CHECKED, "checks"))

    first = watch.look(at + SECOND)
    again = watch.look(at + SECOND + DUPLICATES_WINDOW)

    assert failures(again) == failures(first) != []


def failures(envelopes):
    return [one.id for one in envelopes if isinstance(one.body, StepFailed)]


def test_a_run_whose_farewell_was_worn_out_is_laid_to_rest():
    watch, at = Watch(refused()), refused().run.updated
    watch.wear_out(order_in(refused(), "people"))

    watch.settle(watch.look(at + SECOND))
    watch.look(at + 2 * SECOND)
    watch.look(at + DAY)

    assert list(watch.runs.alive()) == []
    assert failures(watch.bus.sent) == [f"{order_in(refused(), 'people').id}.0"]


DISCOVERY = DiscoverModels(repository="a/a", commit="a" * 40, news=pushed().push)
STRANGER = replace(CHURN, commit="5" * 40)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(pushed(), id="an event"),
        pytest.param(DISCOVERY, id="news of no run yet"),
        pytest.param(
            replace(order_in(NEVER_CHECKED, "checks").body, candidate=STRANGER),
            id="the order of a run that nobody knows",
        ),
    ],
)
def test_what_was_worn_out_and_belongs_to_no_run_is_left_to_people(body):
    watch = Watch(NEVER_CHECKED)

    watch.wear_out(replace(order_in(NEVER_CHECKED, "checks"), body=body))

    assert watch.look(NEVER_CHECKED.run.updated + SECOND) == []
    assert len(watch.bus.aside()) == 1


def test_what_a_handler_set_aside_it_has_told_the_run_itself():
    watch = Watch(NEVER_CHECKED)

    watch.bus.set_aside(write(order_in(NEVER_CHECKED, "checks")), "cannot be done")

    assert watch.look(NEVER_CHECKED.run.updated + SECOND) == []
