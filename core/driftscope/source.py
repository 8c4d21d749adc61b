"""What everything that shows, exports or compares recordings asks for: a simulation and a hybrid both answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .advice import Advice
from .base import Config
from .motion import Motion
from .recording import Background, Injection, Recording
from .sorting import Sorting
from .spikes import SpikeTrains
from .template_set import Templates

if TYPE_CHECKING:
    from probeinterface import Probe


class Source(Protocol):
    """Recording with known spikes, units and motion: a `Simulation` or a `Hybrid`.

    ``static`` and ``drifting`` hold the same units, spikes and background; in ``static`` the units do not move.
    ``before`` and ``after`` are what one compares by eye: a simulation at rest and drifting, a real recording without
    and with the added units.
    """

    @property
    def config(self) -> Config:
        """Complete configuration."""
        ...

    @property
    def probe(self) -> Probe:
        """The probe, with its contacts in the order of the channels."""
        ...

    @property
    def contact_positions_um(self) -> NDArray[np.float64]:
        """Positions of the contacts, shape (channels, 2), in µm."""
        ...

    @property
    def locations_um(self) -> NDArray[Any]:
        """Positions of the units at rest, shape (units, 3), in µm."""
        ...

    @property
    def templates(self) -> Templates:
        """The units' templates at rest on all channels, in µV."""
        ...

    @property
    def spikes(self) -> SpikeTrains:
        """Spike trains of the units."""
        ...

    @property
    def sorting(self) -> Sorting:
        """Ground-truth sorting, with properties of the units."""
        ...

    @property
    def motion(self) -> Motion:
        """Motion of the units."""
        ...

    @property
    def noise(self) -> Background:
        """Everything except the known spikes: generated noise, or the real recording."""
        ...

    @property
    def noise_levels_uv(self) -> NDArray[np.float64]:
        """Standard deviation of the noise on every channel, shape (channels,), in µV."""
        ...

    @property
    def static(self) -> Recording:
        """Static recording: the units do not move."""
        ...

    @property
    def drifting(self) -> Recording:
        """Drifting recording, with the same units, spikes and background as ``static``."""
        ...

    @property
    def before(self) -> Recording:
        """Reference recording: units at rest, or no units added."""
        ...

    @property
    def after(self) -> Recording:
        """Resulting recording: units drifting, or units added."""
        ...

    @property
    def expected_spikes(self) -> float:
        """Expected number of spikes, estimated without drawing them."""
        ...

    @property
    def advice(self) -> tuple[Advice, ...]:
        """Valid but implausible settings."""
        ...

    def injection(self, *, moving: bool) -> Injection:
        """Return the spikes with their templates, moving or at rest."""
        ...
