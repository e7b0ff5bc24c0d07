"""What an app declares, and why it would not be served."""

import typing

import azure.functions as func
import pytest

from local.bindings import declared
from local.faults import UnfitAppError


def new_app(level: func.AuthLevel = func.AuthLevel.ANONYMOUS) -> func.FunctionApp:
    """An app without functions."""
    return func.FunctionApp(http_auth_level=level)


def test_the_doors_of_blueprints_are_found():
    app, blueprint = new_app(), func.Blueprint()

    @blueprint.service_bus_topic_trigger("message", "SERVICE_BUS", "events", "decider")
    def on_event(message: func.ServiceBusMessage) -> None: ...

    @blueprint.service_bus_queue_trigger("order", "SERVICE_BUS", "%QUEUE%")
    def on_order(order: func.ServiceBusMessage) -> None: ...

    @blueprint.timer_trigger("timer", "%EVERY%", run_on_startup=True)
    def on_time(timer: func.TimerRequest) -> None: ...

    app.register_functions(blueprint)
    found = declared(app, {"QUEUE": "run-checks", "EVERY": "0 * * * * *"})

    queues = {(consumer.door.name, consumer.queue) for consumer in found.consumers}
    assert queues == {("on_event", "events"), ("on_order", "run-checks")}
    assert found.timers[0].schedule.expression == "0 * * * * *"
    assert found.timers[0].at_start


def test_an_app_can_be_asked_twice():
    app = new_app()

    @app.route("a")
    def on_a(req: func.HttpRequest) -> str:
        return ""

    assert declared(app, {}) == declared(app, {})
    assert [function.get_function_name() for function in app.get_functions()] == ["on_a"]


def test_two_functions_of_one_name_are_refused():
    app = new_app()

    for path in "ab":

        @app.route(path)
        def on_same(req: func.HttpRequest) -> str:
            return ""

    with pytest.raises(UnfitAppError, match="on_same does not have a unique"):
        declared(app, {})


def test_two_doors_behind_one_queue_are_refused():
    app = new_app()

    @app.service_bus_topic_trigger("message", "SERVICE_BUS", "events", "decider")
    def on_event(message: func.ServiceBusMessage) -> None: ...

    @app.service_bus_topic_trigger("message", "SERVICE_BUS", "events", "archive")
    def on_archive(message: func.ServiceBusMessage) -> None: ...

    with pytest.raises(UnfitAppError, match="on_event, on_archive: our bus has one listener"):
        declared(app, {})


def queue(act, **options):
    """An app with one function behind a queue."""
    app = new_app()
    app.service_bus_queue_trigger("message", "SERVICE_BUS", "orders", **options)(act)
    return app


def timer(act, schedule="0 * * * * *"):
    """An app with one function behind a clock."""
    app = new_app()
    app.timer_trigger("timer", schedule)(act)
    return app


def blob():
    """An app with a trigger that is not served."""
    app = new_app()

    @app.blob_trigger("blob", "container/name", "STORAGE")
    def on_blob(blob: func.InputStream) -> None: ...

    return app


def keyed():
    """An app that asks for keys."""
    app = new_app(func.AuthLevel.FUNCTION)

    @app.route("a")
    def on_a(req: func.HttpRequest) -> str:
        return ""

    return app


def misnamed():
    """An app whose function does not take what its trigger fills."""
    app = new_app()

    @app.route("a")
    def on_a(request: func.HttpRequest) -> str:
        return ""

    return app


def writing():
    """An app with an output binding."""
    app = new_app()

    @app.timer_trigger("timer", "0 * * * * *")
    @app.service_bus_queue_output("out", "SERVICE_BUS", "orders")
    def on_time(timer: func.TimerRequest) -> None: ...

    return app


def retried():
    """An app with a retry policy."""
    app = new_app()

    @app.retry("fixed_delay", "3", delay_interval="00:00:01")
    @app.timer_trigger("timer", "0 * * * * *")
    def on_time(timer: func.TimerRequest) -> None: ...

    return app


def builtin_list(message: list[func.ServiceBusMessage]) -> None: ...
def typing_list(message: typing.List[func.ServiceBusMessage]) -> None: ...  # noqa: UP006
def wrong_type(message: str) -> None: ...
def unknown_type(message: "Nobody") -> None: ...  # noqa: F821
def plain(message: func.ServiceBusMessage) -> None: ...
def answering(message: func.ServiceBusMessage) -> str: ...
async def waiting(message: func.ServiceBusMessage) -> None: ...
def on_time(timer: func.TimerRequest) -> None: ...


@pytest.mark.parametrize(
    ("app", "reason"),
    [
        pytest.param(blob(), "on_blob: no blobTrigger is served here", id="unknown trigger"),
        pytest.param(keyed(), "on_a: auth level FUNCTION is not served", id="keys"),
        pytest.param(misnamed(), "on_a: takes request, but its trigger fills req", id="parameter"),
        pytest.param(writing(), "binding out (serviceBus) is not served", id="output binding"),
        pytest.param(retried(), "a retry policy is not served here", id="retry policy"),
        pytest.param(queue(builtin_list), "worker takes typing.List only", id="built-in list"),
        pytest.param(queue(typing_list), "not what a serviceBusTrigger brings", id="batch"),
        pytest.param(queue(wrong_type), "not what a serviceBusTrigger brings", id="wrong type"),
        pytest.param(queue(unknown_type), "annotations cannot be read", id="unknown type"),
        pytest.param(queue(answering), "but has no $return binding", id="answer without binding"),
        pytest.param(queue(waiting), "async functions are not served", id="coroutine"),
        pytest.param(queue(plain, is_sessions_enabled=True), "isSessionsEnabled", id="sessions"),
        pytest.param(queue(plain, cardinality="many"), "cardinality MANY", id="many at once"),
        pytest.param(timer(on_time, "* * * * *"), "write six", id="unreadable schedule"),
        pytest.param(timer(on_time, "%EVERY%"), "a setting that is not there", id="setting"),
    ],
)
def test_an_app_that_would_not_be_served_is_refused(app, reason):
    with pytest.raises(UnfitAppError) as refusal:
        declared(app, {})

    assert reason in str(refusal.value)


def test_every_fault_is_told_at_once():
    app = new_app()
    app.service_bus_queue_trigger("message", "SERVICE_BUS", "%A%", cardinality="many")(answering)
    app.timer_trigger("timer", "%B%")(on_time)

    with pytest.raises(UnfitAppError) as refusal:
        declared(app, {})

    assert [line.split(":")[0] for line in str(refusal.value).splitlines()] == [
        *["answering"] * 3,
        "on_time",
    ]
