"""News knocks at the door: pushes, test results, ends of jobs.  Believed only once it is proved."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

import azure.functions as func

from shared import catalogue, codec, contents
from shared.adapters.azure_http import lower, respond
from shared.catalogue import Registration
from shared.core.messages import CollectJob, DiscoverModels, Push
from shared.envelope import Envelope
from shared.junit import read_junit
from shared.news import NOTHING, envelope_for
from shared.ports import Blobs, Bus, Clock, Secrets
from shared.replies import RefusedRequestError, Reply, accept_body, json_reply
from shared.runs import Runs
from shared.wiring import world

blueprint = func.Blueprint()


@blueprint.route("webhooks/github", methods=["POST"], trigger_arg_name="request")
def on_github_push(request: func.HttpRequest) -> func.HttpResponse:
    """Take a push from GitHub (https://docs.github.com/webhooks/webhook-events-and-payloads#push)."""
    return respond(lambda: github_push(request.get_body(), lower(request.headers), gate()))


@blueprint.route("pushes", methods=["POST"], trigger_arg_name="request")
def on_push(request: func.HttpRequest) -> func.HttpResponse:
    """Take a push from anybody who can sign JSON."""
    return respond(lambda: plain_push(request.get_body(), lower(request.headers), gate()))


@blueprint.route("test-results", methods=["POST"], trigger_arg_name="request")
def on_test_results(request: func.HttpRequest) -> func.HttpResponse:
    """Take a commit's test results as JUnit XML."""
    return respond(
        lambda: take_test_results(
            request.get_body(), lower(request.headers), request.params, gate()
        )
    )


@blueprint.route("job-completions", methods=["POST"], trigger_arg_name="request")
def on_job_completion(request: func.HttpRequest) -> func.HttpResponse:
    """Take the hint that a job may have ended."""
    return respond(lambda: job_completion(request.get_body(), lower(request.headers), gate()))


@dataclass(frozen=True, kw_only=True)
class Gate:
    """The neighbours that intake speaks to."""

    blobs: Blobs
    runs: Runs
    secrets: Secrets
    bus: Bus
    clock: Clock
    job_secret: bytes


def gate() -> Gate:
    """The neighbours of this app."""
    here = world()
    return Gate(
        blobs=here.blobs,
        runs=here.runs,
        secrets=here.secrets,
        bus=here.bus,
        clock=here.clock,
        job_secret=here.job_secret,
    )


@dataclass(frozen=True, kw_only=True)
class GithubRepository:
    """The repository a webhook is about."""

    full_name: str


@dataclass(frozen=True, kw_only=True)
class GithubPusher:
    """Who pushed."""

    name: str
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class GithubPush:
    """What we read of GitHub's push payload."""

    ref: str
    before: str
    after: str
    repository: GithubRepository
    pusher: GithubPusher


@dataclass(frozen=True, kw_only=True)
class PlainPush:
    """A push as our own hook sends it; `after` is all zeros where the branch was deleted."""

    repository: str
    ref: str
    after: str
    before: str = NOTHING
    pusher: str = ""


@dataclass(frozen=True, kw_only=True)
class JobCompletion:
    """The hint that a job may have ended."""

    run_id: str
    job: str


def github_push(body: bytes, headers: Mapping[str, str], gate: Gate) -> Reply:
    """A push, or another of GitHub's events, which is politely ignored."""
    if headers.get("x-github-event", "push") != "push":
        return ignored(f"{headers['x-github-event']} events start nothing")
    push = codec.parse(GithubPush, accept_body(body))
    registration = admit(push.repository.full_name, body, headers, gate)
    pusher = push.pusher.email or push.pusher.name
    news = Push(ref=push.ref, before=push.before, pusher=pusher)
    return take_push(registration, push.after, news, headers, gate)


def plain_push(body: bytes, headers: Mapping[str, str], gate: Gate) -> Reply:
    """A push in our own words."""
    push = codec.parse(PlainPush, accept_body(body))
    registration = admit(push.repository, body, headers, gate)
    news = Push(ref=push.ref, before=push.before, pusher=push.pusher)
    return take_push(registration, push.after, news, headers, gate)


def take_push(
    registration: Registration, commit: str, news: Push, headers: Mapping[str, str], gate: Gate
) -> Reply:
    """Announce a push of the registered branch."""
    if commit == NOTHING:
        return ignored(f"{news.ref} was deleted")
    if news.ref != f"refs/heads/{registration.branch}":
        return ignored(f"only pushes to {registration.branch} start runs, not {news.ref}")
    repository = registration.repository
    return announce(
        DiscoverModels(repository=repository, commit=whole(commit), news=news), headers, gate
    )


def take_test_results(
    body: bytes, headers: Mapping[str, str], query: Mapping[str, str], gate: Gate
) -> Reply:
    """Test results of one commit; the signature covers repository, commit and body."""
    repository, commit = query.get("repository", ""), whole(query.get("commit", ""))
    signed = f"{repository}\n{commit}\n".encode() + accept_body(body)
    registration = admit(repository, signed, headers, gate)
    report = read_junit(body, contents.keep(gate.blobs, body))
    return announce(
        DiscoverModels(repository=registration.repository, commit=commit, news=report),
        headers,
        gate,
    )


def job_completion(body: bytes, headers: Mapping[str, str], gate: Gate) -> Reply:
    """The hint that a job may have ended; the job itself will be asked, once a second at most.

    A hint before the start of the job is recorded is lost: the timer asks as well.
    """
    hint = codec.parse(JobCompletion, accept_body(body))
    verify(body, headers, gate.job_secret)
    record = gate.runs.find(hint.run_id)
    steps = [step for step, job in record.run.jobs.items() if job == hint.job] if record else []
    if record is None or not steps:
        return ignored("no run waits for this job")
    order = CollectJob(candidate=record.run.candidate, step=steps[0], job=hint.job)
    now = gate.clock()
    gate.bus.publish([Envelope(id=f"hint-{hint.job}-{now:%H%M%S}", body=order, time=now)])
    return json_reply(202, {"job": hint.job})


def announce(order: DiscoverModels, headers: Mapping[str, str], gate: Gate) -> Reply:
    """Say 202 only after the bus has the news."""
    news = envelope_for(order, gate.clock(), headers.get("traceparent", ""))
    gate.bus.publish([news])
    return json_reply(202, {"accepted": news.id, "commit": order.commit})


def admit(repository: str, signed: bytes, headers: Mapping[str, str], gate: Gate) -> Registration:
    """The registration of the repository, once the signature proves who speaks."""
    registration = catalogue.find(gate.blobs, repository)
    if registration is None:
        raise RefusedRequestError(
            403,
            f"{repository[:80]!r} is not registered",
            "ask the platform team to run `gatehouse register` for it",
        )
    verify(signed, headers, gate.secrets.value(registration.secret))
    return registration


def verify(signed: bytes, headers: Mapping[str, str], secret: bytes) -> None:
    """Believe nothing that is not signed with the secret.

    https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
    """
    expected = "sha256=" + hmac.new(secret, signed, "sha256").hexdigest()
    given = headers.get("x-hub-signature-256", "")
    if not hmac.compare_digest(expected.encode(), given.encode()):
        raise RefusedRequestError(
            401,
            "X-Hub-Signature-256 is missing or does not fit the body",
            "sign the raw body with the secret the repository was registered with",
        )


def whole(commit: str) -> str:
    """The commit id, when it is a whole one."""
    if len(commit) != 40 or not set(commit) <= set("0123456789abcdef"):
        raise RefusedRequestError(400, f"{commit[:80]!r} is no commit id", "send all 40 hex digits")
    return commit


def ignored(reason: str) -> Reply:
    """News that was understood and starts nothing."""
    return json_reply(202, {"ignored": reason})
