"""Names, links and kinds of files that lead elsewhere, or mean two things."""

import os

from tests.core.checks.folders import SOUND
from tests.hostile.corpus.tree import HostileTree, by, having

FOLDER = "d/" * 25


def named(*names):
    """A sound model with files of these names as well."""

    def act(folder):
        for name in names:
            raw = (
                os.fsencode(folder)
                + b"/"
                + (name if isinstance(name, bytes) else os.fsencode(name))
            )
            os.makedirs(os.path.dirname(raw), exist_ok=True)
            os.close(os.open(raw, os.O_CREAT | os.O_WRONLY))

    return having(act)


def linked(path, target, *, folder=False):
    """A sound model in which a path is a symbolic link."""

    def act(root):
        (root / path).unlink(missing_ok=True)
        (root / path).symlink_to(target, target_is_directory=folder)

    return having(act)


def nested_repository(folder):
    (folder / "vendor/.git").mkdir(parents=True)
    (folder / "vendor/.git/HEAD").write_text("ref: refs/heads/main\n")
    (folder / "vendor/evil.py").write_text("import os\n")


def pipe(folder):
    (folder / "data.py").unlink()
    os.mkfifo(folder / "data.py")


def folder_for_a_file(folder):
    (folder / "model.yml").unlink()
    (folder / "model.yml").mkdir()
    (folder / "model.yml/x.py").write_text("")


INVISIBLE = "control character or an invisible one"
LINK = "is a symbolic link"

TREES = tuple(
    HostileTree(name=name, build=named(*names), refused=refused)
    for name, names, refused in (
        ("backslashes in a name", ("a\\..\\b.py",), "backslash"),
        ("a line feed in a name", ("a\nb.py",), INVISIBLE),
        ("colours in a name", ("\x1b[31mred.py",), INVISIBLE),
        ("a bell in a name", ("a\x07.py",), INVISIBLE),
        ("a name that reads backwards", ("a\u202eyp.txt",), INVISIBLE),
        ("a name with a space nobody sees", ("train\u200b.py",), INVISIBLE),
        ("names that differ in case", ("Train.py",), "may be the same file"),
        ("names composed differently", ("é.py", "e\u0301.py"), "may be the same file"),
        ("a name in Latin-1", (b"caf\xe9.py",), "not UTF-8"),
        ("a drive for a name", ("C:evil.py",), "drive"),
        ("git's folder as Windows abbreviates it", ("git~1/config",), ".git"),
        ("git's folder in capitals", (".GIT/config",), ".git"),
        ("git's folder with a dot after it", (".git./config",), ".git"),
        ("folders without end", (f"{FOLDER}x.py",), "nested deeper"),
        ("a very long path", (f"{'x' * 120}/{'y' * 130}.py",), "longer than 240"),
    )
) + (
    HostileTree(
        name="a link in the place of train.py",
        build=linked("train.py", "/etc/passwd"),
        objections=(by("structure", "train.py", LINK), by("train", "train.py", "a link")),
    ),
    HostileTree(
        name="a link in the place of model.yml",
        build=linked("model.yml", "/etc/hostname"),
        objections=(by("structure", "model.yml", LINK), by("model_file", "model.yml", "a link")),
    ),
    HostileTree(
        name="a link to the whole disk",
        build=linked("disk", "/", folder=True),
        objections=(by("structure", "disk", LINK),),
    ),
    HostileTree(
        name="a link to itself",
        build=linked("loop.py", "loop.py"),
        objections=(by("structure", "loop.py", LINK),),
    ),
    HostileTree(
        name="a link to the folder around it",
        build=linked("again", ".", folder=True),
        objections=(by("structure", "again", LINK),),
    ),
    HostileTree(
        name="a link that leads nowhere",
        build=linked("gone.py", "/nonexistent/x"),
        objections=(by("structure", "gone.py", LINK),),
    ),
    HostileTree(
        name="a repository within the repository",
        build=having(nested_repository),
        objections=(by("structure", "vendor", "submodule"),),
    ),
    HostileTree(
        name="a pipe that nobody writes to",
        build=having(pipe),
        objections=(by("structure", "data.py"), by("data", "data.py")),
    ),
    HostileTree(
        name="a folder named model.yml",
        build=having(folder_for_a_file),
        objections=(by("model_file", "model.yml", "not there"),),
    ),
    HostileTree(
        name="a package in the place of a module",
        build=having(lambda _: None, {**SOUND, "train/__init__.py": ""}),
        objections=(by("structure", "train/__init__.py", "in place of train.py"),),
    ),
)  # fmt: skip
