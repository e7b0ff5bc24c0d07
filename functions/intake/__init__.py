"""News knocks at the door: pushes, test results, ends of jobs.  Believed only once it is proved."""

import azure.functions as func

from functions.intake.azure_devops import azure_devops_event
from functions.intake.completions import job_completion
from functions.intake.databricks import databricks_notice
from functions.intake.github import github_event
from functions.intake.gitlab import gitlab_event
from functions.intake.pushes import plain_push
from functions.intake.reception import answer
from functions.intake.results import take_lint_results, take_test_results

blueprint = func.Blueprint()


@blueprint.route("webhooks/github", methods=["POST"], trigger_arg_name="request")
def on_github_event(request: func.HttpRequest) -> func.HttpResponse:
    """Take a push or the end of a test run from GitHub."""
    return answer(github_event, request)


@blueprint.route("webhooks/azure-devops", methods=["POST"], trigger_arg_name="request")
def on_azure_devops_event(request: func.HttpRequest) -> func.HttpResponse:
    """Take a push or the end of a build from Azure DevOps."""
    return answer(azure_devops_event, request)


@blueprint.route("webhooks/gitlab", methods=["POST"], trigger_arg_name="request")
def on_gitlab_event(request: func.HttpRequest) -> func.HttpResponse:
    """Take a push or the end of a pipeline from GitLab."""
    return answer(gitlab_event, request)


@blueprint.route("webhooks/databricks", methods=["POST"], trigger_arg_name="request")
def on_databricks_notice(request: func.HttpRequest) -> func.HttpResponse:
    """Take the hint of Databricks that a job may have ended."""
    return answer(databricks_notice, request)


@blueprint.route("pushes", methods=["POST"], trigger_arg_name="request")
def on_push(request: func.HttpRequest) -> func.HttpResponse:
    """Take a push from anybody who can sign JSON."""
    return answer(plain_push, request)


@blueprint.route("test-results", methods=["POST"], trigger_arg_name="request")
def on_test_results(request: func.HttpRequest) -> func.HttpResponse:
    """Take a commit's test results as JUnit XML."""
    return answer(take_test_results, request)


@blueprint.route("lint-results", methods=["POST"], trigger_arg_name="request")
def on_lint_results(request: func.HttpRequest) -> func.HttpResponse:
    """Take what pylint wrote about a commit as JSON."""
    return answer(take_lint_results, request)


@blueprint.route("job-completions", methods=["POST"], trigger_arg_name="request")
def on_job_completion(request: func.HttpRequest) -> func.HttpResponse:
    """Take the hint of our own runner that a job may have ended."""
    return answer(job_completion, request)
