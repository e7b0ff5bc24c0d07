"""Whom the settings let us ask about a model before it is judged."""

from shared.examining import Examiners
from shared.ports import Secrets
from shared.settings import Settings
from shared.wiring.principals import principals_in


def examiners_in(settings: Settings, secrets: Secrets) -> Examiners:
    """Everybody there is."""
    databricks = settings.neighbours.databricks
    return Examiners(
        policy=settings.policy,
        runtime=databricks.spark_version if databricks else "",
        principals=principals_in(settings, secrets),
    )
