"""The front gate: every function of the pipeline, and nothing else."""

import azure.functions as func

from functions import (
    approval,
    checks,
    deadlines,
    decider,
    discovery,
    evaluation,
    findings,
    intake,
    jobs,
    people,
    promotion,
    publication,
    reconcile,
    scheduling,
    status,
    training,
)

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

for room in (
    intake,
    discovery,
    decider,
    checks,
    findings,
    training,
    evaluation,
    jobs,
    approval,
    promotion,
    publication,
    scheduling,
    people,
    deadlines,
    reconcile,
    status,
):
    app.register_functions(room.blueprint)
