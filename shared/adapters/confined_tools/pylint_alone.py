"""Pylint by itself: it reads no module but those of Python and the files it was given.

Run as `python -I -S pylint_alone.py FOLDER ARGUMENT...`, the folder being where pylint is installed.
With the platform's own libraries in sight a file that imports pandas took 6 s instead of 0.3 s, and
what was found depended on the machine.
"""

import sys


def register(_linter: object) -> None:
    """Pylint asks this of everything it loads as a plugin."""


def load_configuration(_linter: object) -> None:
    """Hide what is installed, once all of pylint is loaded."""
    sys.path.remove(LIBRARIES)


if __name__ == "__main__":
    LIBRARIES = sys.argv.pop(1)
    sys.path.append(LIBRARIES)
    import astroid.constraint  # noqa: F401 - pylint loads these two only on the way
    import isort  # noqa: F401
    from pylint.lint import Run

    Run(("--load-plugins=__main__", *sys.argv[1:]))
