"""`gatehouse doctor --model DIR`: what counts for the models there, and where each value comes from.

A team's variables are those of `model.yml` or their defaults; everything else follows from the
platform's settings, and nobody types it (R-052).  Nobody is asked.
"""

from collections.abc import Mapping
from pathlib import Path

from local.doctor import HOME, examination, showing_models
from local.doctor.model import models
from shared.settings import SettingsError, read_settings


def examine(environment: Mapping[str, str], home: Path, directory: Path, *, as_json: bool) -> int:
    """Tell what counts for the models in a directory; 2 where a model or a setting is wrong."""
    try:
        settings = read_settings({**environment, HOME: str(home.absolute())})
    except SettingsError as error:
        found = examination.refused(error)
        showing_models.refused(found.faults, as_json)
        return found.verdict
    told = models(directory, settings)
    showing_models.show(told, as_json)
    return max(model.verdict for model in told)
