"""What the settings of jobs may say: on what they run, and as whom.  No value is repeated."""

import re

from shared.settings.values import text_in

# https://docs.databricks.com/api/workspace/clusters/sparkversions
RUNTIME_FORM = re.compile(r"[1-9]\d?\.(\d{1,2}|x)\.x(-[a-z0-9]+)*-scala2\.\d{2}")
MACHINE_FORM = re.compile(r"[A-Za-z][A-Za-z0-9._-]{1,63}")
NUMBER_FORM = re.compile(r"[1-9]\d{0,8}")
APPLICATION_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PRINCIPAL_FORM = re.compile(r"([A-Za-z0-9._ -]|\{team\}|\{environment\})+")


def runtime_in(text: str) -> str:
    """A Databricks runtime, by the key that the Clusters API knows it by (R-022)."""
    if not RUNTIME_FORM.fullmatch(text.strip()):
        raise ValueError(
            "no key of a runtime; write it as the Clusters API does, such as"
            " 17.3.x-cpu-ml-scala2.13 for 17.3 LTS ML"
        )
    return text.strip()


def machine_in(text: str) -> str:
    """A kind of machine (R-023)."""
    if not MACHINE_FORM.fullmatch(text.strip()):
        raise ValueError("no kind of machine; write its node type id, such as Standard_D4ds_v5")
    return text.strip()


def driver_in(text: str) -> str:
    """The driver's kind of machine or, as the bank's draft has it, a number (R-024)."""
    return text.strip() if NUMBER_FORM.fullmatch(text.strip()) else machine_in(text)


def application_in(text: str) -> str:
    """The application id of a service principal (R-017, R-018)."""
    if not APPLICATION_FORM.fullmatch(text.strip().lower()):
        raise ValueError(
            "no application id; write that of a service principal, 8-4-4-4-12 hex digits"
        )
    return text.strip().lower()


def principal_in(text: str) -> str:
    """The pattern of the names of teams' service principals."""
    name = text_in(text)
    if not PRINCIPAL_FORM.fullmatch(name):
        raise ValueError(
            "no pattern of a name; write letters, digits, blanks, . _ - and {team}, {environment}"
        )
    return name
