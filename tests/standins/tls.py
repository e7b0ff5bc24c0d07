"""TLS for a wire, vouched for by an authority of the tests' own."""

import ssl

import trustme

AUTHORITY = trustme.CA()


def over_tls(wire, folder):
    """The wire's address from now on, and a file in the folder with the authority behind it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    AUTHORITY.issue_cert("127.0.0.1").configure_cert(context)
    wire.server.socket = context.wrap_socket(wire.server.socket, server_side=True)
    AUTHORITY.cert_pem.write_to_path(str(folder / "authorities.pem"))
    return wire.address.replace("http:", "https:"), str(folder / "authorities.pem")
