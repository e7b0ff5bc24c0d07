"""What a row of the road says about one step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.core.findings import Owner
from shared.core.messages import Event, Order
from shared.core.run import Run


@dataclass(frozen=True, kw_only=True)
class Step:
    """One row of the road.

    `order` is missing where the answer comes from outside, and `judged` says that nobody is asked
    at all: what is known decides.  `answer` is the only kind of event that can answer the step.
    `unless` skips it, for the reason in `spared`; `objections` turn the run away, `answered` says
    when enough was heard where one answer is not enough, `vital` is false where its failure must
    not end the run.
    """

    name: str
    owner: Owner
    unlocks: str
    needs: tuple[str, ...] = ()
    order: Callable[[Run, datetime], Order] | None = None
    answer: type[Event] | None = None
    judged: bool = False
    vital: bool = True
    environment: str = ""
    remedy: str = ""
    spared: str = ""
    unless: Callable[[Run], bool] = lambda run: False
    objections: Callable[[Run], tuple[str, ...]] = lambda run: ()
    refusals: Callable[[Run], tuple[str, ...]] = lambda run: ()
    answered: Callable[[Run], bool] | None = None
