"""News knocks at the door: pushes, test results, ends of jobs.  Believed only once it is proved."""

import azure.functions as func

from functions.intake.completions import job_completion
from functions.intake.entrance import Neighbours
from functions.intake.pushes import github_push, plain_push
from functions.intake.results import take_test_results
from shared.adapters.azure_http import lower, respond
from shared.wiring import world

blueprint = func.Blueprint()


@blueprint.route("webhooks/github", methods=["POST"], trigger_arg_name="request")
def on_github_push(request: func.HttpRequest) -> func.HttpResponse:
    """Take a push from GitHub (https://docs.github.com/webhooks/webhook-events-and-payloads#push)."""
    return respond(lambda: github_push(request.get_body(), lower(request.headers), neighbours()))


@blueprint.route("pushes", methods=["POST"], trigger_arg_name="request")
def on_push(request: func.HttpRequest) -> func.HttpResponse:
    """Take a push from anybody who can sign JSON."""
    return respond(lambda: plain_push(request.get_body(), lower(request.headers), neighbours()))


@blueprint.route("test-results", methods=["POST"], trigger_arg_name="request")
def on_test_results(request: func.HttpRequest) -> func.HttpResponse:
    """Take a commit's test results as JUnit XML."""
    return respond(
        lambda: take_test_results(
            request.get_body(), lower(request.headers), request.params, neighbours()
        )
    )


@blueprint.route("job-completions", methods=["POST"], trigger_arg_name="request")
def on_job_completion(request: func.HttpRequest) -> func.HttpResponse:
    """Take the hint that a job may have ended."""
    return respond(lambda: job_completion(request.get_body(), lower(request.headers), neighbours()))


def neighbours() -> Neighbours:
    """The neighbours of this app."""
    here = world()
    return Neighbours(
        blobs=here.blobs,
        runs=here.runs,
        secrets=here.secrets,
        bus=here.bus,
        clock=here.clock,
        job_secret=here.job_secret,
    )
