"""What tells a tool to look away, or to run something; and what hides from those who look."""

from tests.core.checks.folders import SOUND
from tests.hostile.corpus.tree import HostileTree, by, holding, sound_but

SHELL = "import subprocess\n\nsubprocess.Popen('ls *', shell=True)"
UNUSED = "import os\n"


def weak(name, contents):
    """A model with a shell in it, and something that tells bandit to look away."""
    build = sound_but({"features.py": f"{SHELL}\n", **contents})
    return HostileTree(name=name, build=build, objections=(by("bandit", "features.py", "B602"),))


def hooked(name, make):
    """A model with an import too many, whose settings tell pylint to look away, and to run code."""
    build = holding(lambda canary: {"features.py": UNUSED, **make(canary)})
    objections = (by("pylint", "features.py", "W0611 unused-import"),)
    return HostileTree(name=name, build=build, objections=objections)


PYLINT = (
    hooked("a .pylintrc that runs code", lambda canary: {
        ".pylintrc": f"[MAIN]\ninit-hook={canary}\n[MESSAGES CONTROL]\ndisable=all\n"
    }),
    hooked("a pylintrc without a dot", lambda canary: {"pylintrc": f"[MAIN]\ninit-hook={canary}\n"}),
    hooked("a plugin for pylint", lambda canary: {
        "pyproject.toml": '[tool.pylint.main]\nload-plugins = ["evil"]\ndisable = "all"\n',
        "evil.py": f"{canary}\ndef register(linter): ...\n",
    }),
    hooked("settings for pylint everywhere", lambda canary: {
        "setup.cfg": f"[pylint.MAIN]\ninit-hook={canary}\n",
        "tox.ini": f"[pylint.MAIN]\ninit-hook={canary}\n",
        ".pylintrc.toml": f'[tool.pylint.main]\ninit-hook="{canary}"\n',
    }),
    HostileTree(
        name="comments that tell pylint to look away",
        build=sound_but({"features.py": f"# pylint: skip-file\n{UNUSED.strip()}  # pylint: disable=all\n"}),
        objections=(by("pylint", "features.py", "W0611"),),
    ),
)  # fmt: skip
TREES = (
    weak("a .bandit that skips rules", {".bandit": "[bandit]\nskips: B602,B404,B607\nexclude: .\n"}),
    weak("settings for bandit everywhere", {
        "pyproject.toml": "[tool.bandit]\nskips = ['B602']\nexclude_dirs = ['.']\n",
        "setup.cfg": "[bandit]\nskips=B602\n",
        "bandit.yaml.txt": "skips: [B602]\n",
    }),
    weak("a comment that tells bandit to look away", {"features.py": f"{SHELL}  # nosec B602\n"}),
    weak("comments that tell everybody to look away", {
        "features.py": f"# ruff: noqa\n# flake8: noqa\n# type: ignore\n{SHELL}"
        "  # noqa # nosec # pragma: no cover # pragma: allowlist secret # NOSONAR\n",
        "ruff.toml": "exclude = ['*']\n",
    }),
    weak("a file kept from archives", {".gitattributes": "features.py export-ignore\n* export-subst\n"}),
    weak("a bandit baseline", {"baseline.json": '{"results": [{"test_id": "B602"}]}'}),
    weak("settings that let an editor run things", {
        ".vscode/settings.json": '{"python.defaultInterpreterPath": "./evil"}',
        ".editorconfig": "root = true\n",
    }),
    HostileTree(
        name="a shell in a folder that bandit leaves out by default",
        build=sound_but({".tox/evil.py": SHELL, "x.egg/evil.py": SHELL, ".svn/evil.py": SHELL}),
        objections=tuple(by("bandit", f"{folder}/evil.py", "B602") for folder in (".tox", "x.egg", ".svn")),
    ),
    HostileTree(
        name="a shell among the tests",
        build=sound_but({"tests/test_it.py": f"{SHELL}\nassert True\n"}),
        objections=(by("bandit", "tests/test_it.py", "B602"),),
    ),
    HostileTree(
        name="file names that look like options",
        build=sound_but({"_-r.py": SHELL, "--exit-zero.py": SHELL, "--rcfile=evil.py": SHELL}),
        objections=(
            *(by("bandit", path, "B602") for path in ("_-r.py", "--exit-zero.py", "--rcfile=evil.py")),
            *(by("naming", path, "dash") for path in ("_-r.py", "--exit-zero.py", "--rcfile=evil.py")),
        ),
    ),
    HostileTree(
        name="a password that a tool would repeat",
        build=sound_but({"features.py": "password = 'hunt-er22'\nif password in ('hunt-er22',): ...\n"}),
        objections=(by("bandit", "features.py", "B105"),),
    ),
)  # fmt: skip


