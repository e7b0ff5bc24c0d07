"""What an approval is called, and where its page is for who holds a token."""

from urllib.parse import quote


def name_of(run_id: str, environment: str) -> str:
    """The name of the approval, which its tokens are signed for."""
    return f"{run_id}@{environment}"


def page_at(address: str, run_id: str, environment: str, token: str) -> str:
    """The address of the page."""
    return f"{address}/api/approvals/{run_id}/{environment}?token={quote(token)}"
