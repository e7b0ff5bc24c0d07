"""Why a function would not be served, here or by Azure, said before the first message is lost."""

import inspect
from collections.abc import Iterator, Mapping
from types import GenericAlias, NoneType
from typing import get_type_hints

import azure.functions as func

from local.arguments import converter
from local.schedule import Schedule, UnreadableScheduleError

RESOLVED = ("queueName", "topicName", "subscriptionName", "schedule")
SERVED = ("httpTrigger", "serviceBusTrigger", "timerTrigger")
REFUSED = {
    "isSessionsEnabled": (True,),
    "autoCompleteMessages": (False,),
    "cardinality": (func.Cardinality.MANY,),
}
"""What a bus trigger may not ask for: one message at a time, completed by the host."""


class UnfitAppError(Exception):
    """An app that this host, or Azure's, would not load; one line for each fault."""


def faults_of(function: func.Function, facts: Mapping[str, object]) -> Iterator[str]:
    """Every fault of a function, its trigger's facts being resolved already."""
    name = function.get_function_name()
    if facts["type"] not in SERVED:
        yield f"{name}: no {facts['type']} is served here, only {', '.join(SERVED)}"
        return
    for check in (facts_faults, binding_faults, signature_faults):
        yield from (f"{name}: {fault}" for fault in check(function, facts))


def facts_faults(function: func.Function, facts: Mapping[str, object]) -> Iterator[str]:
    """What is wrong with what the trigger asks for."""
    for key, value in facts.items():
        if key in RESOLVED and "%" in str(value):
            yield f"{key} {value} names a setting that is not there"
        elif key == "schedule":
            yield from schedule_faults(str(value))
        if value in REFUSED.get(key, ()):
            yield f"{key} {value} is not served here"
    if str(facts.get("authLevel", "ANONYMOUS")).upper() != "ANONYMOUS":
        yield f"auth level {facts['authLevel']} is not served here: there are no keys to check"


def schedule_faults(expression: str) -> Iterator[str]:
    """What is wrong with when a timer is due."""
    try:
        Schedule.read(expression)
    except UnreadableScheduleError as error:
        yield str(error)


def binding_faults(function: func.Function, facts: Mapping[str, object]) -> Iterator[str]:
    """What is wrong with the bindings beside the trigger."""
    for binding in function.get_bindings():
        if binding.name != facts["name"] and (binding.type, binding.name) != ("http", "$return"):
            yield f"binding {binding.name} ({binding.type}) is not served here"
    if function.get_setting("retry_policy"):
        yield "a retry policy is not served here: the bus brings messages again"


def signature_faults(function: func.Function, facts: Mapping[str, object]) -> Iterator[str]:
    """What is wrong with the function's own line, as Azure's worker reads it."""
    act, parameter = function.get_user_function(), str(facts["name"])
    if inspect.iscoroutinefunction(act):
        yield "async functions are not served here"
    taken = set(inspect.signature(act).parameters)
    if taken != {parameter}:
        yield f"takes {', '.join(sorted(taken)) or 'nothing'}, but its trigger fills {parameter}"
        return
    try:
        hints = get_type_hints(act)
    except (NameError, TypeError) as error:
        yield f"its annotations cannot be read: {error}"
        return
    yield from parameter_faults(str(facts["type"]), parameter, hints.get(parameter))
    yield from return_faults(function, hints)


def parameter_faults(kind: str, parameter: str, annotation: object) -> Iterator[str]:
    """What is wrong with the type of what the trigger brings."""
    if isinstance(annotation, GenericAlias):
        yield f"{parameter} is annotated {annotation}; Azure's worker takes typing.List only"
    elif annotation is not None and not fits(kind, annotation):
        yield f"{parameter} is annotated {annotation}, which is not what a {kind} brings"


def fits(kind: str, annotation: object) -> bool:
    """Whether the library's own converter makes such a value, one at a time."""
    made = converter(kind)
    return isinstance(annotation, type) and made.check_input_type_annotation(annotation)


def return_faults(function: func.Function, hints: Mapping[str, object]) -> Iterator[str]:
    """What is wrong with the type of what comes back."""
    answers = any(binding.name == "$return" for binding in function.get_bindings())
    given = hints.get("return", NoneType)
    if not answers and given is not NoneType:
        yield f"returns {given}, but has no $return binding: Azure's worker fails such a call"
    if answers and given not in (func.HttpResponse, str):
        yield f"returns {given}, where an HttpResponse or str belongs"
