"""The app's addresses, as Azure would serve them."""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route as Address

from local import arguments
from local.arguments import Knock
from local.bindings import Route
from local.calls import Call
from local.faults import UnfitAppError
from shared.replies import LARGEST_BODY

HOLE = re.compile(r"\{(\*?)(\w+)(?::(\w+))?(\?)?\}", re.ASCII)


def web(routes: Sequence[Route], prefix: str = "api") -> Starlette:
    """An application with every route under the prefix.  Raises `UnfitAppError`."""
    refuse_clashes(routes)
    start = f"/{prefix}" if prefix else ""
    addresses = [
        Address(f"{start}/{path}".rstrip("/") or "/", behind(route), methods=[*route.methods])
        for route in sorted(routes, key=vagueness)
        for path in paths(route)
    ]
    # What is larger is refused with 413 before it is read.
    app = Starlette(routes=addresses, max_body_size=LARGEST_BODY)
    app.router.redirect_slashes = False
    return app


def behind(route: Route) -> Callable[[Request], Awaitable[Response]]:
    """What answers at an address: the door, in a thread of its own."""

    async def answer(request: Request) -> Response:
        try:
            body = await request.body()
        except ClientDisconnect:
            return Response(status_code=400)  # nobody hears it any more
        knock = Knock(
            method=request.method,
            url=str(request.url),
            headers=joined(request.headers.items()),
            query=joined(request.query_params.multi_items()),
            params={name: str(value) for name, value in request.path_params.items()},
            body=body,
        )
        return await run_in_threadpool(answer_to, knock, route)

    return answer


def answer_to(knock: Knock, route: Route) -> Response:
    """What the door answers; of its accidents nothing is told but that there was one."""
    try:
        with Call(door=route.door, about=f"{knock.method} {knock.url.partition('?')[0]}") as call:
            reply = arguments.reply(call.made_with(arguments.request(knock)))
            response = Response(reply.body, reply.status)
            for name, value in reply.headers:
                if name.lower() != "content-length":
                    response.headers.append(name, value)
            call.outcome = str(reply.status)
    except Exception:  # noqa: BLE001 - whatever it is, it was written down, and is our own trouble
        return PlainTextResponse("Internal Server Error", 500)
    return response


def joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """One value for each name."""
    values: dict[str, str] = {}
    for name, value in pairs:
        values[name] = f"{values[name]},{value}" if name in values else value
    return values


def paths(route: Route) -> Iterator[str]:
    """A template in Starlette's words: `{x}`, `{x:int}`, `{*rest}`; two for an optional end."""
    template = route.template.strip("/")
    kept, _, last = template.rpartition("/")
    hole = HOLE.fullmatch(last)
    if hole and (hole[1] or hole[4]):
        yield translated(kept, route)
        template = template.removesuffix("?}") + "}" if hole[4] else template
    yield translated(template, route)


def translated(template: str, route: Route) -> str:
    """A template without optional parts.  Raises `UnfitAppError` for what it cannot say."""
    rest = HOLE.sub("", template)
    if re.search(r"[{}?*]", rest):
        raise UnfitAppError(f"{route.door.name}: route {route.template!r} cannot be read")
    return HOLE.sub(lambda hole: hole_for(hole, route), template)


def hole_for(hole: re.Match[str], route: Route) -> str:
    """One parameter in Starlette's words."""
    catch_all, name, constraint, optional = hole.groups()
    if optional or constraint not in (None, "int") or (catch_all and constraint):
        raise UnfitAppError(
            f"{route.door.name}: {hole[0]} in route {route.template!r} is not served here"
        )
    return f"{{{name}:path}}" if catch_all else f"{{{name}:{constraint or 'str'}}}"


def vagueness(route: Route) -> list[int]:
    """What Azure sorts by: a word goes before a parameter, a parameter before all the rest."""
    return [
        3 if "{*" in part else 2 if "{" in part and ":" not in part else 1 if "{" in part else 0
        for part in route.template.strip("/").split("/")
    ]


def refuse_clashes(routes: Sequence[Route]) -> None:
    """Refuse an app in which two doors claim one address."""
    claimed: dict[tuple[str, str], str] = {}
    for route in routes:
        address = HOLE.sub(lambda hole: f"{{{hole[1]}{hole[3] or ''}}}", route.template.strip("/"))
        for method in route.methods:
            other = claimed.setdefault((method, address.lower()), route.door.name)
            if other != route.door.name:
                raise UnfitAppError(f"{route.door.name}: {other} has {method} {route.template}")
