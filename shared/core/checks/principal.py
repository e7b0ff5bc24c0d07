"""Somebody runs the team's jobs in every environment: a service principal is there (R-054).

Where there is none, the finding is the request for one, filled in for this team (R-053, R-113).
"""

from collections.abc import Iterator, Mapping
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.tree import MODEL_FILE, Tree
from shared.core.document import Document
from shared.core.findings import Owner, Priority
from shared.core.principals import Principals

FILLED_IN: Final = ("TEAM_NAME", "MODEL_NAME", "FINANCIAL_ID")


def judge(tree: Tree) -> Iterator[Remark]:
    """One remark for each principal that is missing, however many environments would share it."""
    principals = tree.surroundings.principals
    if principals is None:
        return
    for name, environments in missing_in(principals).items():
        where = " and ".join(environments)
        called = f"the service principal {name}" if name else "a service principal"
        yield Remark(
            path=MODEL_FILE,
            remark=f"nobody can run the team's jobs in {where}: {called} is not there",
            remedy=request(principals, name, environments, tree),
        )


def missing_in(principals: Principals) -> Mapping[str, list[str]]:
    """The environments that lack somebody, by the name that is looked for."""
    missing: dict[str, list[str]] = {}
    for environment, found in principals.found.items():
        if found is None:
            missing.setdefault(principals.names.get(environment, ""), []).append(environment)
    return missing


def request(principals: Principals, name: str, environments: list[str], tree: Tree) -> str:
    """What to ask for, where, in words that can be sent as they are."""
    whom = f"at {principals.request}" if principals.request else "GBI"
    called = f"the service principal `{name}`" if name else "a service principal"
    places = dict.fromkeys(principals.places.get(one, "") for one in environments)
    place = " and ".join(filter(None, places))
    workspace = f" in the workspace {place}" if place else ""
    return (
        f"Ask {whom} for {called}{workspace}, for the environment "
        f"{' and '.join(environments)}. {' '.join(f'{said}.' for said in facts(tree))}"
    )


def facts(tree: Tree) -> Iterator[str]:
    """What whoever makes a principal wants to know of the model."""
    values = tree.model_file.values if isinstance(tree.model_file, Document) else {}
    for name in FILLED_IN:
        yield f"{name}: {str(values.get(name) or 'not given yet')[:60]}"


CHECK: Final = Check(
    name="principal",
    priority=Priority.REQUIRED,
    owner=Owner.GBI,
    standard="R-054",
    judge=judge,
)
