"""An ASGI application behind a real socket, for as long as a test needs it."""

from contextlib import contextmanager

from local.server import Server


@contextmanager
def serving(app):
    """Serve the application on a free port of this machine, and give its address."""
    server = Server(app=app)
    server.start()
    try:
        yield server.address
    finally:
        server.stop()
