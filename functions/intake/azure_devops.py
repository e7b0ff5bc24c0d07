"""The service hooks of Azure DevOps: pushes, and the ends of builds.

It is never answered 410, which would end the subscription for good, nor 500.
https://learn.microsoft.com/azure/devops/service-hooks/events
"""

import re

from functions.intake.announcing import Pushed, Tested, ignored, take_pushes, take_test_run
from functions.intake.azure_devops_payloads import Build, BuildCompleted, GitPush, Notification
from functions.intake.entrance import Knock, Neighbours, admit
from functions.intake.proofs import password
from shared.catalogue import Registration
from shared.core.messages import Push
from shared.replies import RefusedRequestError, Reply

OUTCOMES = {"succeeded": True, "partiallySucceeded": False, "failed": False}
SOURCE = re.compile(r"LG:(?P<ref>refs/[^:]+):(?P<commit>[0-9a-f]{40})")
BRANCH = "refs/heads/"


def azure_devops_event(knock: Knock, here: Neighbours) -> Reply:
    """A push or a build, or another event, which is politely ignored."""
    match knock.read(Notification).eventType:
        case "git.push":
            return pushed(knock.read(GitPush), knock, here)
        case "build.complete":
            return built(knock.read(BuildCompleted), knock, here)
        case other:
            return ignored(f"{other[:80]} events start nothing")


def pushed(event: GitPush, knock: Knock, here: Neighbours) -> Reply:
    """A push, which may have moved several refs."""
    resource = event.resource
    repository = f"{resource.repository.project.name}/{resource.repository.name}"
    registration = known(repository, knock, here)
    moved = [
        Pushed(
            commit=update.newObjectId,
            push=Push(ref=update.name, before=update.oldObjectId, pusher=resource.pushedBy.name),
        )
        for update in resource.refUpdates
    ]
    return take_pushes(registration, moved, knock, here)


def built(event: BuildCompleted, knock: Knock, here: Neighbours) -> Reply:
    """A build that has ended, unless it built what somebody proposes."""
    build = event.resource
    registration = known(built_from(build, knock), knock, here)
    ref, commit = source_of(build)
    if build.reason == "pullRequest":
        return ignored("a pull request's build tests what would be merged, no commit of ours")
    if not ref.startswith(BRANCH) or not commit:
        return ignored("a build of no branch; subscribe with resource version 2.0 to be told of it")
    tested = Tested(
        branch=ref.removeprefix(BRANCH),
        commit=commit,
        id=str(build.id),
        name=build.definition.name,
        outcome=build.result or build.status,
        address=build.links.web.href,
        at=build.finishTime or "",
    )
    return take_test_run(registration, tested, OUTCOMES, knock, here)


def built_from(build: Build, knock: Knock) -> str:
    """The full name of the repository that was built.

    Resource version 1.0 tells no repository: the address it is sent to must then end in
    `?repository=project/name`.
    """
    if build.repository and build.repository.type != "TfsGit":
        raise RefusedRequestError(
            400, "a build of a repository elsewhere", "send the news of Azure Repos only"
        )
    if build.repository and build.repository.name and build.project:
        return f"{build.project.name}/{build.repository.name}"
    if not knock.query.get("repository"):
        raise RefusedRequestError(
            400,
            "the build does not tell its repository",
            "subscribe with resource version 2.0, or write ?repository=project/name behind the URL",
        )
    return knock.query["repository"]


def source_of(build: Build) -> tuple[str, str]:
    """The ref and commit that were built, in either version's words; nothing where untold."""
    older = SOURCE.fullmatch(build.sourceGetVersion or "")
    if older:
        return older["ref"], older["commit"]
    return build.sourceBranch, build.sourceVersion


def known(repository: str, knock: Knock, here: Neighbours) -> Registration:
    """The registration of the repository, once the secret proves who speaks."""
    return admit(repository, password(knock.headers), here)
