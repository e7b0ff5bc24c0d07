"""The receiving end of the bus: for our own host beside an emulator or a namespace to develop in."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock, Timer
from typing import TYPE_CHECKING

from shared.adapters.service_bus.asides import data_of
from shared.adapters.service_bus.namespace import Namespace
from shared.adapters.service_bus.places import Place
from shared.adapters.service_bus.troubles import lock_lost
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import Delivery

if TYPE_CHECKING:
    from azure.servicebus import ServiceBusReceivedMessage, ServiceBusReceiver

GLANCE = timedelta(milliseconds=100)


@dataclass(frozen=True, kw_only=True)
class Loan:
    """A message under lock, and the link that it came over: it can be settled over no other."""

    receiver: "ServiceBusReceiver"
    message: "ServiceBusReceivedMessage"

    @property
    def over(self) -> bool:
        """Whether the lock has expired."""
        until = self.message.locked_until_utc
        return until is not None and until <= datetime.now(UTC)


class ServiceBusBroker:
    """Lends the messages of a namespace; `events` are those of our subscription to the topic.

    The lock lasts as long as the queue says, and who asks for another gets that one all the same.
    Service Bus knows no delay for what is given back, so that is kept under its lock until then;
    where the lock ends sooner, the message comes sooner.  `glance` is how long to look for
    messages where there are none.
    """

    def __init__(self, address: str, *, glance: timedelta = GLANCE) -> None:
        self.receivers = Namespace(address).receivers()
        self.glance = glance.total_seconds()
        self.turn = Lock()
        self.loans: dict[str, Loan] = {}
        self.closed = False

    def receive(self, queue: str, *, limit: int = 1, lock: timedelta) -> Sequence[Delivery]:
        """Lend up to `limit` messages that nobody else gets until the lock expires."""
        with self.receivers.to(Place(queue=queue)) as receiver:
            found = receiver.receive_messages(max_message_count=limit, max_wait_time=self.glance)
        loans = {str(each.lock_token): Loan(receiver=receiver, message=each) for each in found}
        # A message may have lain on the link, unheard, until its lock was over and it came again.
        lent = still_good(loans)
        with self.turn:
            self.loans = still_good(self.loans) | lent
        return [delivery_of(queue, token, loan.message) for token, loan in lent.items()]

    def complete(self, delivery: Delivery) -> None:
        """The message has been handled.  Harmless where the lock was lost."""
        loan = self.taken(delivery)
        self.settle(delivery.queue, loan, lambda it: it.receiver.complete_message(it.message))

    def abandon(self, delivery: Delivery, *, delay: timedelta = timedelta()) -> None:
        """Give the message back, to be delivered again after the delay or, at the latest, its lock."""
        loan = self.taken(delivery)
        if loan and delay > timedelta():
            timer = Timer(delay.total_seconds(), self.give_back_late, (delivery.queue, loan))
            timer.daemon = True
            timer.start()
        else:
            self.give_back(delivery.queue, loan)

    def renew(self, delivery: Delivery, *, lock: timedelta) -> bool:
        """Keep the message for as long as its queue says; false where the lock was lost."""
        loan = self.loans.get(delivery.token)
        return self.settle(
            delivery.queue, loan, lambda it: it.receiver.renew_message_lock(it.message)
        )

    def close(self) -> None:
        """Let go of all links; what is lent is then ready again when its lock expires."""
        self.closed = True
        self.receivers.close()

    def taken(self, delivery: Delivery) -> Loan | None:
        """The loan, which is ended now."""
        with self.turn:
            return self.loans.pop(delivery.token, None)

    def give_back(self, queue: str, loan: Loan | None) -> None:
        """Have the message delivered again."""
        self.settle(queue, loan, lambda it: it.receiver.abandon_message(it.message))

    def give_back_late(self, queue: str, loan: Loan) -> None:
        """The same, when nobody is there any more to hear of trouble: then its lock will end."""
        with suppress(TryAgainError, RefusedError):
            if not self.closed:
                self.give_back(queue, loan)

    def settle(self, queue: str, loan: Loan | None, act: Callable[[Loan], object]) -> bool:
        """Do something with a loan; false where the lock is lost, or the link it came over."""
        if loan is None:
            return False
        with self.receivers.to(Place(queue=queue)) as receiver:
            if receiver is not loan.receiver:
                return False
            try:
                act(loan)
            except Exception as error:
                if not lock_lost(error):
                    raise
                return False
        return True


def still_good(loans: Mapping[str, Loan]) -> dict[str, Loan]:
    """The loans that are not over."""
    return {token: loan for token, loan in loans.items() if not loan.over}


def delivery_of(queue: str, token: str, message: "ServiceBusReceivedMessage") -> Delivery:
    """The message as the port speaks of it; Service Bus counts earlier deliveries only."""
    return Delivery(
        token=token,
        queue=queue,
        id=message.message_id or "",
        data=data_of(message),
        count=(message.delivery_count or 0) + 1,
    )
