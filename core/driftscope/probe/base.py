"""What every kind of probe can do, and how a probe is built and its wiring followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..base import Config, ConfigError, Problem
from ..probe_files import MOST_CONTACTS
from ..probe_geometry import WiredProbe, planar, wired

if TYPE_CHECKING:
    from probeinterface import Probe

FARTHEST_UM = 1e6
"""How far from the origin a contact may be."""


class ProbeKind(Config):
    """Base class of probe descriptions."""

    def build(self) -> Probe:
        """Return the probe as it is described, wired or not."""
        raise NotImplementedError

    def build_with_remarks(self) -> tuple[Probe, tuple[str, ...]]:
        """Return the probe with what was assumed or left out."""
        return self.build(), ()


def wired_probe(config: ProbeKind) -> WiredProbe:
    """Build a probe and follow its wiring.

    Parameters
    ----------
    config : ProbeConfig
        A probe of any kind.

    Returns
    -------
    WiredProbe
        The wired contacts in the order of their channels, the channels, and what was assumed.

    Raises
    ------
    ConfigError
        As `build_probe`.
    """
    probe, remarks = config.build_with_remarks()
    _refuse_unusable(probe)
    return wired(planar(probe), remarks)


def _refuse_unusable(probe: Probe) -> None:
    number = probe.get_contact_count()
    if not 0 < number <= MOST_CONTACTS:
        raise ConfigError([Problem("probe", f"must have between 1 and {MOST_CONTACTS} contacts", number)])
    if np.abs(probe.contact_positions).max() > FARTHEST_UM:
        message = f"has a contact more than {FARTHEST_UM:g} µm from the origin: give positions in µm"
        raise ConfigError([Problem("probe", message)])


def contact_positions_um(probe: Probe) -> NDArray[np.float64]:
    """Return a probe's contact positions, shape (contacts, 2), in µm, read-only."""
    positions = np.array(probe.contact_positions, dtype=np.float64)
    positions.flags.writeable = False
    return positions
