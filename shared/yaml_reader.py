"""YAML as plain values, or not at all: what can hurt, or mean two things, is refused by line.

Read from the parser's events, so that no constructor of a YAML library ever runs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shared.core.document import Document, UnreadableDocumentError
from shared.core.scalars import printable, value_of

if TYPE_CHECKING:
    from yaml.events import Event, ScalarEvent

MAX_BYTES: Final = 64 * 1024
MAX_DEPTH: Final = 10


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
    remedy = "Correct the YAML: indent with spaces, and quote text with odd characters."
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
    values = walk.mapping(root, "", 0)
    next(events)
    if not isinstance(end := next(events), StreamEndEvent):
        raise refusal(end, "more than one document", "Keep one; remove the `---` between them.")
    return Document(values=values, lines=walk.lines)


@dataclass(frozen=True, kw_only=True)
class Walk:
    """On the way through the events of a parser, noting the line of each place."""

    events: "Iterator[Event]"
    lines: dict[str, int]

    def value(self, event: "Event", place: str, depth: int) -> object:
        """The value that begins with the event."""
        from yaml.events import MappingStartEvent, ScalarEvent

        if depth > MAX_DEPTH:
            raise refusal(event, f"more than {MAX_DEPTH} levels deep", "Make it flatter.")
        self.lines.setdefault(place, line_of(event))
        if isinstance(event, MappingStartEvent):
            return self.mapping(event, place, depth)
        plain(event)
        if isinstance(event, ScalarEvent):
            return scalar(event)
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
                raise refusal(event, f"{name[:60]!r} is given twice", "Keep one of the two.")
            here = f"{place}.{name}" if place else name
            self.lines[here] = line_of(event)
            pairs[name] = self.value(next(self.events), here, depth + 1)
        return pairs


def key(event: "Event") -> str:
    """A key, which is always text."""
    from yaml.events import ScalarEvent

    plain(event)
    if not isinstance(event, ScalarEvent):
        raise refusal(event, "a list or a mapping used as a key", "Use a name as the key.")
    return text_of(event)


def plain(event: "Event") -> None:
    """Refuse what refers to something else, or asks for a type of its own."""
    from yaml.events import CollectionStartEvent, NodeEvent, ScalarEvent

    if isinstance(event, NodeEvent) and event.anchor is not None:
        raise refusal(event, "an anchor or alias (`&`, `*`) is used", "Write the value out.")
    if isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag is not None:
        raise refusal(event, f"a tag ({event.tag[:60]}) is used", "Remove it: values are plain.")


def scalar(event: "ScalarEvent") -> object:
    """A quoted scalar is text, whatever it looks like."""
    text = text_of(event)
    return value_of(text) if event.implicit[0] else text


def text_of(event: "ScalarEvent") -> str:
    """The text of a scalar, fit to be shown and sent."""
    text = str(event.value)
    if not printable(text):
        raise refusal(event, "a control character is used", "Write printable text.")
    return text


def refusal(event: "Event", remark: str, remedy: str) -> UnreadableDocumentError:
    """The error for what begins with the event."""
    return UnreadableDocumentError(remark, remedy=remedy, line=line_of(event))


def line_of(event: "Event") -> int:
    """The line that an event begins on, counted from 1."""
    return event.start_mark.line + 1 if event.start_mark else 1
