"""What an error of the SDK means for the message at hand.

The words of the SDK and of the service are left out: they may hold tokens and addresses.
https://learn.microsoft.com/azure/service-bus-messaging/service-bus-messaging-exceptions-latest
"""

from shared.core.errors import RefusedError, TryAgainError
from shared.ports import CredentialsError

NOT_LET_IN = (
    "Service Bus: {} does not let us in; see that SERVICE_BUS__fullyQualifiedNamespace names the "
    "right namespace, and that our identity has the roles Azure Service Bus Data Sender and Azure "
    "Service Bus Data Receiver there"
)
NOT_THERE = (
    "Service Bus: there is no queue or topic {}, or no subscription of ours to it; create it: "
    "docs/service_bus.md lists them all"
)
TOO_LARGE = "Service Bus: a message for {} is larger than the namespace takes; see its tier"
PASSING = "Service Bus: {}: {}; see that the namespace is up and can be reached"


def trouble(place: object, error: Exception) -> Exception:
    """The error to raise instead of the SDK's; one that is not the SDK's stays as it is."""
    from azure.core.exceptions import AzureError
    from azure.servicebus import exceptions as vendor

    if isinstance(error, vendor.MessagingEntityNotFoundError):
        return RefusedError(NOT_THERE.format(place))
    if isinstance(error, vendor.MessageSizeExceededError):
        return RefusedError(TOO_LARGE.format(place))
    if any(map(is_about_credentials, (error, getattr(error, "inner_exception", None)))):
        return CredentialsError(NOT_LET_IN.format(place))
    if isinstance(error, (AzureError, OSError)):
        return TryAgainError(PASSING.format(place, type(error).__name__))
    return error


def is_about_credentials(error: object) -> bool:
    """Whether the service, or whoever gives us tokens, does not know us."""
    from azure.core.exceptions import ClientAuthenticationError
    from azure.servicebus import exceptions as vendor

    return isinstance(
        error,
        (
            ClientAuthenticationError,
            vendor.ServiceBusAuthenticationError,
            vendor.ServiceBusAuthorizationError,
        ),
    )


def breaks_nothing(error: Exception) -> bool:
    """Whether the link can be used on after the error."""
    from azure.servicebus import exceptions as vendor

    ours = isinstance(error, (RefusedError, TryAgainError))
    return ours or lock_lost(error) or isinstance(error, vendor.MessageSizeExceededError)


def lock_lost(error: Exception) -> bool:
    """Whether the message is no longer ours, having been settled or lent to another."""
    from azure.servicebus import exceptions as vendor

    return isinstance(error, (vendor.MessageLockLostError, vendor.MessageAlreadySettled))
