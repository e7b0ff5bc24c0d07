"""Files that are not UTF-8 text, read as the texts that may be in them."""

from collections.abc import Iterator


def texts_in(data: bytes) -> Iterator[str]:
    """The text as it stands and, where there are null bytes, as it is without them.

    Latin-1 reads every file, and leaves words of ASCII in binaries as they are; without null bytes
    that is what UTF-16 and UTF-32 come to, marked or not.
    """
    try:
        yield data.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield data.decode("latin-1")
    if b"\0" in data:
        yield data.replace(b"\0", b"").decode("latin-1")
