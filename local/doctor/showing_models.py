"""What counts for models, for people and for machines."""

from collections.abc import Sequence

from local import printing
from local.doctor import showing
from local.doctor.examination import Fault as SettingFault
from local.doctor.model import Model
from shared.core.document import Fault
from shared.core.findings import Priority


def show(models: Sequence[Model], as_json: bool) -> None:
    """All models of a directory."""
    if as_json:
        printing.say_json({"faults": (), "models": models})
        return
    for model in models:
        showing.heading(f"model in {printing.plain(model.folder)}")
        showing.values(model.variables)
        if model.groups:
            groups = printing.plain(", ".join(model.groups))
            showing.say(f"[dim]variable groups, which nobody reads here: {groups}[/]")
        for fault in model.faults:
            line_of(fault)


def refused(faults: Sequence[SettingFault], as_json: bool) -> None:
    """Settings under which nobody can tell what would count."""
    if as_json:
        printing.say_json({"faults": faults, "models": ()})
    else:
        showing.faults(faults)


def line_of(fault: Fault) -> None:
    """A fault, where it is and what to do about it."""
    colour = "red" if fault.priority is Priority.REQUIRED else "yellow"
    place = f"line {fault.line}: " if fault.line else ""
    words = printing.plain(f"{place}{fault.remark}; {fault.remedy} ({fault.source})")
    showing.say(f"[{colour}]priority {fault.priority}[/]  {words}")
