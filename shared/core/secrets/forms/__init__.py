"""Every form of secret we know, those that say most about a value first."""

from typing import Final

from shared.core.secrets.forms.azure import AZURE
from shared.core.secrets.forms.clouds import CLOUDS
from shared.core.secrets.forms.data import DATA
from shared.core.secrets.forms.forges import FORGES
from shared.core.secrets.forms.keys import KEYS
from shared.core.secrets.forms.services import SERVICES
from shared.core.secrets.kinds import Kind

KINDS: Final[tuple[Kind, ...]] = (*AZURE, *DATA, *FORGES, *CLOUDS, *SERVICES, *KEYS)
