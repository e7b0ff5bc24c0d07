"""The wire to a Service Bus without encryption: it counts what passes, and breaks when told to.

It follows the frames of AMQP 1.0: http://docs.oasis-open.org/amqp/core/v1.0/os/amqp-core-transport-v1.0-os.html
"""

import socket
import struct
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from threading import Lock, Thread

from azure.servicebus._pyamqp._decode import decode_frame

ATTACH, TRANSFER = 0x12, 0x14
LINGER = struct.pack("ii", 1, 0)
LET_IN = b"\xa1\x0bstatus-codeq" + struct.pack(">i", 202)
KEPT_OUT = b"\xa1\x0bstatus-codeq" + struct.pack(">i", 401)


class Trouble(Enum):
    """What may befall a message on its way to the broker: not to get there, or not to be answered."""

    CUT = auto()
    SILENCE = auto()


@dataclass
class Wire:
    """A proxy in front of one broker; clients are given its `port`.

    `links` counts what clients attached and `transfers` the messages or batches that passed: both
    by direction (`sent` or `received`) and by the entity's name, `run-checks` or `events`.
    """

    upstream: int
    links: Counter = field(default_factory=Counter)
    transfers: Counter = field(default_factory=Counter)
    troubles: dict = field(default_factory=dict)
    lines: set = field(default_factory=set)
    shut: bool = False
    lock: Lock = field(default_factory=Lock)

    def __post_init__(self):
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]

    def cut_at(self, entity):
        """Break the connection when something is next sent to the entity, before it gets there."""
        self.troubles[entity] = Trouble.CUT

    def lose_answer_of(self, entity):
        """Let the next thing sent to the entity get there, and break before that is answered."""
        self.troubles[entity] = Trouble.SILENCE

    def cut(self):
        """Break every connection there is."""
        for line in tuple(self.lines):
            line.cut()

    def serve(self):
        """Take calls until the door is closed."""
        with suppress(OSError):
            while True:
                client, _ = self.door.accept()
                try:
                    self.put_through(client)
                except ConnectionError:
                    client.close()

    def put_through(self, client):
        """Call the broker for the client, and carry what both say."""
        line = Line(self, client)
        self.lines.add(line)
        for carry in (line.carry_out, line.carry_back):
            Thread(target=carry, daemon=True).start()


class Line:
    """One connection of one client, and the broker's end of it."""

    def __init__(self, wire, client):
        self.wire, self.client, self.silent = wire, client, False
        self.broker = socket.create_connection(("127.0.0.1", wire.upstream))
        self.entities, self.handles = {}, {}

    def carry_out(self):
        """Carry what the client says."""
        with suppress(OSError):
            for frame in frames(self.client):
                trouble = self.heed("sent", frame)
                if trouble is Trouble.CUT:
                    break
                self.silent = self.silent or trouble is Trouble.SILENCE
                self.broker.sendall(frame)
        self.cut()

    def carry_back(self):
        """Carry what the broker says."""
        with suppress(OSError):
            for frame in frames(self.broker):
                if self.silent:
                    break
                self.heed("received", frame)
                self.client.sendall(frame.replace(LET_IN, KEPT_OUT) if self.wire.shut else frame)
        self.cut()

    def heed(self, way, frame):
        """Count the frame, and return the trouble that it is to meet."""
        kind, fields = performative(frame)
        if kind == ATTACH and way == "sent":
            self.entities[fields[0]] = entity_of(fields)
        if kind == ATTACH:
            self.handles[way, fields[1]] = self.entities[fields[0]]
            return self.count(self.wire.links, "received" if fields[2] else "sent", fields[1], way)
        if kind == TRANSFER and not fields[5]:  # no more frames of it follow
            return self.count(self.wire.transfers, way, fields[0], way)
        return None

    def count(self, counter, label, handle, way):
        """Count something of the link, once for both directions of an attach."""
        entity = self.handles[way, handle]
        with self.wire.lock:
            if counter is self.wire.links and way == "received":
                return None
            counter[label, entity] += 1
            sent = counter is self.wire.transfers and way == "sent"
            return self.wire.troubles.pop(entity, None) if sent else None

    def cut(self):
        """Break both ends, so that each meets a reset."""
        self.wire.lines.discard(self)
        for end in (self.client, self.broker):
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def frames(end):
    """The frames that come out of a socket; a protocol header counts as one."""
    with end.makefile("rb") as stream:
        while head := stream.read(8):
            size = 8 if head.startswith(b"AMQP") else int.from_bytes(head[:4])
            yield head + stream.read(size - 8)


def performative(frame):
    """What the frame is and its fields; heartbeats, headers and SASL are nothing to us."""
    if frame.startswith(b"AMQP") or len(frame) <= 8 or frame[5] != 0:
        return None, ()
    return decode_frame(memoryview(frame)[4 * frame[4] :])


def entity_of(attach):
    """The name of what a link leads to, without its host."""
    end = attach[5] if attach[2] else attach[6]
    address = bytes(end[0]).decode()
    return address.split("://")[-1].partition("/")[2] if "://" in address else address


@contextmanager
def wire_to(port):
    """A wire to the broker on a port of this machine."""
    wire = Wire(port)
    thread = Thread(target=wire.serve, daemon=True)
    thread.start()
    try:
        yield wire
    finally:
        wire.door.shutdown(socket.SHUT_RDWR)
        wire.door.close()
        thread.join()
        wire.cut()
