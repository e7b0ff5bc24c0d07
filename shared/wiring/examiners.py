"""Whom the settings let us ask about a model before it is judged."""

from shared.examining import Examiners
from shared.ports import Blobs, Secrets
from shared.settings import Settings
from shared.settings.neighbours import ENVIRONMENT_VERSION, Databricks
from shared.wiring.principals import principals_in


def examiners_in(settings: Settings, secrets: Secrets, blobs: Blobs | None) -> Examiners:
    """Everybody there is; without blobs nobody knows the code of others."""
    from shared.adapters.confined_tools import ConfinedTools

    return Examiners(
        policy=settings.policy,
        runtime=runtime_in(settings.neighbours.databricks),
        tools=ConfinedTools(),
        principals=principals_in(settings, secrets),
        code=blobs,
    )


def runtime_in(databricks: Databricks | None) -> str:
    """What jobs run on where their model names nothing else, empty where that is no Databricks."""
    if databricks is None:
        return ""
    if databricks.serverless:
        return f"serverless-v{ENVIRONMENT_VERSION}"
    return databricks.spark_version
