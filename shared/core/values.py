"""The kinds of value a team may write in a file of settings: a rule in words, and as a function."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Final

from shared.core.runtime_names import runtime_name
from shared.core.spec import ModelType

MAX_NAME: Final = 60
NAME_FORM = re.compile(r"[a-z][a-z0-9_]*")
LINE_FORM = re.compile(r"[^\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]{1,200}")
FILE_FORM = re.compile(r"[A-Za-z0-9_][\w.-]*(/[A-Za-z0-9_][\w.-]*)*\.(yml|txt)", re.ASCII)
KEY_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
PATH_FORM = re.compile(r"[A-Za-z0-9_][\w. -]*(/[A-Za-z0-9_][\w. -]*)*", re.ASCII)
# https://github.com/distribution/reference/blob/main/reference.go
IMAGE_FORM = re.compile(
    r"([a-zA-Z0-9][a-zA-Z0-9.-]*(:[0-9]{1,5})?/)?"
    r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*"
    r"(:[A-Za-z0-9_][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?",
    re.ASCII,
)
# https://learn.microsoft.com/azure/data-factory/naming-rules
PIPELINE_FORM = re.compile(r"[A-Za-z0-9_][^<>*#.%&:\\+?/]*")
# https://learn.microsoft.com/azure/devops/pipelines/process/variables#understand-variable-syntax
EXPRESSION_FORM = re.compile(r"\$\([\w. -]+\)|\$\{\{|\$\[")
ADDRESS_FORM = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LABEL_FORM = re.compile(r"[\w.\- /]{1,250}")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a value must be."""

    rule: str
    fits: Callable[[object], bool]


def is_name(value: object) -> bool:
    """Fit to be part of a path and of a registered model's name alike."""
    return isinstance(value, str) and len(value) <= MAX_NAME and bool(NAME_FORM.fullmatch(value))


def is_line(value: object) -> bool:
    """Text fit to stand in the head of an e-mail."""
    return isinstance(value, str) and value == value.strip() and bool(LINE_FORM.fullmatch(value))


def is_said(value: object) -> bool:
    """Text on one line, or none: whether business information says anything is judged apart."""
    return is_line(value) or (isinstance(value, str) and not value.strip(" "))


def is_expression(value: object) -> bool:
    """Text that Azure Pipelines would put something else in the place of."""
    return isinstance(value, str) and bool(EXPRESSION_FORM.search(value))


def is_whole(value: object) -> bool:
    """A whole number; truth values are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_count(value: object) -> bool:
    """So many workers."""
    return isinstance(value, int) and is_whole(value) and 0 <= value <= 1000


def is_number(value: object) -> bool:
    """A finite number; truth values are none."""
    return is_whole(value) or (isinstance(value, float) and isfinite(value))


def is_label(value: object) -> bool:
    """A name that MLflow takes for a metric or a parameter."""
    return isinstance(value, str) and bool(LABEL_FORM.fullmatch(value))


def is_address(value: object) -> bool:
    """An e-mail address in the narrow sense that every mail system understands."""
    return isinstance(value, str) and len(value) <= 254 and bool(ADDRESS_FORM.fullmatch(value))


def is_runtime(value: object) -> bool:
    """A Databricks runtime; a bare number is none, since 17.10 would read as 17.1."""
    return isinstance(value, str) and runtime_name(value) is not None


def is_list(value: object, most: int, fits: Callable[[object], bool]) -> bool:
    """A list that is neither empty nor endless, of items that fit."""
    return isinstance(value, list) and 0 < len(value) <= most and all(map(fits, value))


def has_form(form: re.Pattern[str]) -> Callable[[object], bool]:
    """Text of a given form."""
    return lambda value: is_line(value) and bool(form.fullmatch(str(value)))


def one_of(names: tuple[str, ...]) -> Kind:
    """One word out of a few."""
    return Kind(rule=f"one of {', '.join(names)}", fits=lambda value: value in names)


NAME: Final = Kind(
    rule=f"at most {MAX_NAME} lower-case letters, digits and underscores, a letter first",
    fits=is_name,
)
LINE: Final = Kind(rule="text on one line, at most 200 characters", fits=is_line)
CATEGORY: Final = Kind(rule=LINE.rule, fits=is_said)
IDENTIFIER: Final = Kind(
    rule="a whole number, or text on one line",
    fits=lambda value: is_said(value) or is_whole(value),
)
FILE: Final = Kind(
    rule="one conda file (.yml) or one pip file (.txt) of the model's folder",
    fits=has_form(FILE_FORM),
)
PATH: Final = Kind(
    rule="the path of a file in the model's folder: no `..`, no `/` in front",
    fits=has_form(PATH_FORM),
)
PIPELINE: Final = Kind(
    rule="the name of a Data Factory pipeline: a letter, a digit or `_` first, and none of "
    "`< > * # . % & : \\ + ? /`",
    fits=has_form(PIPELINE_FORM),
)
KEY: Final = Kind(rule="the key of an Artifactory repository", fits=has_form(KEY_FORM))
RUNTIME: Final = Kind(
    rule="a Databricks runtime, such as `17.3 LTS ML` or `17.3.x-cpu-ml-scala2.13`",
    fits=is_runtime,
)
IMAGE: Final = Kind(
    rule="the name of a container image: `[HOST/]NAME[:TAG][@sha256:DIGEST]`, NAME in lower case",
    fits=has_form(IMAGE_FORM),
)
MODEL_TYPE: Final = one_of(tuple(ModelType))
COUNT: Final = Kind(rule="a whole number from 0 to 1000", fits=is_count)
NUMBER: Final = Kind(rule="a finite number", fits=is_number)
TRUTH: Final = Kind(rule="true or false", fits=lambda value: isinstance(value, bool))
LABEL: Final = Kind(rule="letters, digits, spaces and `_ . - /`", fits=is_label)
ADDRESSES: Final = Kind(
    rule="a list of 1 to 50 e-mail addresses", fits=lambda value: is_list(value, 50, is_address)
)
MAPPINGS: Final = Kind(
    rule="a list of 1 to 100 mappings",
    fits=lambda value: is_list(value, 100, lambda item: isinstance(item, Mapping)),
)
PARAMETERS: Final = Kind(
    rule="a mapping whose names are letters, digits, spaces and `_ . - /`",
    fits=lambda value: isinstance(value, Mapping) and all(map(is_label, value)),
)
