"""Bare repositories to push to, each with a hook that tells the platform of every push."""

import json
import os
import re
import shlex
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from local import hook
from local.hook import Settings, settings_in
from shared.core.errors import RefusedError
from shared.files import durable

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
RESERVED = re.compile(r"\.(git|json|lock)(/|$)|\.\.|\.$")
SCRIPT = """#!/bin/sh
# Gatehouse writes this file anew whenever it starts.
exec {python} -I -S {hook} {settings}
"""


def create_bare(
    directory: Path, repository: str, host_address: str, secret: Path, spool: Path
) -> Path:
    """The repository to push to, made where there is none; its hook and settings are written anew.

    `secret` is the file with the repository's key, `spool` the folder of commits that wait for
    their tests.  Raises `RefusedError` for a name that is no path, or a key that others may read.
    """
    path = directory / f"{checked(repository)}.git"
    guard(secret)
    if not path.exists():
        initialise(path)
    write_settings(
        directory,
        Settings(
            repository=repository,
            host=host_address.rstrip("/"),
            secret=str(secret.absolute()),
            spool=str(spool.absolute()),
        ),
    )
    write_hook(path, settings_of(directory, repository))
    return path


def point_to(directory: Path, host_address: str) -> None:
    """Tell all repositories where the host listens now, and their hooks where this project lies."""
    for settings in all_settings(directory):
        write_settings(directory, replace(settings, host=host_address.rstrip("/")))
        place = settings_of(directory, settings.repository)
        write_hook(place.with_suffix(".git"), place)


def all_settings(directory: Path) -> Iterator[Settings]:
    """What lies beside the repositories of the directory."""
    for folder, folders, names in os.walk(directory):
        repositories = {name for name in folders if name.endswith(".git")}
        folders[:] = [name for name in folders if name not in repositories]
        for name in sorted(names):
            if f"{name.removesuffix('.json')}.git" in repositories:
                yield settings_in(Path(folder, name))


def settings_of(directory: Path, repository: str) -> Path:
    """The file beside the repository in which its hook looks up where to report."""
    return directory / f"{repository}.json"


def checked(repository: str) -> str:
    """The name, when it makes a path of its own."""
    if not NAME.fullmatch(repository) or RESERVED.search(repository) or len(repository) > 100:
        raise RefusedError(
            f"repository {repository[:100]!r}: not a name for a folder; "
            "use letters, digits, . _ - and / between them"
        )
    return repository


def guard(secret: Path) -> None:
    """Refuse a key that is not there, or that others may have read."""
    if not secret.is_file():
        raise RefusedError(f"secret {secret}: no such file; register the repository first")
    if secret.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise RefusedError(f"secret {secret}: others may read it; chmod 600 it")


def initialise(path: Path) -> None:
    """Make an empty repository in one step."""
    from dulwich.repo import Repo

    path.parent.mkdir(parents=True, exist_ok=True)
    draft = tempfile.mkdtemp(prefix=".", dir=path.parent)
    try:
        with Repo.init_bare(draft, default_branch=b"main") as made:
            config = made.get_config()
            # A person's own core.hooksPath would otherwise lead git past our hook.
            config.set("core", "hooksPath", "hooks")
            config.set("core", "fsync", "committed,loose-object")
            config.write_to_path()
        os.chmod(draft, 0o755)
        os.rename(draft, path)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def write_settings(directory: Path, settings: Settings) -> None:
    """Write what lies beside the repository, in one step, since a push may read it now."""
    document = json.dumps(asdict(settings), indent=2).encode()
    place = settings_of(directory, settings.repository)
    durable.keep(directory, place.relative_to(directory).as_posix(), [document], mode=0o600)


def write_hook(path: Path, settings: Path) -> None:
    """Write the hook, which names this interpreter, since the project may have moved."""
    places = {"python": sys.executable, "hook": hook.__file__, "settings": settings.absolute()}
    script = SCRIPT.format(**{name: shlex.quote(str(place)) for name, place in places.items()})
    durable.keep(path, "hooks/post-receive", [script.encode()], mode=0o755)
