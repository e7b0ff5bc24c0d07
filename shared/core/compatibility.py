"""Whether what a team asks for is what a runtime has: yes, no, or nobody can tell (R-058).

What carries no version, and what a marker keeps from the runtime, takes what is there.  What is
absent from the list may be there all the same: nobody can tell.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from shared.core.requirements.requirement import Wanted
from shared.core.runtimes import Runtime

# They are released together, under one version; the lists name the lesser one alone.
LISTED_AS: Final[Mapping[str, str]] = {"mlflow": "mlflow-skinny"}
# Spark, its driver's Python, and the notebooks are built against these very versions.  MLflow is not
# among them: what runs beside a team's code brings its own.
PROTECTED: Final = frozenset(
    {
        "delta-spark",
        "grpcio",
        "grpcio-status",
        "ipykernel",
        "ipython",
        "numpy",
        "pandas",
        "protobuf",
        "py4j",
        "pyarrow",
        "pyspark",
    }
)
PROTECTED_FAMILIES: Final = ("databricks-",)
PATCHES: Final = range(40)


class Answer(StrEnum):
    """What can be said of one library in one runtime."""

    OK = "ok"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"


def answer(wanted: Wanted, runtime: Runtime) -> Answer:
    """Whether the runtime has the library in a version that is asked for."""
    if wanted.marker is not None and not runtime.python:
        return Answer.UNKNOWN
    if not applies(wanted, runtime):
        return Answer.OK
    versions = versions_of(wanted.name, runtime)
    if not versions:
        return Answer.UNKNOWN
    fits = any(wanted.specifier.contains(each, prereleases=True) for each in versions)
    return Answer.OK if fits else Answer.CONFLICT


def versions_of(name: str, runtime: Runtime) -> tuple[str, ...]:
    """The version that is there, or those of which one is: of Python we know the minor only."""
    if name == "python":
        return tuple(f"{runtime.python}.{patch}" for patch in PATCHES) if runtime.python else ()
    found = runtime.packages.get(LISTED_AS.get(name, name))
    return (found,) if found else ()


def applies(wanted: Wanted, runtime: Runtime) -> bool:
    """Whether the marker lets the runtime have the library; one nobody can read does."""
    from packaging.markers import UndefinedComparison, UndefinedEnvironmentName

    if wanted.marker is None:
        return True
    try:
        return wanted.marker.evaluate(dict(surroundings(runtime)))
    except (UndefinedComparison, UndefinedEnvironmentName, ValueError, RecursionError):
        return True


def surroundings(runtime: Runtime) -> Mapping[str, str]:
    """What markers see on a cluster (PEP 508)."""
    return {
        "implementation_name": "cpython",
        "implementation_version": f"{runtime.python}.0",
        "os_name": "posix",
        "platform_machine": "x86_64",
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": "Linux",
        "platform_version": "",
        "python_full_version": f"{runtime.python}.0",
        "python_version": runtime.python,
        "sys_platform": "linux",
        "extra": "",
    }


def protected(name: str) -> bool:
    """Whether another version than the runtime's breaks the runtime itself."""
    return name in PROTECTED or name.startswith(PROTECTED_FAMILIES)
