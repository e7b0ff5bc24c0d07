"""All neighbours of an installation: those that settings name, and a laptop's in place of the rest."""

from collections.abc import Iterator

from local.doctor.asking import Neighbour
from local.doctor.at_home import at_home
from local.doctor.principals import principals
from local.doctor.releases import releases
from local.doctor.secrets import Cabinet, readable
from local.doctor.stores import stores
from local.doctor.visitors import visitors
from local.doctor.workplaces import workplaces
from shared.settings import Settings


def neighbours_of(settings: Settings) -> tuple[Neighbour, ...]:
    """Everybody who is to be asked."""
    cabinet = Cabinet(settings)
    near = at_home(settings, cabinet)
    far = tuple(named(settings, cabinet))
    roles = {neighbour.role for neighbour in far}
    return (*far, *(neighbour for neighbour in near if neighbour.role not in roles))


def named(settings: Settings, cabinet: Cabinet) -> Iterator[Neighbour]:
    """Those that settings name, and what is to be asked wherever we are."""
    yield from stores(settings.neighbours, cabinet)
    yield from readable(settings, cabinet)
    yield from workplaces(settings, cabinet)
    yield from principals(settings, cabinet)
    yield from releases(settings, cabinet)
    yield visitors(settings)
