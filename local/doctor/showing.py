"""An examination for people: nothing is cut, so that everything can be copied."""

from collections.abc import Iterable, Iterator, Sequence

from local import printing
from local.doctor.advice import Advice
from local.doctor.asking import Answer, State
from local.doctor.configuration import UNSET, Shown
from local.doctor.entrances import Entrance, SignIn
from local.doctor.examination import Examination, Fault
from local.doctor.grants import Grant
from local.doctor.identity import Identity

COLOURS = {State.OK: "green", State.TROUBLE: "red"}


def say(markup: str) -> None:
    """One line, however long."""
    printing.console().print(markup, soft_wrap=True)


def heading(words: str) -> None:
    """The title of a part."""
    say(f"\n[bold]{words}[/]")


def faults(found: Iterable[Fault]) -> None:
    """What is wrong with the settings, a line for each."""
    for fault in found:
        say(f"[red]{printing.plain(fault.setting)}[/]: {printing.plain(fault.remark)}")


def settings(found: Sequence[Shown]) -> None:
    """The settings that count, and how many there are besides."""
    heading("settings")
    counting = [one for one in found if one.source != UNSET]
    values(counting)
    say(f"[dim]{len(found) - len(counting)} others are not set; docs/settings.md lists them all[/]")


def values(found: Sequence[Shown]) -> None:
    """Each value on a line, with where it comes from."""
    width = max((len(one.name) for one in found), default=0)
    for one in found:
        say(f"{one.name:{width}}  {printing.plain(one.value) or '-'}  [dim]{one.source}[/]")


def advice(found: Iterable[Advice]) -> None:
    """What could be better, a line for each."""
    for one in found:
        words = printing.plain(f"{one.remark}; {one.remedy} ({one.standard})")
        say(f"[yellow]priority {one.priority}[/]  {one.setting}: {words}")


def answers(asked: Iterable[Answer], count: int) -> Iterator[Answer]:
    """Each answer, shown as it comes; a terminal shows how many are silent still."""
    heading("neighbours")
    with printing.console().status(f"asking {count} neighbours") as status:
        for number, answer in enumerate(asked, start=1):
            status.console.print(line_of(answer), soft_wrap=True)
            status.update(f"{count - number} of {count} neighbours have not answered yet")
            yield answer


def line_of(answer: Answer) -> str:
    """One neighbour's answer."""
    colour, who = COLOURS[answer.state], printing.plain(f"{answer.role} ({answer.name})")
    words = printing.plain("; ".join(filter(None, (answer.said, answer.remedy))))
    return f"[{colour}]{answer.state:7}[/]  {who}: {words}  [dim]{answer.milliseconds} ms[/]"


def findings(found: Examination) -> None:
    """All that an administrator must know."""
    if found.identity:
        identity(found.identity)
    grants(found.grants)
    entrances(found.entrances)
    sign_in(found.sign_in)


def identity(me: Identity) -> None:
    """Who we are, each id on a line of its own."""
    heading("our identity")
    facts = {
        "object id": me.object_id,
        "application (client) id": me.application_id,
        "tenant id": me.tenant,
        "resource": me.resource,
    }
    say(printing.plain(me.remark))
    if me.object_id:
        printing.print_facts({name: value for name, value in facts.items() if value})


def grants(found: Sequence[Grant]) -> None:
    """Rights, each on a line that says who gets what on what."""
    if found:
        heading("rights to give")
    for one in found:
        say(f"{one.neighbour}: {printing.plain(f'to {one.to}: {one.right}, on {one.scope}')}")


def entrances(found: Iterable[Entrance]) -> None:
    """Webhooks."""
    heading("webhooks to enter")
    for one in found:
        say(f"{printing.plain(one.provider)}: {one.address}")
        say(f"  {one.content_type}; {', '.join(one.events)}; {printing.plain(one.secret)}")


def sign_in(way: SignIn | None) -> None:
    """What the app registration is to be told."""
    if way:
        heading("signing in (Easy Auth)")
        facts = {
            "redirect URI": way.redirect_uri,
            "tenant": way.tenant,
            "app roles": ", ".join(way.app_roles),
            "optional claims": ", ".join(way.optional_claims),
            "without signing in": way.unauthenticated_requests,
        }
        printing.print_facts(facts)
