"""On what condition a request counts, in the SDK's words.

An etag comes with quotation marks in a header and without them in a listing; ours have none.
"""

from typing import TYPE_CHECKING, TypedDict

from shared.ports import NEW

if TYPE_CHECKING:
    from azure.core import MatchConditions


class Condition(TypedDict, total=False):
    """What an SDK call takes beside its own arguments."""

    etag: str
    match_condition: "MatchConditions"


def while_it_is(etag: str | None) -> Condition:
    """The blob must have this etag; `NEW` says that there must be none, `None` nothing."""
    from azure.core import MatchConditions

    if etag is None:
        return {}
    if etag == NEW:
        return {"match_condition": MatchConditions.IfMissing}
    return {"etag": f'"{etag}"', "match_condition": MatchConditions.IfNotModified}


def unless_it_is(etag: str | None) -> Condition:
    """The blob must have another etag than this one, where one is given."""
    from azure.core import MatchConditions

    if not etag:
        return {}
    return {"etag": f'"{etag}"', "match_condition": MatchConditions.IfModified}


def etag_of(spelt: str) -> str:
    """The etag, however the service has spelt it."""
    return spelt.strip('"')
