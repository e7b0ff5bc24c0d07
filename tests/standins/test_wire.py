"""The wire that tests lean on does what it says."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.standins.serving import serving
from tests.standins.wire import Answer, Cut, Exchange, Gone, Late, Lost, wire_to


@pytest.fixture
def seen():
    return []


@pytest.fixture
def wire(seen):
    async def echo(request):
        seen.append(await request.body())
        return PlainTextResponse(b"heard " + seen[-1], headers={"ETag": "7"})

    app = Starlette(routes=[Route("/{path:path}", echo, methods=["GET", "PUT", "POST", "HEAD"])])
    with serving(app) as address, wire_to(address) as wire:
        yield wire


def test_what_nobody_upsets_passes_as_it_is_and_is_counted(wire, seen):
    with httpx.Client() as client:
        first = client.put(f"{wire.address}/a?b=c", content=b"one")
        second = client.post(f"{wire.address}/a", content=iter([b"t", b"wo"]))

    assert (first.text, second.text, first.headers["etag"]) == ("heard one", "heard two", "7")
    assert wire.requests[0] == Exchange(method="PUT", path="/a?b=c", status=200)
    assert wire.count("POST /a") == 1


def test_a_lost_answer_was_an_act_all_the_same(wire, seen):
    wire.upset(Lost(), on="PUT")

    with pytest.raises(httpx.TransportError):
        httpx.put(f"{wire.address}/a", content=b"one")

    assert seen == [b"one"]
    assert wire.requests == [Exchange(method="PUT", path="/a", status=0)]


@pytest.mark.parametrize("trouble", [Gone(), Cut(after=3)], ids=["before", "in the middle"])
def test_a_connection_breaks(wire, trouble):
    wire.upset(trouble)

    with pytest.raises(httpx.TransportError):
        httpx.get(f"{wire.address}/a")


def test_an_answer_can_be_put_in_the_mouth_of_the_server(wire, seen):
    wire.upset(Answer(429, headers={"Retry-After": "1"}), on="/b")

    answers = [httpx.get(f"{wire.address}/{name}") for name in "abb"]

    assert [answer.status_code for answer in answers] == [200, 429, 200]
    assert answers[1].headers["retry-after"] == "1"


def test_a_late_answer_times_out_at_an_impatient_client(wire):
    wire.upset(Late(seconds=0.3))

    with pytest.raises(httpx.TimeoutException):
        httpx.get(f"{wire.address}/a", timeout=0.1)
