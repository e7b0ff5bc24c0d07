"""The story of four models and five pushes: what happens to each, and why."""

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from local import printing
from local.approving import Decision, decide
from local.following import Watch, asks_people, ended
from local.outcomes import Told, lines_of, outcome, release
from local.process import Process, free_port
from local.redelivery import deliver
from local.registering import Wanted, register
from local.up import APPROVER, only_one
from local.workshop import Desk
from shared.adapters.mailbox import Mailbox
from shared.core.candidate import Candidate
from shared.core.run import Run
from shared.settings.names import PREFIX
from shared.wiring import World, world

CHURN, LIMITS = "retail/churn", "risk/limits"
TIMES = 3
RULES = "rulebased"


@dataclass(kw_only=True)
class Story:
    """The story as far as it has been told."""

    here: World
    home: Path
    quiet: bool
    told: list[Told] = field(default_factory=list)

    def say(self, words: str) -> None:
        """Tell people, unless a machine listens."""
        if not self.quiet:
            printing.console().print(words, soft_wrap=True)

    def say_all(self, lines: Iterable[str]) -> None:
        """Tell line by line."""
        for line in lines:
            self.say(line)

    def desk(self, repository: str, kind: str = "Supervised") -> Desk:
        """A registered repository, and a working copy of a model made from the template."""
        registration = register(self.here, Wanted(repository=repository, team="Retail Analytics"))
        model = repository.rpartition("/")[2]
        made = Desk(folder=self.home / "desks" / model, remote=registration.url)
        made.begin(model, kind)
        return made

    def push(self, what: str, desk: Desk, repository: str) -> Told:
        """Push, follow the run to its end, approve where people are asked, and tell it all."""
        self.say(f"\n[bold]{len(self.told) + 1}. {what}[/]")
        began = time.monotonic()
        commit = desk.push(what)
        model = repository.rpartition("/")[2]
        run_id = Candidate(repository=repository, commit=commit, model=model).run_id
        self.say(f"  git push → {repository} {commit[:12]}, run {run_id}")
        run = self.followed(run_id)
        told = outcome(what, run, time.monotonic() - began)
        self.told.append(told)
        self.say_all(lines_of(run))
        return told

    def followed(self, run_id: str) -> Run:
        """The run at its end; where people are asked, a second person approves."""
        watch = Watch(runs=self.here.runs, tell=lambda words: self.say(f"  {words}"))
        with self.spinning():
            run = watch.until(run_id, asks_people)
            if ended(run):
                return run
            self.approve(run_id)
            return watch.until(run_id, ended)

    def approve(self, run_id: str) -> None:
        """Open the link in the approver's letter, and send the page's form."""
        mailbox = Mailbox(self.home / "mail")
        decision = Decision(
            run_id=run_id, environment="prod", person=APPROVER, verdict="approve", comment="Agreed."
        )
        page = decide(mailbox, decision)
        where = page.partition("?")[0]
        self.say(f"  {APPROVER} opened the letter, looked, and approved over HTTP: {where}")

    @contextmanager
    def spinning(self) -> Iterator[None]:
        """Show that something runs."""
        if self.quiet:
            yield
            return
        with printing.console().status("the platform works"):
            yield


def tell(home: Path, quiet: bool) -> int:
    """Tell the whole story in a home of its own; 0 where every run ended as it should."""
    began = time.monotonic()
    home = home.absolute()
    clear(home)
    platform = Process(home=home, port=free_port())
    settle(platform)
    story = Story(here=world(), home=home, quiet=quiet)
    with story.spinning():
        platform.start()
    try:
        deliveries = walk(story)
    finally:
        platform.stop()
    return conclude(story, deliveries, time.monotonic() - began)


def clear(home: Path) -> None:
    """Forget the last time the story was told.  Raises `RefusedError` while a platform runs there."""
    if home.exists():
        with only_one(home):
            shutil.rmtree(home)


def settle(platform: Process) -> None:
    """Let nothing that is set for another platform shape the story."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]
    os.environ |= {"GATEHOUSE_HOME": str(platform.home), "GATEHOUSE_ADDRESS": platform.address}


def walk(story: Story) -> int:
    """The five pushes, in the order in which a team might make them; how often one was delivered."""
    churn = story.desk(CHURN)
    good = story.push("A good model", churn, CHURN)
    for _ in range(TIMES - 1):
        deliver(story.here, CHURN, good.commit)
    story.say(f"  the same push was delivered {TIMES} times: {count(story, good.commit)} run")
    churn.replace("model.yml", "features: 30\n", "features: 10\n")
    story.push("A worse model", churn, CHURN)
    churn.replace("score.py", "def evaluate(predictions, data):", "def evaluat(predictions, data:")
    story.push("A broken repository", churn, CHURN)
    story.push("A model of rules, which needs no training", story.desk(LIMITS, RULES), LIMITS)
    return TIMES


def count(story: Story, commit: str) -> int:
    """How many runs there are of a commit."""
    rows = [*story.here.runs.alive(), *story.here.runs.ended()]
    return sum(row.metadata["commit"] == commit for row in rows)


def conclude(story: Story, deliveries: int, seconds: float) -> int:
    """The end of the story: what was released, where it lies, and where to look."""
    ends = [told.end for told in story.told]
    right = ends == ["released", "rejected", "rejected", "released"]
    if story.quiet:
        printing.say_json(
            {
                "pushes": story.told,
                "deliveries_of_the_first": deliveries,
                "runs": len({told.run for told in story.told}),
                "runs_of_the_first": count(story, story.told[0].commit),
                "seconds": round(seconds, 2),
                "as_expected": right,
            }
        )
        return 0 if right else 1
    for told in story.told:
        if told.artefact:
            story.say_all(release(told, story.home))
    home = os.path.relpath(story.home)
    story.say(f"\nAll told in {seconds:.0f} s.  To look around: gatehouse up --home {home}, then")
    for told in story.told:
        story.say(f"  http://127.0.0.1:7071/api/runs/{told.run}")
    return 0 if right else 1
