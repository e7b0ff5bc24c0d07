"""What an approval is called, and where its page is."""

from urllib.parse import quote, urlencode


def name_of(run_id: str, environment: str) -> str:
    """The name of the approval, which its tokens are signed for."""
    return f"{run_id}@{environment}"


def page_at(address: str, run_id: str, environment: str, **query: str) -> str:
    """The address of the page, with what the query says of who comes."""
    said = urlencode({name: value for name, value in query.items() if value}, quote_via=quote)
    return f"{address}/api/approvals/{run_id}/{environment}{'?' if said else ''}{said}"
