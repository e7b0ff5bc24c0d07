"""Who may knock, with what, and what the door says."""

import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from functions.intake.completions import job_completion
from functions.intake.entrance import Knock, Neighbours
from functions.intake.pushes import plain_push
from functions.intake.results import take_lint_results, take_test_results
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
    body = JUNIT.replace(b'name="t"', b'name="t" timestamp="2026-11-20T08:55:00"')
    signature = signed(f"bank/churn\n{COMMIT}\n".encode() + body, neighbours)

    reply = knock(
        take_test_results,
        neighbours,
        body,
        signature,
        {"repository": "bank/churn", "commit": COMMIT},
    )

    report = announced(neighbours)[0].news
    assert reply.status == 202
    assert (report.tests, report.failures, report.errors, report.skipped) == (3, 1, 0, 1)
    assert contents.fetch(neighbours.blobs, report.report) == body


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


LINT = b'{"messages": [], "statistics": {"messageTypeCount": {}, "modulesLinted": 3, "score": 10}}'
AT = "2026-11-20T08:55:00Z"
DOORS = [
    pytest.param(take_test_results, JUNIT, id="tests"),
    pytest.param(take_lint_results, LINT, id="pylint"),
]


def posted(act, neighbours, body, said=None, signed_as=None, **claims):
    """What the door answers to evidence with its claims; `said` is signed, or what is claimed."""
    claims = {"at": AT, **claims}
    lines = "".join(f"{name}={text}\n" for name, text in (said or claims).items() if text)
    signature = signed(f"bank/churn\n{COMMIT}\n{lines}".encode() + body, neighbours)
    query = {"repository": "bank/churn", "commit": COMMIT, **claims}
    return attempt(lambda: knock(act, neighbours, body, signature, query))


def test_what_pylint_wrote_is_counted_and_kept(neighbours):
    reply = posted(take_lint_results, neighbours, LINT, ci="Jenkins")

    [order] = announced(neighbours)
    assert (reply.status, order.commit) == (202, COMMIT)
    assert (order.news.modules, order.news.score, order.news.ci) == (3, 10.0, "Jenkins")
    assert order.news.at == NOW - timedelta(minutes=5)
    assert contents.fetch(neighbours.blobs, order.news.report) == LINT


def test_claims_about_tests_go_before_what_the_document_says(neighbours):
    posted(take_test_results, neighbours, JUNIT, ci="Jenkins", coverage="87.5")

    report = announced(neighbours)[0].news
    assert (report.coverage, report.ci, report.at) == (87.5, "Jenkins", NOW - timedelta(minutes=5))


@pytest.mark.parametrize(("act", "body"), DOORS)
@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"at": "2026-11-20T08:00:00Z"}, id="of another time"),
        pytest.param({"at": AT, "ci": "Jenkins"}, id="of another CI"),
        pytest.param({"ci": "", "at": ""}, id="of no time"),
    ],
)
def test_nothing_can_be_claimed_that_was_not_signed(neighbours, act, body, said):
    assert posted(act, neighbours, body, said=said).status == 401
    assert announced(neighbours) == []


@pytest.mark.parametrize(("act", "body"), DOORS)
def test_evidence_without_a_signature_is_turned_away(neighbours, act, body):
    query = {"repository": "bank/churn", "commit": COMMIT, "at": AT}

    assert attempt(lambda: knock(act, neighbours, body, {}, query)).status == 401


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        pytest.param({"at": "yesterday"}, "no ISO 8601 time", id="no time"),
        pytest.param({"at": "2026-11-20T08:55:00"}, "with a time zone", id="no zone"),
        pytest.param({"coverage": "101"}, "no percentage", id="more than all"),
        pytest.param({"coverage": "nan"}, "no percentage", id="no number"),
        pytest.param({"ci": "a\ncoverage=99"}, "no plain text", id="two lines"),
        pytest.param({"ci": "x" * 101}, "no plain text", id="a long name"),
        pytest.param({"commit": "main"}, "no commit id", id="a branch"),
    ],
)
@pytest.mark.parametrize(("act", "body"), DOORS)
def test_what_nobody_could_believe_is_refused_with_the_way_out(
    neighbours, act, body, claims, words
):
    reply = posted(act, neighbours, body, **claims)

    assert reply.status == 400
    assert words in reply.body.decode()


@pytest.mark.parametrize(("act", "body"), DOORS)
def test_evidence_that_may_be_of_any_time_is_turned_away(neighbours, act, body):
    reply = posted(act, neighbours, body, at="")

    assert (reply.status, b"nobody says when" in reply.body) == (400, True)
    assert announced(neighbours) == []


def test_what_is_not_pylints_json_is_refused(neighbours):
    assert posted(take_lint_results, neighbours, b"[7]").status == 400
    assert announced(neighbours) == []


@pytest.mark.parametrize(("act", "body"), DOORS)
@pytest.mark.parametrize(
    ("ci", "counts"),
    [
        pytest.param("nightly", True, id="the registered one"),
        pytest.param("laptop", False, id="another"),
        pytest.param("", False, id="one without a name"),
    ],
)
def test_where_a_ci_is_registered_no_other_counts(neighbours, act, body, ci, counts):
    known = catalogue.find(neighbours.blobs, "bank/churn")
    catalogue.register(neighbours.blobs, replace(known, ci="nightly"))

    reply = posted(act, neighbours, body, ci=ci)

    assert reply.status == 202
    assert (b"only nightly runs the tests" in reply.body) is not counts
    assert len(announced(neighbours)) == counts


@pytest.mark.parametrize(("act", "body"), DOORS)
def test_the_same_evidence_posted_again_is_the_same_news_and_a_later_run_is_not(
    neighbours, act, body
):
    first, again = (posted(act, neighbours, body).body for _ in range(2))
    later = posted(act, neighbours, body, at="2026-11-20T08:59:00Z").body

    assert first == again != later


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

    broken = replace(neighbours, blobs=BrokenBlobs())

    assert (
        attempt(lambda: knock(plain_push, broken, push(), signed(push(), neighbours))).status == 503
    )
