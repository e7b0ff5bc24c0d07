"""Too many, too large, too much; and as much as is allowed."""

from tests.core.checks.folders import SCORE, SOUND
from tests.hostile.corpus.tree import HostileTree, by, having, write

MIB = 1024 * 1024
LINE = "value = sum(number * 2 for number in range(10))  # nothing that anybody objects to\n"


def hole(path, size):
    """A file of this size that takes no room on the disk."""

    def act(folder):
        with (folder / path).open("wb") as file:
            file.truncate(size)

    return having(act)


def many(count, text="x = 1\n", ending=".py", per_folder=250):
    """So many files of one text."""
    paths = (f"m{number // per_folder}/f{number}{ending}" for number in range(count))
    return having(lambda _: None, {**SOUND, **dict.fromkeys(paths, text)})


def models(*folders):
    """The sound model in several folders."""
    contents = {f"{folder}/{path}": text for folder in folders for path, text in SOUND.items()}
    return having(lambda _: None, contents)


def model_in_a_model(folder, _canary):
    for prefix in ("", "inner/"):
        write(folder, {f"{prefix}{path}": text for path, text in SOUND.items()})
    write(folder, {"inner/score.py": SCORE.replace("evaluate", "judge")})


TREES = (
    HostileTree(name="a file of 200 MiB", build=hole("blob.bin", 200 * MIB), refused="allowed in a file"),
    HostileTree(name="a file that claims to be larger than all disks", build=hole("blob.bin", 2**42), refused="allowed in a file"),
    HostileTree(name="a file one byte too large", build=hole("blob.bin", 5 * MIB + 1), refused="allowed in a file"),
    HostileTree(name="a notebook with 50 MiB of output", build=hole("explore.ipynb", 50 * MIB), refused="allowed in a file"),
    HostileTree(name="five thousand files and one", build=many(5_001, "", ".txt"), refused="more than 5000"),
    HostileTree(name="three hundred small files", build=many(300)),
    HostileTree(
        name="a file that no text is as large as",
        build=hole("model.bin", 4 * MIB),
        objections=(by("artefacts", "model.bin", "4.0 MiB"),),
    ),
    HostileTree(
        name="a model in a model",
        build=model_in_a_model,
        objections=(by("score", "inner/score.py", "no function named evaluate"),),
    ),
    HostileTree(name="models of one name", build=models("models/a", "models/b")),
    HostileTree(
        name="nothing",
        build=lambda _folder, _canary: None,
        objections=(
            by("model_file", "model.yml"), by("data", "data.py"), by("score", "score.py"),
            by("readme", "README.md"), by("structure", "tests", "no unit tests"),
        ),
    ),
    HostileTree(name="a hundred thousand files", build=many(100_000, ""), refused="more than 5000", heavy=True),
    HostileTree(name="4,900 small files", build=many(4_900), heavy=True),
    HostileTree(name="more than 100 MiB of data", build=many(24, b"\0" * (5 * MIB - 1), ".bin"), refused="together", heavy=True),
    HostileTree(
        name="100 MiB of data",
        build=many(19, b"\0" * (5 * MIB), ".bin"),
        objections=(by("artefacts", "m0/f0.bin"),),
        heavy=True,
    ),
    HostileTree(name="80 MiB of text", build=many(50, "some words " * 150_000, ".txt"), heavy=True),
    HostileTree(name="4 MiB of Python", build=many(100, LINE * 500), heavy=True, exhausts=("pylint",)),
    HostileTree(
        name="90 MiB of Python",
        build=many(400, LINE * 2_800),
        objections=tuple(by(tool, ".", "more Python than 6,291,456") for tool in ("bandit", "pylint")),
        heavy=True,
    ),
    HostileTree(
        name="thirty models",
        build=models(*(f"models/m{number}" for number in range(30))),
        heavy=True,
    ),
)  # fmt: skip
