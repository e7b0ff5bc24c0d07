"""How a Databricks runtime is called: by the clusters API, and by people (R-058)."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

# From 18 on a line goes by its major version alone (`18.x-scala2.13`), its updates by both.
KEY: Final = re.compile(
    r"(?P<major>\d{1,3})(\.(?P<minor>\d{1,3}|x))?\.x(-(?P<variant>cpu-ml|gpu-ml))?"
    r"(?P<build>(-photon)?(-aarch64)?)-scala(?P<scala>2\.1[23])",
    re.ASCII,
)
SERVERLESS: Final = re.compile(r"serverless[ -]v?(?P<major>\d{1,3})", re.ASCII | re.IGNORECASE)
SPOKEN: Final = re.compile(
    r"((databricks )?runtime |dbr )?(?P<major>\d{1,3})(\.(?P<minor>\d{1,3}))?"
    r"(?P<words>( (lts|ml|cpu|gpu))*)",
    re.ASCII | re.IGNORECASE,
)
MINOR_UNTIL: Final = 17


class Variant(StrEnum):
    """What a runtime is made for; GPUs come with the ML variant only."""

    STANDARD = ""
    CPU_ML = "cpu-ml"
    GPU_ML = "gpu-ml"
    SERVERLESS = "serverless"


@dataclass(frozen=True, kw_only=True)
class RuntimeName:
    """A runtime as the clusters API tells it from others; `build` names Photon and the processor.

    `minor` is empty for a line as a whole (18) and for serverless environments.
    """

    major: int
    minor: str = ""
    variant: Variant = Variant.STANDARD
    build: str = ""
    scala: str = ""

    @property
    def version(self) -> str:
        """The number of the release, as release notes give it."""
        return f"{self.major}.{self.minor}" if self.minor else f"{self.major}"

    @property
    def key(self) -> str:
        """What the clusters API calls it."""
        if self.variant is Variant.SERVERLESS:
            return f"serverless-v{self.major}"
        variant = f"-{self.variant}" if self.variant else ""
        scala = self.scala or ("2.13" if self.major >= MINOR_UNTIL else "2.12")
        return f"{self.version}.x{variant}{self.build}-scala{scala}"

    @property
    def order(self) -> tuple[int, int]:
        """Greater for what came later."""
        return self.major, int(self.minor or 0)

    def as_variant(self, variant: Variant) -> "RuntimeName":
        """The same version, made for something else; there is no Photon in the ML variants."""
        return replace(self, variant=variant, build="")


def runtime_name(text: str) -> RuntimeName | None:
    """What a key or `17.3 LTS ML` names, `None` where it names no runtime."""
    if form := KEY.fullmatch(text):
        minor = (form["minor"] or "").replace("x", "")
        return RuntimeName(
            major=int(form["major"]),
            minor=minor,
            variant=Variant(form["variant"] or ""),
            build=form["build"],
            scala=form["scala"],
        )
    if form := SERVERLESS.fullmatch(text):
        return RuntimeName(major=int(form["major"]), variant=Variant.SERVERLESS)
    form = SPOKEN.fullmatch(text)
    return spoken(form) if form else None


def spoken(form: re.Match[str]) -> RuntimeName | None:
    """What people say; up to 17 there is no runtime without a minor version."""
    major, words = int(form["major"]), form["words"].lower().split()
    if form["minor"] is None and major <= MINOR_UNTIL:
        return None
    ml = Variant.CPU_ML if "ml" in words else Variant.STANDARD
    variant = Variant.GPU_ML if "gpu" in words else ml
    return RuntimeName(major=major, minor=form["minor"] or "", variant=variant)
