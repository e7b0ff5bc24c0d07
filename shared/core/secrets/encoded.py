"""What is written in base64."""

from base64 import b64decode


def is_pair(value: str) -> bool:
    """Whether a value is a name and a password, as basic authentication writes them."""
    try:
        plain = b64decode(value + "=" * (-len(value) % 4), validate=True).decode()
    except ValueError:
        return False
    return ":" in plain and plain.isprintable()
