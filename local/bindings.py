"""What an app declares: its doors, each behind an address, a queue or a clock."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import azure.functions as func

from local.faults import RESOLVED, UnfitAppError, faults_of
from local.schedule import Schedule

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
SETTING = re.compile(r"%([^%]+)%")


@dataclass(frozen=True, kw_only=True)
class Door:
    """A function of the app, the parameter its trigger fills, and whether it may answer."""

    name: str
    act: Callable[..., object]
    parameter: str
    answers: bool


@dataclass(frozen=True, kw_only=True)
class Route:
    """A door behind an address.  `template` is in Azure's words, without the prefix."""

    door: Door
    template: str
    methods: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Consumer:
    """A door behind a queue, or behind a topic."""

    door: Door
    queue: str


@dataclass(frozen=True, kw_only=True)
class Timer:
    """A door that opens by the clock."""

    door: Door
    schedule: Schedule
    at_start: bool


@dataclass(frozen=True, kw_only=True)
class Declared:
    """Everything an app declares."""

    routes: tuple[Route, ...]
    consumers: tuple[Consumer, ...]
    timers: tuple[Timer, ...]


def declared(app: func.FunctionApp, settings: Mapping[str, str]) -> Declared:
    """The app's doors, each `%SETTING%` resolved.  Raises `UnfitAppError` with every fault."""
    functions = [(function, facts_of(function, settings)) for function in functions_of(app)]
    faults = [fault for function, facts in functions for fault in faults_of(function, facts)]
    if faults:
        raise UnfitAppError("\n".join(faults))
    doors = [(door_of(function, facts), facts) for function, facts in functions]
    consumers = [consumer_of(*each) for each in doors if each[1]["type"] == "serviceBusTrigger"]
    refuse_shared(consumers)
    return Declared(
        routes=tuple(route_of(*each) for each in doors if each[1]["type"] == "httpTrigger"),
        consumers=tuple(consumers),
        timers=tuple(timer_of(*each) for each in doors if each[1]["type"] == "timerTrigger"),
    )


def refuse_shared(consumers: Sequence[Consumer]) -> None:
    """Refuse an app in which two doors take from one queue: each would get half the messages."""
    for queue, number in Counter(consumer.queue for consumer in consumers).items():
        if number > 1:
            names = ", ".join(each.door.name for each in consumers if each.queue == queue)
            raise UnfitAppError(f"{names}: our bus has one listener for each queue, also {queue}")


def functions_of(app: func.FunctionApp) -> Sequence[func.Function]:
    """The app's functions.  Raises `UnfitAppError` where two have one name, or one no trigger."""
    app.functions_bindings = None  # or the library takes a second asking for a second function
    try:
        return app.get_functions()
    except ValueError as error:
        raise UnfitAppError(str(error)) from error
    finally:
        app.functions_bindings = None


def facts_of(function: func.Function, settings: Mapping[str, str]) -> Mapping[str, object]:
    """What a function's trigger declares, in the words of `function.json`."""
    trigger = function.get_trigger()
    facts: dict[str, object] = trigger.get_dict_repr() if trigger else {}
    texts = {name: str(facts[name]) for name in RESOLVED if name in facts}
    return facts | {
        name: SETTING.sub(lambda found: settings.get(found[1], found[0]), text)
        for name, text in texts.items()
    }


def door_of(function: func.Function, facts: Mapping[str, object]) -> Door:
    """The function as something that can be called."""
    return Door(
        name=str(function.get_function_name()),
        act=function.get_user_function(),
        parameter=str(facts["name"]),
        answers=any(binding.name == "$return" for binding in function.get_bindings()),
    )


def route_of(door: Door, facts: Mapping[str, object]) -> Route:
    """The door's address; where no method is declared, every method is served."""
    methods = facts.get("methods")
    names = tuple(map(str, methods)) if isinstance(methods, list) else METHODS
    return Route(door=door, template=str(facts["route"]), methods=names)


def consumer_of(door: Door, facts: Mapping[str, object]) -> Consumer:
    """The queue that the door takes messages from; our own bus has one for each topic."""
    return Consumer(door=door, queue=str(facts.get("queueName") or facts["topicName"]))


def timer_of(door: Door, facts: Mapping[str, object]) -> Timer:
    """When the door opens."""
    schedule = Schedule.read(str(facts["schedule"]))
    return Timer(door=door, schedule=schedule, at_start=bool(facts.get("runOnStartup")))
