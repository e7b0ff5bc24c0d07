"""A model as its team and the platform have settled it together, or what is wrong with it."""

from dataclasses import dataclass
from pathlib import Path

from local.doctor.configuration import Shown
from local.doctor.model_places import places
from local.doctor.model_variables import variables
from local.working_directory import snapshot_of
from shared import yaml_reader
from shared.core.checks.folders import models_in
from shared.core.checks.tree import MODEL_FILE
from shared.core.document import Fault, UnreadableDocumentError
from shared.core.findings import Priority
from shared.core.model_file import faults_in
from shared.core.trees import Limits
from shared.core.variable_template import groups_in
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
