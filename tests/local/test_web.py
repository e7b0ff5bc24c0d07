"""The app's addresses, knocked at over a real socket."""

import socket
from concurrent.futures import ThreadPoolExecutor

import azure.functions as func
import httpx
import pytest

from local.bindings import declared
from local.faults import UnfitAppError
from local.server import Server
from local.web import web
from shared.replies import LARGEST_BODY


def sample() -> func.FunctionApp:
    """An app with an address of each sort."""
    app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

    @app.route("echo", methods=["GET", "POST"])
    def on_echo(req: func.HttpRequest) -> func.HttpResponse:
        said = f"{req.method} {req.params.get('name', '')} {req.headers.get('x-word', '')} "
        return func.HttpResponse(said.encode() + req.get_body(), status_code=202)

    @app.route("runs/{id}", methods=["GET"])
    def on_run(req: func.HttpRequest) -> str:
        return f"run {req.route_params['id']}"

    @app.route("runs/late", methods=["GET"])
    def on_late(req: func.HttpRequest) -> str:
        return "late"

    @app.route("pages/{number:int}/{side?}", methods=["GET"])
    def on_page(req: func.HttpRequest) -> str:
        return f"{req.route_params['number']} {req.route_params.get('side', '-')}"

    @app.route("files/{*rest}", methods=["GET"])
    def on_file(req: func.HttpRequest) -> str:
        return f"<{req.route_params.get('rest', '')}>"

    @app.route("sweets")
    def on_sweets(req: func.HttpRequest) -> func.HttpResponse:
        answer = func.HttpResponse("<p>ok", mimetype="text/html", headers={"X-Seen": "yes"})
        answer.headers.add("Set-Cookie", "a=1; Path=/")
        answer.headers.add("Set-Cookie", "b=2; HttpOnly")
        return answer

    @app.route("accident", methods=["GET"])
    def on_accident(req: func.HttpRequest) -> func.HttpResponse:
        raise RuntimeError("the password is swordfish")

    @app.route("nothing", methods=["GET"])
    def on_nothing(req: func.HttpRequest) -> func.HttpResponse:
        return None  # type: ignore[return-value]

    return app


@pytest.fixture(scope="module")
def client():
    server = Server(app=web(declared(sample(), {}).routes))
    server.start()
    with httpx.Client(base_url=f"{server.address}/api") as client:
        yield client
    server.stop()


@pytest.mark.parametrize(
    ("method", "path", "status", "text"),
    [
        pytest.param("GET", "/echo", 202, "GET   ", id="an empty body"),
        pytest.param("GET", "/echo?name=a%20b", 202, "GET a b  ", id="a query"),
        pytest.param("GET", "/echo?name=a&name=b", 202, "GET a,b  ", id="a query name twice"),
        pytest.param("GET", "/runs/churn-1", 200, "run churn-1", id="a parameter"),
        pytest.param("GET", "/runs/late", 200, "late", id="a word before a parameter"),
        pytest.param("GET", "/pages/7", 200, "7 -", id="an optional end left out"),
        pytest.param("GET", "/pages/7/left", 200, "7 left", id="an optional end"),
        pytest.param("GET", "/pages/seven", 404, "Not Found", id="not a number"),
        pytest.param("GET", "/files/a/b.txt", 200, "<a/b.txt>", id="all the rest"),
        pytest.param("GET", "/files", 200, "<>", id="no rest"),
        pytest.param("GET", "/unknown", 404, "Not Found", id="an unknown address"),
        pytest.param("GET", "/runs", 404, "Not Found", id="a parameter left out"),
        pytest.param("DELETE", "/echo", 405, "Method Not Allowed", id="a method nobody serves"),
        pytest.param("HEAD", "/runs/churn-1", 200, "", id="HEAD where GET is"),
        pytest.param("PATCH", "/sweets", 200, "<p>ok", id="any method where none is named"),
        pytest.param("GET", "/nothing", 500, "Internal Server Error", id="no answer"),
    ],
)
def test_a_knock_is_answered(client, method, path, status, text):
    answer = client.request(method, path)

    assert (answer.status_code, answer.text) == (status, text)


def test_body_and_headers_reach_the_door(client):
    answer = client.post("/echo", content=b"\x00\xff", headers={"X-Word": "hello"})

    assert answer.content == b"POST  hello \x00\xff"


def test_the_same_header_twice_arrives_joined(client):
    answer = client.get("/echo", headers=[("X-Word", "a"), ("X-Word", "b")])

    assert answer.text == "GET  a,b "


def test_headers_cookies_and_type_leave_as_the_door_said(client):
    answer = client.get("/sweets")

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["x-seen"] == "yes"
    assert answer.headers.get_list("set-cookie") == ["a=1; Path=/", "b=2; HttpOnly"]


def test_of_an_accident_nothing_is_told_but_that_there_was_one(client):
    answer = client.get("/accident")

    assert (answer.status_code, answer.text) == (500, "Internal Server Error")


def test_the_largest_body_is_taken(client):
    answer = client.post("/echo", content=b"x" * LARGEST_BODY)

    assert answer.status_code == 202


def test_a_body_said_to_be_too_large_is_refused_unread(client):
    with socket.create_connection((client.base_url.host, client.base_url.port)) as line:
        head = f"POST /api/echo HTTP/1.1\r\nhost: x\r\ncontent-length: {LARGEST_BODY + 1}\r\n\r\n"
        line.sendall(head.encode())

        assert b" 413 " in line.recv(1000)


def test_a_body_that_grows_too_large_is_refused_while_it_comes(client):
    def endless():
        for _ in range(2 * LARGEST_BODY // 65536):
            yield b"x" * 65536

    answer = client.post("/echo", content=endless())

    assert answer.status_code == 413


def test_who_goes_away_in_the_midst_of_a_body_leaves_no_accident(client, caplog):
    with socket.create_connection((client.base_url.host, client.base_url.port)) as line:
        line.sendall(b"POST /api/echo HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nhalf")

    assert client.get("/echo").status_code == 202
    assert caplog.records == []


def test_twenty_knocks_at_once_are_all_answered(client):
    with ThreadPoolExecutor(20) as crowd:
        answers = list(crowd.map(lambda name: client.get(f"/echo?name={name}").text, range(20)))

    assert answers == [f"GET {name}  " for name in range(20)]


def test_without_a_prefix_addresses_begin_at_the_root():
    app = web(declared(sample(), {}).routes, prefix="")

    assert "/runs/{id:str}" in [route.path for route in app.routes]


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        pytest.param("a", "a", "on_second: on_first has GET a", id="the same"),
        pytest.param("a/{x}", "/a/{y}", "on_second: on_first has GET", id="the same but for names"),
        pytest.param("a", "b/{x:guid}", "{x:guid} in route", id="a constraint we do not know"),
        pytest.param("a", "b/{x?}/c", "{x?} in route", id="an optional middle"),
        pytest.param("a", "b/{x", "cannot be read", id="a brace left open"),
    ],
)
def test_addresses_that_cannot_be_served_are_refused(first, second, reason):
    app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

    @app.route(first, methods=["GET"])
    def on_first(req: func.HttpRequest) -> str:
        return ""

    @app.route(second, methods=["GET", "POST"])
    def on_second(req: func.HttpRequest) -> str:
        return ""

    with pytest.raises(UnfitAppError) as refusal:
        web(declared(app, {}).routes)
    assert reason in str(refusal.value)
