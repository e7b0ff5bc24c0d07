"""`gatehouse aside`: what people type about messages that nobody could handle."""

from typing import Annotated

import typer

from local.options import HOME, HomeOption, JsonOption, inside

app = typer.Typer()

TokenArgument = Annotated[str, typer.Argument(metavar="TOKEN", help="As `gatehouse aside` says.")]


@app.callback(invoke_without_command=True)
def listed(context: typer.Context, home: HomeOption = HOME, as_json: JsonOption = False) -> None:
    """List what nobody could handle, send it again or forget it."""
    from local import asides

    if not context.invoked_subcommand:
        inside(home)
        asides.tell(as_json)


@app.command()
def again(token: TokenArgument, home: HomeOption = HOME) -> None:
    """Send a message once more, to where it belongs; what was wrong should be mended by now."""
    from local import asides

    inside(home)
    asides.send_again(token)


@app.command()
def drop(token: TokenArgument, home: HomeOption = HOME) -> None:
    """Forget a message; nobody will ever handle it."""
    from local import asides

    inside(home)
    asides.drop(token)
