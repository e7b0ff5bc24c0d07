"""Signatures, as GitHub makes them."""

from shared.signature import fits, sign


def test_a_signature_is_the_one_that_github_documents():
    secret, data = b"It's a Secret to Everybody", b"Hello, World!"

    assert sign(secret, data) == (
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    )


def test_a_signature_fits_only_its_data_and_its_secret():
    header = sign(b"secret", b"data")

    assert fits(b"secret", b"data", header)
    assert not fits(b"secret", b"other", header)
    assert not fits(b"other", b"data", header)
    assert not fits(b"secret", b"data", "sha256=é")
