"""Whom the settings let us ask about a model before it is judged."""

from shared.examining import Examiners
from shared.settings import Settings


def examiners_in(settings: Settings) -> Examiners:
    """Everybody there is."""
    from shared.adapters.confined_tools import ConfinedTools

    databricks = settings.neighbours.databricks
    return Examiners(
        policy=settings.policy,
        runtime=databricks.spark_version if databricks else "",
        tools=ConfinedTools(),
    )
