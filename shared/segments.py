"""Parts of a blob's name: whatever a team calls its things, nothing else is read into them."""

from urllib.parse import quote


def segment(text: str) -> str:
    """The text as one part of a path; Blob Storage would drop a dot that ends it.

    https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
    """
    quoted = quote(text, safe="")
    return f"{quoted[:-1]}%2E" if quoted.endswith(".") else quoted
