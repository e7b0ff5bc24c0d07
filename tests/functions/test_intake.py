"""Who may knock, with what, and what the door says."""

import hmac
import json
from datetime import UTC, datetime

import pytest

from functions.intake.completions import job_completion
from functions.intake.entrance import Knock, Neighbours
from functions.intake.pushes import plain_push
from functions.intake.results import take_test_results
from shared import catalogue, contents
from shared.adapters.azure_http import attempt
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.memory_bus import MemoryBus
from shared.adapters.memory_secrets import MemorySecrets
from shared.catalogue import Registration
from shared.codec import read
from shared.core.messages import DiscoverModels, Push
from shared.news import NOTHING
from shared.runs import Runs

COMMIT = "c0ffee" + "0" * 34
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
JUNIT = b"""<testsuites><testsuite name="t">
<testcase name="a"/><testcase name="b"><skipped/></testcase><testcase name="c"><failure/></testcase>
</testsuite></testsuites>"""


def clock():
    return NOW


@pytest.fixture
def neighbours():
    secrets, blobs = MemorySecrets(), MemoryBlobs()
    secret = secrets.create("churn")
    catalogue.register(
        blobs,
        Registration(repository="bank/churn", url="file:///churn", team="Retail", secret=secret),
    )
    return Neighbours(
        blobs=blobs,
        runs=Runs(blobs=blobs),
        secrets=secrets,
        bus=MemoryBus(clock=clock),
        clock=clock,
        job_secrets=(b"secret of jobs",),
    )


def signed(body, neighbours, secret="memory:churn"):
    digest = hmac.new(neighbours.secrets.value(secret), body, "sha256").hexdigest()
    return {"x-hub-signature-256": f"sha256={digest}"}


def push(**changes):
    document = {
        "repository": "bank/churn",
        "ref": "refs/heads/main",
        "before": NOTHING,
        "after": COMMIT,
        "pusher": "dana@bank.example",
        **changes,
    }
    return json.dumps(document).encode()


def knock(act, neighbours, body, headers, query=None):
    return act(Knock(body=body, headers=headers, query=query or {}), neighbours)


def announced(neighbours):
    return [
        read(message, DiscoverModels).body for message in waiting(neighbours, "discover-models")
    ]


def waiting(neighbours, queue):
    from datetime import timedelta

    lent = neighbours.bus.receive(queue, limit=100, lock=timedelta(minutes=1))
    return [delivery.data for delivery in lent]


def test_a_signed_push_is_announced_before_it_is_accepted(neighbours):
    reply = knock(plain_push, neighbours, push(), signed(push(), neighbours))

    assert reply.status == 202
    assert announced(neighbours) == [
        DiscoverModels(
            repository="bank/churn",
            commit=COMMIT,
            news=Push(ref="refs/heads/main", before=NOTHING, pusher="dana@bank.example"),
        )
    ]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 401, id="no signature"),
        pytest.param({"x-hub-signature-256": "sha256=" + "0" * 64}, 401, id="a forged signature"),
        pytest.param({"x-hub-signature": "sha1=abc"}, 401, id="only the old sha1 header"),
        pytest.param({"x-hub-signature-256": "sha256="}, 401, id="an empty signature"),
        pytest.param({"x-hub-signature-256": "sha256=é"}, 401, id="letters no digest has"),
    ],
)
def test_a_push_that_is_not_proved_is_turned_away(neighbours, headers, status):
    assert attempt(lambda: knock(plain_push, neighbours, push(), headers)).status == status
    assert announced(neighbours) == []


