"""A new model repository on the golden path."""

from collections.abc import Mapping
from pathlib import Path

from shared.core.errors import RefusedError

TEMPLATE = Path(__file__).resolve().parents[1] / "template"


def create(directory: Path, answers: Mapping[str, str]) -> None:
    """Lay out a repository that passes the platform's checks.

    `model_name`, `team_name` and `owner` must be among the answers; `template/copier.yml` has the
    others.  Raises `RefusedError` where an answer is no good or the directory holds something.
    """
    if directory.exists() and any(directory.iterdir()):
        raise RefusedError(f"{directory}: holds files already; name a new directory")
    unknown = sorted(set(answers) - questions())
    if unknown:
        raise RefusedError(f"{', '.join(unknown)}: no question of the template; leave it out")
    render(directory, answers)


def questions() -> set[str]:
    """The names of what the template asks."""
    import yaml

    given = yaml.safe_load((TEMPLATE / "copier.yml").read_bytes())
    return {str(name) for name in given if not name.startswith("_")}


def render(directory: Path, answers: Mapping[str, str]) -> None:
    """Write the files, asking nobody and printing nothing."""
    from copier import run_copy
    from copier.errors import CopierError

    try:
        run_copy(str(TEMPLATE), directory, data=dict(answers), defaults=True, quiet=True)
    except (CopierError, ValueError) as error:
        raise RefusedError(f"{directory}: not made: {error}") from error
