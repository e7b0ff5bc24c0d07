"""The one way in which a door behind a queue has its message carried out."""

from collections.abc import Callable, Sequence
from typing import TypeVar, TypeVarTuple

import azure.functions as func

from shared.core.messages import Command, Event
from shared.handling import carry_out
from shared.wiring import world

C = TypeVar("C", bound=Command)
Neighbours = TypeVarTuple("Neighbours")


def obey(
    message: func.ServiceBusMessage,
    kind: type[C],
    work: Callable[[C, *Neighbours], Event | Sequence[Event]],
    *neighbours: *Neighbours,
) -> None:
    """Carry out the command in the message, and say on our bus what came of it."""
    here = world()
    carry_out(
        message.get_body(),
        kind,
        work,
        *neighbours,
        bus=here.bus,
        clock=here.clock,
        delivery=message.delivery_count,
    )
