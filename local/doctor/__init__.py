"""`gatehouse doctor`: what the settings mean, how every neighbour is, what an administrator must know.

It changes nothing.  With `--json` it says one document, of these members:

- `faults`: each wrong setting with `setting` and `remark`; where there are any, the rest is empty
- `settings`: `name`, `value` (masked, empty where there is none) and `source` of each
- `advice`: `setting`, `priority` (1 to 5), `remark`, `remedy` and `standard` of each that could be better
- `neighbours`: `role`, `name`, `settings`, `state` (`ok`, `trouble`), `said`, `remedy`, `milliseconds`
- `identity`: `remark`, `kind` (`app`, `user`), `object_id`, `application_id`, `tenant`, `resource`
- `grants`: `neighbour`, `to`, `right` and `scope` of each right to give
- `entrances`: `provider`, `address`, `content_type`, `events` and `secret` of each webhook
- `sign_in`: `redirect_uri`, `tenant`, `app_roles`, `optional_claims`, `unauthenticated_requests`,
  null where people are not known by Entra

With `--model DIR` nobody is asked, and the document has `faults` as above and `models`, each with

- `folder`, and `groups`: the variable groups that its `model.yml` names and nobody reads
- `faults`: `remark`, `remedy`, `source`, `line` and `priority` of each
- `variables`: `name`, `value` and `source` of each, and of what follows for the model
"""

import logging
from collections.abc import Mapping
from pathlib import Path

from local import printing
from local.doctor import examination, showing
from local.doctor.asking import asked
from local.doctor.examination import Examination
from local.doctor.identity import Mirror
from local.doctor.neighbours import neighbours_of
from shared.settings import Settings, SettingsError, read_settings

HOME = "GATEHOUSE_HOME"


def examine(environment: Mapping[str, str], home: Path, *, seconds: float, as_json: bool) -> int:
    """Examine and tell; 0 where all is well, 1 where a neighbour is not, 2 where settings are wrong.

    All neighbours together are waited for so many `seconds`.
    """
    # What the vendors' libraries log of their troubles may quote what we have sent.
    logging.disable()
    given = {**environment, HOME: str(home.absolute())}
    look = in_silence if as_json else aloud
    try:
        found = look(given, read_settings(given), seconds)
    except SettingsError as error:
        found = examination.refused(error)
        if not as_json:
            showing.faults(found.faults)
    if as_json:
        printing.say_json(found)
    return found.verdict


def in_silence(given: Mapping[str, str], settings: Settings, seconds: float) -> Examination:
    """The whole examination, told when it is over."""
    mirror = Mirror(environment=given, settings=settings)
    begun = examination.begun(given, settings)
    answers = asked((*neighbours_of(settings), mirror.neighbour), seconds)
    return examination.ended(begun, settings, answers, mirror)


def aloud(given: Mapping[str, str], settings: Settings, seconds: float) -> Examination:
    """The same, told as it goes on."""
    mirror = Mirror(environment=given, settings=settings)
    begun = examination.begun(given, settings)
    showing.settings(begun.settings)
    showing.advice(begun.advice)
    everybody = (*neighbours_of(settings), mirror.neighbour)
    answers = showing.answers(asked(everybody, seconds), len(everybody))
    found = examination.ended(begun, settings, answers, mirror)
    showing.findings(found)
    return found
