"""YAML as plain values, or not at all: what can hurt, or mean two things, is refused by line.

Read from the parser's events, so that no constructor of a YAML library ever runs.  A plain scalar
is a number or a truth value only where YAML 1.2 leaves no doubt; `no`, `0123`, `1:30` and dates
stay text (https://yaml.org/spec/1.2.2/#103-core-schema).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Final

from shared.core.document import Document, UnreadableDocumentError

if TYPE_CHECKING:
    from yaml.events import Event, ScalarEvent

MAX_BYTES: Final = 64 * 1024
MAX_DEPTH: Final = 10
WORDS: Final = {"": None, "~": None, "null": None, "true": True, "false": False}
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
FRACTION = re.compile(
    r"-?((0|[1-9][0-9]*)\.[0-9]*|\.[0-9]+|(0|[1-9][0-9]*)(?=[eE]))([eE][-+]?[0-9]{1,3})?"
)
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def read(text: str) -> Document:
    """The mapping in the text.  Raises `UnreadableDocumentError`."""
    if len(text.encode(errors="replace")) > MAX_BYTES:
        raise UnreadableDocumentError("larger than 64 KiB", remedy="Keep data out of settings.")
    import yaml

    try:
        return document(yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise unreadable(str(error.problem), line) from error
    except (yaml.YAMLError, ValueError, ArithmeticError, LookupError) as error:
        raise unreadable(str(error).partition("\n")[0], None) from error


def unreadable(problem: str, line: int | None) -> UnreadableDocumentError:
    """What the parser objects to."""
    remedy = "Correct the YAML; indent with spaces, and put text with odd characters in quotes."
    return UnreadableDocumentError(f"not YAML: {problem}", remedy=remedy, line=line)


def document(events: "Iterator[Event]") -> Document:
    """The one mapping in a stream."""
    from yaml.events import MappingStartEvent, StreamEndEvent

    next(events)
    if isinstance(next(events), StreamEndEvent):
        raise UnreadableDocumentError("empty", remedy="Write `NAME: value`, one to a line.")
    root = next(events)
    if not isinstance(root, MappingStartEvent):
        raise refusal(root, "not a mapping of names to values", "Write `NAME: value`.")
    walk = Walk(events=events, lines={})
    values = walk.mapping(root, "", 1)
    next(events)
    if not isinstance(end := next(events), StreamEndEvent):
        raise refusal(end, "a second document", "Keep to one document; remove the `---`.")
    return Document(values=values, lines=walk.lines)


@dataclass(frozen=True, kw_only=True)
class Walk:
    """On the way through the events of a parser, noting the line of each place."""

    events: "Iterator[Event]"
    lines: dict[str, int]

    def value(self, event: "Event", place: str, depth: int) -> object:
        """The value that begins with the event."""
        from yaml.events import MappingStartEvent, ScalarEvent

        self.lines.setdefault(place, event.start_mark.line + 1)
        plain(event)
        if depth > MAX_DEPTH:
            raise refusal(event, f"more than {MAX_DEPTH} levels deep", "Make it flatter.")
        if isinstance(event, ScalarEvent):
            return scalar(event)
        if isinstance(event, MappingStartEvent):
            return self.mapping(event, place, depth)
        return self.sequence(place, depth)

    def sequence(self, place: str, depth: int) -> list[object]:
        """The items up to the end of a list."""
        from yaml.events import SequenceEndEvent

        items: list[object] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self.value(event, f"{place}.{len(items)}", depth + 1))
        return items

    def mapping(self, start: "Event", place: str, depth: int) -> dict[str, object]:
        """The pairs up to the end of a mapping."""
        from yaml.events import MappingEndEvent

        plain(start)
        pairs: dict[str, object] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            name = key(event)
            if name in pairs:
                raise refusal(event, f"{name!r} is given twice", "Keep one of the two.")
            here = f"{place}.{name}" if place else name
            self.lines[here] = event.start_mark.line + 1
            pairs[name] = self.value(next(self.events), here, depth + 1)
        return pairs


def key(event: "Event") -> str:
    """A key, always text."""
    from yaml.events import ScalarEvent

    plain(event)
    if not isinstance(event, ScalarEvent):
        raise refusal(event, "a list or mapping as a key", "Use a name as the key.")
    return text_of(event)


def plain(event: "Event") -> None:
    """Refuse what refers to something else, or asks for a type of its own."""
    from yaml.events import AliasEvent

    if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
        raise refusal(event, "an anchor or alias (`&`, `*`)", "Write the value out.")
    if getattr(event, "tag", None):
        raise refusal(event, f"a tag ({event.tag})", "Remove the tag; only plain values are read.")


def scalar(event: "ScalarEvent") -> object:
    """A quoted scalar is text; a plain one is what it undoubtedly looks like."""
    text = text_of(event)
    if not event.implicit[0]:
        return text
    if text.lower() in WORDS and text in (text.lower(), text.upper(), text.title()):
        return WORDS[text.lower()]
    if WHOLE.fullmatch(text):
        return int(text)
    if FRACTION.fullmatch(text) and isfinite(float(text)):
        return float(text)
    return text


def text_of(event: "ScalarEvent") -> str:
    """The text of a scalar, fit to be printed and sent."""
    if UNPRINTABLE.search(event.value):
        raise refusal(event, "a control character", "Use printable text.")
    return str(event.value)


def refusal(event: "Event", remark: str, remedy: str) -> UnreadableDocumentError:
    """The error for what begins with the event."""
    return UnreadableDocumentError(remark, remedy=remedy, line=event.start_mark.line + 1)
