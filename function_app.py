"""The front gate: every function of the pipeline, and nothing else."""

import azure.functions as func

from functions import (
    approval,
    checks,
    deadlines,
    decider,
    discovery,
    evaluation,
    intake,
    jobs,
    people,
    promotion,
    publication,
    reconcile,
    status,
    training,
)

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

for room in (
    intake,
    discovery,
    decider,
    checks,
    training,
    evaluation,
    jobs,
    approval,
    promotion,
    publication,
    people,
    deadlines,
    reconcile,
    status,
):
    app.register_functions(room.blueprint)
