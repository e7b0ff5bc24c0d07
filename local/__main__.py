"""`python -m local` is `gatehouse`."""

from local.cli import main

main()
