"""Sources that a parser, or who walks its tree, falls over; and those that are no text at all."""

from tests.hostile.corpus.tree import HostileTree, by, sound_but


def bomb(name, source, part="", path="features.py", also=()):
    """A source that cannot be parsed, which somebody must say."""
    said = [by("bandit", path, part or f"could not look at {path}")]
    # The check that needs train.py says so itself.
    said += [by("syntax", path)] if path != "train.py" else []
    return HostileTree(name=name, build=sound_but({path: source}), objections=(*said, *also))


def odd(name, source, *, exhausts=()):
    """A source that is odd, and nothing worse."""
    build = sound_but({"features.py": source})
    return HostileTree(name=name, build=build, exhausts=exhausts)


def unreadable(name, data, path="features.py", *more):
    """A source that is not text."""
    objections = (by("structure", path, "not UTF-8"), *more)
    return HostileTree(name=name, build=sound_but({path: data}), objections=objections)


def ladder(count):
    return "if x: pass\n" + "elif x: pass\n" * count


def stair(depth):
    return "".join(f"{' ' * level}if x:\n" for level in range(depth)) + " " * depth + "pass\n"


TREES = (
    bomb("a million minuses", "-" * 1_000_000 + "1", "256 KiB"),
    bomb("a quarter of a million minuses", "-" * 250_000 + "1"),
    bomb("sixty thousand nots", "x = " + "not " * 60_000 + "1"),
    bomb("a hundred thousand brackets", "(" * 100_000, "too many nested"),
    bomb("brackets that are closed", "(" * 99_000 + ")" * 99_000),
    bomb("lists in lists", "[" * 150 + "]" * 150 + "\n" + "[" * 250 + "]" * 250),
    bomb("a hundred thousand attributes", "x = a" + ".b" * 100_000),
    bomb("a hundred thousand calls", "x = a" + "()" * 100_000),
    bomb("sixty thousand subscripts", "x = a" + "[0]" * 60_000),
    bomb("a hundred thousand summands", "x = 1" + "+1" * 100_000),
    bomb("seven hundred ifs in each other", stair(700), "too many levels"),
    bomb("two hundred ifs in each other", stair(200), "too many levels"),
    bomb("fifteen thousand ifs else ifs", ladder(15_000)),
    bomb("a tower of lambdas", "x = " + "lambda: " * 30_000 + "1"),
    bomb("a tower of walruses", "(a := " * 180 + "1" + ")" * 180 + "\n" + "(a:=" * 20_000),
    bomb("a tower of conditions", "x = " + "1 if a else " * 20_000 + "2"),
    bomb("a number of six thousand digits", "x = " + "9" * 6_000, "Exceeds the limit"),
    bomb("a train.py nobody can parse", "-" * 100_000 + "1", path="train.py",
         also=(by("train", "train.py", "not to be parsed"),)),
    bomb("f-strings that take the square of their length", "x = f'" + "{a}" * 20_000 + "'", "f-strings"),
    odd("a dictionary of eighteen thousand pairs", f"x = {{{', '.join(f'{n}: {n}' for n in range(18_000))}}}"),
    odd("sixty thousand escapes", "x = '" + "\\x41" * 60_000 + "'"),
    odd("sixty thousand strings in a row", "x = (" + "'a' " * 60_000 + ")"),
    odd("thirty thousand decorators", "@a\n" * 30_000 + "def f(): ...\n", exhausts=("pylint",)),
    odd("twenty thousand times pass", "pass\n" * 20_000, exhausts=("pylint",)),
    odd("fifteen thousand comparisons", "x = a" + " < a" * 15_000),
    odd("five thousand functions of one name", "def f(): ...\n" * 5_000, exhausts=("pylint",)),
    odd("thirty thousand semicolons", "1;" * 30_000 + "1", exhausts=("pylint",)),
    odd("names of a thousand letters", "\n".join(f"{'x' * 1000}{n} = 1" for n in range(200))),
    odd("a text that regular expressions get lost in", "x = '" + "a" * 100_000 + "!'\ny = '" + "=" * 50_000 + "'\n"),
    bomb("keys that nearly are some", "k = '" + "AKIA" * 20_000 + "'\nj = 'eyJ" + "a." * 40_000 + "'\n",
         "more than 200 parts"),
    odd("lines that end in every way", "x = 1\r\ny = 2\rz = 3\n\x0cw = 4\n"),
    odd("a byte order mark", b"\xef\xbb\xbfx = 1\n"),
    odd("nothing but a comment of 250 KiB", "#" * 250_000, exhausts=("pylint",)),
    unreadable("a source in UTF-16", "x = 1\n".encode("utf-16")),
    unreadable("a source in Latin-1", "x = 'é'\n".encode("latin-1")),
    unreadable("a source with a NUL", b"x = 1\0\n"),
    unreadable("half a surrogate pair", b"x = '\xed\xa0\x80'\n"),
    unreadable("a slash in too many bytes", b"x = '\xc0\xaf'\n"),
    unreadable("a model.yml in UTF-16", "MODEL_NAME: churn\n".encode("utf-16"), "model.yml",
               by("model_file", "model.yml", "not UTF-8")),
    HostileTree(
        name="five thousand ifs in each other",
        build=sound_but({"features.py": stair(5_000)}),
        refused="allowed in a file",
    ),
    HostileTree(
        name="a million lines of pass",
        build=sound_but({"features.py": "pass\n" * 1_000_000}),
        objections=(by("structure", "features.py", "larger than 2 MiB"),),
    ),
    HostileTree(
        name="code behind another encoding",
        build=sound_but({"features.py": "# coding: utf-7\n# +AAo-import os\n"}),
        objections=(by("syntax", "features.py", "utf-7"),),
    ),
    HostileTree(
        name="a line that is shown in another order",
        build=sound_but({"features.py": 'x = "user\u202e \u2066# admin\u2069 \u2066"\n'}),
        objections=(by("characters", "features.py", "U+202E"), by("bandit", "features.py", "B613")),
    ),
    HostileTree(
        name="a name in two alphabets",
        build=sound_but({"features.py": "def sc\u043ere(): ...\n"}),
        objections=(by("characters", "features.py", "look like others"),),
    ),
)  # fmt: skip