def canaried(name, *paths, objections=()):
    """A model with files that leave a canary when anybody runs or imports them."""
    build = holding(lambda canary: dict.fromkeys(paths, f"{canary}\n"))
    return HostileTree(name=name, build=build, objections=objections)


CANARIES = (
    canaried("a conftest.py", "conftest.py", "tests/conftest.py", "tests/__init__.py"),
    canaried("a setup.py", "setup.py", "__init__.py", "__main__.py"),
    canaried("a sitecustomize.py", "sitecustomize.py", "usercustomize.py"),
    canaried("modules named as a tool's", "pylint.py", "bandit.py", "astroid.py", "stevedore/__init__.py"),
    canaried("modules named as Python's", "ast.py", "json.py", "re.py", "os.py", "typing.py", "encodings/__init__.py"),
    canaried("modules named as ours", "shared/__init__.py", "local/__init__.py", "tests/hostile/corpus.py"),
    canaried("modules that pylint loads late", "isort.py", "dill.py", "tomllib.py", "platformdirs.py", "mccabe.py"),
    canaried("modules named as libraries", "yaml.py", "pydantic/__init__.py", "dulwich.py", "numpy.py"),
    HostileTree(
        name="a path file",
        build=holding(lambda canary: {"evil.pth": f"import os; {canary}\n", "site-packages/x.pth": f"import os; {canary}\n"}),
        objections=(by("artefacts", "evil.pth"),),
    ),
    HostileTree(
        name="code in everything the platform reads",
        build=holding(lambda canary: {
            path: f"{canary}\n{SOUND[path]}" for path in ("train.py", "score.py", "data.py")
        }),
        objections=(by("import", "train.py"), by("import", "score.py"), by("import", "data.py")),
    ),
    HostileTree(
        name="decorators, defaults and annotations with effects",
        build=holding(lambda canary: {
            "features.py": f"def f(x=exec({canary!r})) -> exec({canary!r}): ...\n\n\n@exec({canary!r})\nclass A: ...\n"
        }),
        objections=(by("bandit", "features.py", "B102"),),
    ),
    HostileTree(
        name="a git folder with hooks",
        build=holding(lambda canary: {
            ".git/config": "[core]\n\tfsmonitor = ./evil.sh\n\thooksPath = .\n\texcludesFile = /dev/zero\n",
            ".git/hooks/pre-commit": f"#!/usr/bin/env python3\n{canary}\n",
        }),
    ),
    HostileTree(
        name="a pickle that runs code",
        build=holding(lambda canary: {"model.pkl": b"cbuiltins\nexec\n(V" + canary.encode() + b"\ntR."}),
        objections=(by("artefacts", "model.pkl", "a pickle"),),
    ),
    HostileTree(
        name="a model with more in it than it says",
        build=holding(lambda canary: {
            "model/MLmodel": "flavors:\n  python_function:\n    loader_module: evil\n",
            "model/code/evil.py": f"{canary}\n",
            "model/python_model.pkl": b"\x80\x04.",
        }),
        objections=(by("artefacts", "model/python_model.pkl", "a pickle"),),
    ),
)  # fmt: skip