def test_a_signature_of_other_bytes_is_turned_away(neighbours):
    headers = signed(push(), neighbours)

    assert (
        attempt(lambda: knock(plain_push, neighbours, push(after="d" * 40), headers)).status == 401
    )


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        pytest.param(b"nonsense", 400, "JSON", id="no JSON at all"),
        pytest.param(b"[" * 100_000, 400, "recursion", id="JSON a million deep"),
        pytest.param(b"{}", 400, "after", id="nothing that a push has"),
        pytest.param(push(after=7), 400, "after", id="a commit that is a number"),
        pytest.param(push(after="HEAD"), 400, "40 hex", id="a name in place of a commit"),
        pytest.param(push(after="../" + "a" * 37), 400, "40 hex", id="a path in place of a commit"),
        pytest.param(push(repository="bank/other"), 403, "register", id="an unknown repository"),
        pytest.param(b"x" * (5 * 1024 * 1024 + 1), 413, "larger", id="more than 5 MiB"),
    ],
)
def test_bad_news_is_answered_with_what_is_wrong(neighbours, body, status, words):
    reply = attempt(lambda: knock(plain_push, neighbours, body, signed(body, neighbours)))

    assert reply.status == status
    assert words in reply.body.decode()
    assert announced(neighbours) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"after": NOTHING}, "deleted", id="the branch was deleted"),
        pytest.param({"ref": "refs/tags/v1"}, "only pushes to main", id="a tag"),
        pytest.param({"ref": "refs/heads/try"}, "only pushes to main", id="another branch"),
    ],
)
def test_news_that_starts_nothing_is_politely_ignored(neighbours, changes, words):
    body = push(**changes)

    reply = knock(plain_push, neighbours, body, signed(body, neighbours))

    assert reply.status == 202
    assert words in reply.body.decode()
    assert announced(neighbours) == []


def test_test_results_are_counted_case_by_case_and_kept(neighbours):
    signature = signed(f"bank/churn\n{COMMIT}\n".encode() + JUNIT, neighbours)

    reply = knock(
        take_test_results,
        neighbours,
        JUNIT,
        signature,
        {"repository": "bank/churn", "commit": COMMIT},
    )

    report = announced(neighbours)[0].news
    assert reply.status == 202
    assert (report.tests, report.failures, report.errors, report.skipped) == (3, 1, 0, 1)
    assert contents.fetch(neighbours.blobs, report.report) == JUNIT


def test_test_results_of_one_commit_cannot_be_sent_for_another(neighbours):
    signature = signed(f"bank/churn\n{COMMIT}\n".encode() + JUNIT, neighbours)
    query = {"repository": "bank/churn", "commit": "d" * 40}

    assert (
        attempt(lambda: knock(take_test_results, neighbours, JUNIT, signature, query)).status == 401
    )


@pytest.mark.parametrize(
    "xml",
    [
        pytest.param(b"<testsuites>", id="cut off"),
        pytest.param(b"<html/>", id="no test results"),
        pytest.param(
            b'<!DOCTYPE x [<!ENTITY a "aaaa">]><testsuites>&a;</testsuites>', id="entities"
        ),
    ],
)
def test_hostile_test_results_are_refused(neighbours, xml):
    signature = signed(f"bank/churn\n{COMMIT}\n".encode() + xml, neighbours)
    query = {"repository": "bank/churn", "commit": COMMIT}

    assert (
        attempt(lambda: knock(take_test_results, neighbours, xml, signature, query)).status == 400
    )


def test_the_end_of_a_job_that_nobody_waits_for_starts_nothing(neighbours):
    body = json.dumps({"run_id": "churn-0", "job": "j"}).encode()
    digest = hmac.new(neighbours.job_secrets[0], body, "sha256").hexdigest()

    reply = knock(job_completion, neighbours, body, {"x-hub-signature-256": f"sha256={digest}"})

    assert (reply.status, waiting(neighbours, "collect-job")) == (202, [])


def test_the_end_of_a_job_is_not_believed_without_a_signature(neighbours):
    body = json.dumps({"run_id": "churn-0", "job": "j"}).encode()

    assert attempt(lambda: knock(job_completion, neighbours, body, {})).status == 401


def test_trouble_of_our_own_says_come_again(neighbours):
    class BrokenBlobs(MemoryBlobs):
        def get(self, name, *, if_none_match=None):
            raise OSError("disk")

    from dataclasses import replace

    broken = replace(neighbours, blobs=BrokenBlobs())

    assert (
        attempt(lambda: knock(plain_push, broken, push(), signed(push(), neighbours))).status == 503
    )
