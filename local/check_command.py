"""`gatehouse check`: what people type before they push."""

import os
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from local.options import HOME, HomeOption, JsonOption
from local.verdicts import Format
from shared.core.errors import RefusedError, TryAgainError
from shared.settings import SettingsError

# Told with their remedy, and by 2, by whoever runs the command.
KNOWN = (RefusedError, TryAgainError, SettingsError, OSError)
FormatOption = Annotated[Format, typer.Option("--format", help="How to tell it.")]


def check(
    directory: Annotated[Path, typer.Argument(help="What would be pushed.")] = Path("."),
    environment: Annotated[
        str, typer.Option(help="The environment to judge for; the first one unless told.")
    ] = "",
    form: FormatOption = Format.TEXT,
    as_json: JsonOption = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Without bandit and pylint, in a second.")
    ] = False,
    repository: Annotated[
        str, typer.Option(help="Its name at the platform, so that it is no copy of itself.")
    ] = "",
    home: HomeOption = HOME,
) -> None:
    """Judge a directory as the platform would, before it is pushed.

    Exit 0 where nothing blocks, 1 where something does, 2 where it could not be judged.
    """
    from local import printing, verdicts
    from local.judging import Wish, judge

    wish = Wish(environment=environment, quick=quick, repository=repository)
    try:
        with printing.progress(f"judging {directory}"):
            judgement = judge(os.environ, directory, home, wish)
    except KNOWN:
        raise
    except Exception:  # noqa: BLE001 - whatever broke, 1 would say that something blocks
        traceback.print_exc()
        sys.exit(2)
    verdicts.tell(judgement, Format.JSON if as_json else form)
    sys.exit(judgement.code)
