"""`gatehouse doctor --model DIR`: what counts for a model, and where each value comes from.

A team's variables are those of `model.yml` or their defaults; everything else follows from the
platform's settings, and nobody types it (R-052).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from local.doctor.configuration import DEFAULT, UNSET, Shown
from local.doctor.masks import masked, masked_pair
from local.doctor.model_places import places
from local.working_directory import snapshot_of
from shared import yaml_reader
from shared.core.checks.environment import CONDA, PIP
from shared.core.checks.folders import models_in
from shared.core.checks.tree import MODEL_FILE, Tree
from shared.core.document import Document, Fault, UnreadableDocumentError
from shared.core.findings import Priority
from shared.core.model_file import faults_in
from shared.core.trees import Limits
from shared.core.variable_template import groups_in
from shared.core.variables import MODEL_VARIABLES, Variable
from shared.model_folder import name_in, tree_in
from shared.ports import Snapshot
from shared.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Model:
    """One model: its variables, what follows for it, what is wrong, the groups that nobody reads."""

    folder: str
    faults: tuple[Fault, ...]
    variables: tuple[Shown, ...]
    groups: tuple[str, ...]

    @property
    def verdict(self) -> int:
        """0 where the variables can count, 2 where they are wrong."""
        return 2 if any(one.priority is Priority.REQUIRED for one in self.faults) else 0


def models(directory: Path, settings: Settings) -> tuple[Model, ...]:
    """Every model in a directory.  Raises `UnreadableSourceError` where no commit could be made."""
    snapshot = snapshot_of(directory, Limits())
    fallback = directory.absolute().name
    folders = models_in(snapshot.files) or (".",)
    return tuple(model_in(snapshot, folder, fallback, settings) for folder in folders)


def model_in(snapshot: Snapshot, folder: str, fallback: str, settings: Settings) -> Model:
    """The model of one folder."""
    tree = tree_in(snapshot, folder)
    name = name_in(snapshot, folder, fallback if folder == "." else folder)
    document = tree.model_file
    if isinstance(document, UnreadableDocumentError):
        return Model(folder=folder, faults=(unreadable(document),), variables=(), groups=())
    team = str(document.values.get("TEAM_NAME") or "")
    return Model(
        folder=folder,
        faults=tuple(faults_in(document, settings.policy.names)),
        variables=(*variables(document, tree), *places(settings, name, team)),
        groups=groups_in(yaml_reader.read(tree.files[MODEL_FILE])),
    )


def unreadable(error: UnreadableDocumentError) -> Fault:
    """Why nobody can tell what a model says."""
    remark = f"{MODEL_FILE} cannot be read: {error.remark}"
    return Fault(remark=remark, remedy=error.remedy, source="R-051", line=error.line)


def variables(document: Document, tree: Tree) -> Iterator[Shown]:
    """Every variable there is, with what counts."""
    for one in MODEL_VARIABLES:
        value = document.values.get(one.name)
        if value is None:
            yield left_out(one, tree)
        else:
            line = document.line(one.name)
            yield Shown(name=one.name, value=said(value), source=f"{MODEL_FILE}, line {line}")


def left_out(variable: Variable, tree: Tree) -> Shown:
    """What counts where nothing is given."""
    there = sorted({CONDA, PIP} & set(tree.files))
    if variable.name == "ENVIRONMENT_FILE" and len(there) == 1:
        return Shown(name=variable.name, value=there[0], source=f"{DEFAULT}: it is there")
    source = DEFAULT if variable.default else UNSET
    return Shown(name=variable.name, value=variable.default, source=source)


def said(value: object) -> str:
    """A value on one line, without what goes by the name of a secret."""
    if isinstance(value, Mapping):
        return ", ".join(masked_pair(str(name), nested(inner)) for name, inner in value.items())
    if isinstance(value, list):
        return "; ".join(map(said, value))
    return masked(str(value).lower() if isinstance(value, bool) else str(value))


def nested(value: object) -> str:
    """A value inside another, in brackets where it has several parts."""
    return f"({said(value)})" if isinstance(value, Mapping | list) else said(value)
