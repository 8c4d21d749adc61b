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
    """A recording whose spikes, units and motion are known: a `Simulation` or a `Hybrid`.

    ``static`` and ``drifting`` hold the same units, spikes and background; in ``static`` the units do not move.
    ``before`` and ``after`` are what one compares by eye: a simulation at rest and drifting, a real recording without
    and with the added units.
    """

    @property
    def config(self) -> Config:
        """The complete configuration, from which everything follows."""
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
        """When each unit fires."""
        ...

    @property
    def sorting(self) -> Sorting:
        """The ground truth: every spike, with what is known of its unit."""
        ...

    @property
    def motion(self) -> Motion:
        """How the units move."""
        ...

    @property
    def noise(self) -> Background:
        """What is there besides the known spikes: generated noise, or all that was recorded."""
        ...

    @property
    def noise_levels_uv(self) -> NDArray[np.float64]:
        """Standard deviation of the noise on every channel, shape (channels,), in µV."""
        ...

    @property
    def static(self) -> Recording:
        """The recording in which the units do not move."""
        ...

    @property
    def drifting(self) -> Recording:
        """The recording in which the units move; same units, spikes and background as ``static``."""
        ...

    @property
    def before(self) -> Recording:
        """The recording that ``after`` is compared with: the units at rest, or none added."""
        ...

    @property
    def after(self) -> Recording:
        """The recording that is the result: the units moving, or the added units in it."""
        ...

    @property
    def expected_spikes(self) -> float:
        """About how many spikes there are, without drawing them."""
        ...

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What is valid in the configuration and yet not plausible."""
        ...

    def injection(self, *, moving: bool) -> Injection:
        """Return the spikes with their templates, moving or at rest."""
        ...
