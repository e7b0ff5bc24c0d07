"""What people type: `gatehouse` and its commands.  `--json` speaks to machines."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from local import aside_commands, check_command
from local.options import HOME, HomeOption, JsonOption, at, inside
from shared.core.errors import RefusedError, TryAgainError
from shared.plain_text import line
from shared.settings import SettingsError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="From git push to a released model, through gates that can be proved to have been kept.",
)
app.add_typer(aside_commands.app, name="aside")

RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="The id of a run.")]


def main() -> None:
    """Run the command; a fault that we know ends with its remedy, not with a traceback."""
    try:
        app()
    except (RefusedError, TryAgainError, SettingsError, OSError) as error:
        print(f"gatehouse: {line(str(error))}", file=sys.stderr)
        sys.exit(2)


@app.command()
def demo(as_json: JsonOption = False) -> None:
    """Walk the whole road on real pushes, and tell what happens and why."""
    from local.demo import tell

    sys.exit(tell(Path(".gatehouse/demo"), as_json))


@app.command()
def up(
    home: HomeOption = HOME,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where to listen on this machine; 0 for any.")
    ] = 7071,
) -> None:
    """Run the platform on this machine until Ctrl-C."""
    from local.up import serve

    at(home)
    serve(home, port)


@app.command()
def new(
    directory: Annotated[Path, typer.Argument(help="Where to; it must be new or empty.")],
    model: Annotated[str, typer.Option(help="MODEL_NAME; the directory's name unless given.")] = "",
    team: Annotated[str, typer.Option(help="TEAM_NAME.")] = "my team",
    owner: Annotated[str, typer.Option(help="E-mail address of who answers for it.")] = "",
    kind: Annotated[
        str, typer.Option(help="Supervised, Unsupervised or rulebased.")
    ] = "Supervised",
) -> None:
    """Lay out a new model repository on the golden path."""
    from local.new import create

    answers = {
        "model_name": model or directory.name,
        "team_name": team,
        "owner": owner or "owner@bank.example",
        "model_type": kind,
    }
    create(directory, answers)
    print(f"{directory} is ready: read its README.md, then `gatehouse check {directory}`")


app.command()(check_command.check)


@app.command()
def register(
    repository: Annotated[str, typer.Argument(help="Its name, such as bank/churn.")],
    team: Annotated[str, typer.Option(help="The team that owns it.")],
    url: Annotated[str, typer.Option(help="Where it lies; a bare one is made if empty.")] = "",
    branch: Annotated[
        str, typer.Option(help="The branch whose pushes start runs; main unless told.")
    ] = "",
    ci: Annotated[str, typer.Option(help="The workflow or pipeline that runs the tests.")] = "",
    secret: Annotated[
        str, typer.Option(help="The reference of a secret that is kept already.")
    ] = "",
    new_secret: Annotated[
        bool, typer.Option("--new-secret", help="Make another; the former counts as well.")
    ] = False,
    drop_former_secret: Annotated[
        bool, typer.Option("--drop-former-secret", help="Believe the former secret no more.")
    ] = False,
    home: HomeOption = HOME,
) -> None:
    """Let a repository start runs; what is left out stays as it was."""
    from local.registering import Wanted
    from local.registering import register as write
    from shared.wiring import world

    at(home)
    wanted = Wanted(
        repository=repository,
        team=team,
        url=url,
        branch=branch,
        ci=ci,
        secret=secret,
        new_secret=new_secret,
        drop_former_secret=drop_former_secret,
    )
    made = write(world(), wanted)
    print(f"{made.repository} may start runs for {made.team}: push {made.branch} to {made.url}")
    print(f"its pushes are signed with the secret {made.secret}")
    if made.former_secret:
        print(f"the former secret {made.former_secret} counts as well until --drop-former-secret")


@app.command()
def runs(home: HomeOption = HOME, as_json: JsonOption = False) -> None:
    """List the runs, those alive first."""
    from local import printing
    from shared.mirror import row_of
    from shared.wiring import world

    inside(home)
    here = world().runs
    rows = [row_of(listed) for listed in (*here.alive(), *here.ended())]
    printing.show(as_json, rows, lambda: printing.console().print(printing.runs_table(rows)))


@app.command()
def why(run: RunArgument, home: HomeOption = HOME, as_json: JsonOption = False) -> None:
    """Tell why a run waits, for whom, since when and what unlocks it, or how it ended."""
    from local import explaining

    inside(home)
    explaining.explain(run, as_json)


@app.command()
def approve(
    run: RunArgument,
    person: Annotated[str, typer.Option("--as", help="Whose letter to answer.")] = "",
    environment: Annotated[str, typer.Option(help="Which environment.")] = "prod",
    refuse: Annotated[bool, typer.Option("--refuse", help="Say no.")] = False,
    comment: Annotated[str, typer.Option(help="What to say with it.")] = "",
    home: HomeOption = HOME,
) -> None:
    """Decide over the real approval page, as the person whom the letter was written to."""
    from local.approving import Decision, decide
    from local.up import APPROVER
    from shared.adapters.mailbox import Mailbox

    inside(home)
    verdict = "refuse" if refuse else "approve"
    decision = Decision(
        run_id=run,
        environment=environment,
        person=person or APPROVER,
        verdict=verdict,
        comment=comment,
    )
    page = decide(Mailbox(home / "mail"), decision)
    print(f"{decision.person} said {verdict}; see {page.partition('?')[0]}")


@app.command()
def verify(home: HomeOption = HOME, as_json: JsonOption = False) -> None:
    """Read everything again that is stored; exit 1 where a single byte does not fit."""
    from local.auditing import audit

    inside(home)
    sys.exit(audit(as_json))


@app.command()
def doctor(
    home: HomeOption = HOME,
    seconds: Annotated[
        float, typer.Option(min=0.1, help="How long to wait for all neighbours together.")
    ] = 60,
    model: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Show what counts for the models in DIR, and ask nobody."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show the settings, test every neighbour, and tell what has to be set up elsewhere."""
    from local.doctor import examine, of_models

    if model:
        sys.exit(of_models.examine(os.environ, home, model, as_json=as_json))
    sys.exit(examine(os.environ, home, seconds=seconds, as_json=as_json))
