"""All neighbours of this installation, each to be asked by itself."""

from collections.abc import Iterator

from local.doctor.asking import Neighbour
from local.doctor.at_home import at_home, blobs_at
from local.doctor.identity import Mirror
from local.doctor.releases import releases
from local.doctor.secrets import Cabinet, readable, repositories
from local.doctor.stores import stores
from local.doctor.visitors import visitors
from local.doctor.workplaces import workplaces
