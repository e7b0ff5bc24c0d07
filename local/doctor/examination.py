"""What an examination finds, piece by piece, in one document."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from local.doctor.advice import Advice, advice
from local.doctor.asking import Answer, State
from local.doctor.configuration import Shown, configuration
from local.doctor.entrances import Entrance, SignIn, entrances, sign_in
from local.doctor.grants import Grant, grants
from local.doctor.identity import Identity, Mirror
from shared.settings import Settings, SettingsError


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A setting that is wrong or missing, with the remedy."""

    setting: str
    remark: str


@dataclass(frozen=True, kw_only=True)
class Examination:
    """All that was found; with faults in the settings nothing else is."""

    faults: tuple[Fault, ...] = ()
    settings: tuple[Shown, ...] = ()
    advice: tuple[Advice, ...] = ()
    neighbours: tuple[Answer, ...] = ()
    identity: Identity | None = None
    grants: tuple[Grant, ...] = ()
    entrances: tuple[Entrance, ...] = ()
    sign_in: SignIn | None = None

    @property
    def verdict(self) -> int:
        """0 where all is well, 1 where a neighbour is in trouble, 2 where settings are wrong."""
        return 2 if self.faults else int(any(one.state is State.TROUBLE for one in self.neighbours))


def refused(error: SettingsError) -> Examination:
    """The examination of settings that nobody can work with."""
    return Examination(
        faults=tuple(Fault(setting=name, remark=remark) for name, remark in error.faults)
    )


def begun(environment: Mapping[str, str], settings: Settings) -> Examination:
    """What there is to say before anybody was asked."""
    return Examination(
        settings=tuple(configuration(environment, settings)), advice=tuple(advice(settings))
    )


def ended(
    examination: Examination, settings: Settings, answers: Iterable[Answer], mirror: Mirror
) -> Examination:
    """The whole, once all have answered; then the mirror has seen who we are."""
    neighbours = tuple(sorted(answers, key=lambda answer: (answer.role, answer.name)))
    return replace(
        examination,
        neighbours=neighbours,
        identity=mirror.seen,
        grants=tuple(grants(settings, mirror.seen)),
        entrances=tuple(entrances(settings)),
        sign_in=sign_in(settings),
    )
