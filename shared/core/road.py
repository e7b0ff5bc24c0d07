"""The road: what must be known before each step, who is ordered, and who owns a failure.

Read the table downwards and you have walked from push to release.  What to order next, why a run
waits, and every picture of the road follow from it; nothing else says what comes after what.
"""

from functools import cache

from shared.core import approvals, orders
from shared.core.findings import Owner, Priority
from shared.core.judgement import (
    admission_objections,
    checks_objections,
    evaluation_objections,
    tests_objections,
)
from shared.core.messages import (
    ApprovalRequested,
    ChecksCompleted,
    FindingsReported,
    LintCompleted,
    ModelEvaluated,
    ModelPromoted,
    ModelPublished,
    ModelPushed,
    ModelTrained,
    ScoringScheduled,
    StatusReported,
    TestsCompleted,
)
from shared.core.policy import Environment, Policy
from shared.core.run import Run
from shared.core.step import Step

BEGINNING = (
    Step(
        name="push",
        owner=Owner.MODEL_DEV,
        unlocks="a push of this commit to the registered repository",
        answer=ModelPushed,
        remedy="push the commit",
    ),
    Step(
        name="announcement",
        owner=Owner.GBI,
        unlocks="the commit status is set",
        needs=("push",),
        order=orders.announce,
        answer=StatusReported,
        vital=False,
    ),
    Step(
        name="checks",
        owner=Owner.MODEL_DEV,
        unlocks="the platform has read and judged the repository",
        needs=("push",),
        order=orders.check,
        answer=ChecksCompleted,
        objections=checks_objections,
        remedy="mend the findings and push again; `gatehouse check` says the same beforehand",
    ),
    Step(
        name="findings",
        owner=Owner.GBI,
        unlocks="the findings are shown on the pull request and beside the lines",
        needs=("checks",),
        order=orders.report_findings,
        answer=FindingsReported,
        vital=False,
    ),
    Step(
        name="tests",
        owner=Owner.MODEL_DEV,
        unlocks="the team's CI publishes its test results for this commit as JUnit XML",
        needs=("push",),
        answer=TestsCompleted,
        objections=tests_objections,
        remedy="make the unit tests run and pass in your CI, and publish the results",
    ),
)

LINT = Step(
    name="lint",
    owner=Owner.MODEL_DEV,
    unlocks="the team's CI publishes pylint's results for this commit as JSON",
    needs=("push",),
    answer=LintCompleted,
    unless=lambda run: run.policy.in_shadow("lint", run.began),
    spared="the policy has it in shadow",
    remedy="let your CI run pylint for every commit, and publish what it wrote as JSON",
)

MAKING = (
    Step(
        name="training",
        owner=Owner.MODEL_DEV,
        unlocks="the training job ends",
        needs=("checks", "tests"),
        order=orders.train,
        answer=ModelTrained,
        unless=orders.untrained,
        spared="there is nothing to train",
        remedy="read the log of the training job, mend train.py and push again",
    ),
    Step(
        name="evaluation",
        owner=Owner.MODEL_DEV,
        unlocks="the evaluation job ends",
        needs=("checks", "tests", "training"),
        order=orders.evaluate,
        answer=ModelEvaluated,
        objections=evaluation_objections,
        remedy="read the log of the evaluation job, mend score.py and push again",
    ),
)


def stop(environment: Environment, *needs: str) -> tuple[Step, ...]:
    """The three steps into one environment: admitted by the gate, approved by people, promoted."""
    return (gate(environment, *needs), approval(environment), promotion(environment))


def gate(environment: Environment, *needs: str) -> Step:
    """What is known is held against the policy."""
    return Step(
        name=f"gate@{environment.name}",
        owner=Owner.MODEL_DEV,
        unlocks="the figures and findings are judged by the policy",
        needs=needs,
        judged=True,
        environment=environment.name,
        objections=lambda run: admission_objections(run, environment),
        remedy="improve the model, or talk to GBI about the policy, and push again",
    )


def approval(environment: Environment) -> Step:
    """People look at the evidence, as many as the policy asks for."""
    name = environment.name
    return Step(
        name=f"approval@{name}",
        owner=Owner.GBI,
        unlocks=environment.wish,
        needs=(f"gate@{name}",),
        order=lambda run, at: approvals.request(run, name, at),
        answer=ApprovalRequested,
        environment=name,
        unless=lambda run: environment.quorum == 0,
        spared="the policy asks for nobody",
        refusals=lambda run: approvals.refusals(run, name),
        answered=lambda run: len(approvals.approvers(run, name)) >= environment.quorum,
        remedy="talk to who refused, then push a commit that meets the objection",
    )


def promotion(environment: Environment) -> Step:
    """The registry moves the alias."""
    name = environment.name
    return Step(
        name=f"promotion@{name}",
        owner=Owner.GBI,
        unlocks=f"the registry holds the model as champion of {name}",
        needs=(f"approval@{name}",),
        order=lambda run, at: orders.promote(run, name),
        answer=ModelPromoted,
        environment=name,
        remedy="GBI looks at the registry, then the commit can be pushed again",
    )


def publication(needs: str) -> Step:
    """The model's bytes leave for the artefact store, where the team names one (R-036, R-081)."""
    return Step(
        name="publication",
        owner=Owner.GBI,
        unlocks="the artefact store holds the model",
        needs=(needs,),
        order=orders.publish,
        answer=ModelPublished,
        unless=lambda run: not orders.spec(run).artifactory_repository_model,
        spared="not published: ARTIFACTORY_REPOSITORY_MODEL is not set",
        remedy="GBI looks at the artefact store, then the commit can be pushed again",
    )


def scheduling(environment: Environment, needs: str) -> Step:
    """The last step: a saved job will score with the champion (R-075)."""
    return Step(
        name="scheduling",
        owner=Owner.GBI,
        unlocks=f"a saved job scores with the champion of {environment.name}",
        needs=(needs,),
        order=orders.schedule,
        answer=ScoringScheduled,
        remedy="GBI looks at the scoring job, then a new commit can be pushed",
    )


@cache
def walk(environments: tuple[Environment, ...]) -> tuple[Step, ...]:
    """The whole road; pylint has to be known where priority 3 first blocks, if anywhere (R-050)."""
    asking = next((one for one in environments if one.blocks >= Priority.ADVISED), None)
    steps = [*BEGINNING, *((LINT,) if asking else ()), *MAKING]
    for environment in environments:
        besides = (LINT.name,) if environment is asking else ()
        steps.extend(stop(environment, steps[-1].name, *besides))
    steps.append(publication(needs=steps[-1].name))
    return (*steps, scheduling(environments[-1], needs=steps[-1].name))


def road(policy: Policy) -> tuple[Step, ...]:
    """The road under a policy; every step stands below what it needs."""
    return walk(policy.environments)


def beyond_recall(run: Run) -> bool:
    """Whether the last promotion has been ordered: what is being released is not called back."""
    return f"promotion@{run.policy.names[-1]}" in run.ordered
