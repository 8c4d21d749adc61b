"""A hybrid recording as the views see it: the recording before and after, the added units, and their motion.

The views were made for simulations. A scene answers the same questions about a hybrid, so that the same pictures show
it: ``before`` and ``after`` are the recordings without and with the added units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from driftscope import ConfigError, Problem
from driftscope.cache import once
from driftscope.hybrid import Hybrid, HybridConfig
from driftscope.motion import Motion
from driftscope.recording import Injection, Recording
from driftscope.spikes import SpikesConfig, SpikeTrains
from driftscope.streams import Streams
from driftscope.templates import SparseTemplate
from driftscope.units import UnitsConfig
from numpy.typing import NDArray
from probeinterface import Probe

Array = NDArray[Any]


@dataclass(frozen=True)
class SceneConfig:
    """What views ask of a configuration, told of a hybrid recording.

    Attributes
    ----------
    duration_s, sampling_frequency_hz, num_samples
        Of the recording.
    units : UnitsConfig
        How many units there are; they stand in no layers.
    spikes : SpikesConfig
        When they fire.
    probe : object
        Equal when the channels are the same.
    random : Streams
        The streams that all stages draw from.
    """

    duration_s: float
    sampling_frequency_hz: float
    num_samples: int
    units: UnitsConfig
    spikes: SpikesConfig
    probe: object
    random: Streams


@dataclass(frozen=True, eq=False)
class SceneTemplates:
    """The added units' templates as views ask for them, wherever a motion's steps take them.

    Attributes
    ----------
    hybrid : Hybrid
        Whose units.
    contact_positions_um : ndarray, shape (channels, 2)
        On which of the recording's channels peaks are told.
    """

    hybrid: Hybrid
    contact_positions_um: Array

    @property
    def parameters(self) -> SimpleNamespace:
        """How many units there are."""
        return SimpleNamespace(num_units=len(self.hybrid.config.units))

    @property
    def sampling_frequency_hz(self) -> float:
        """The recording's rate."""
        return self.hybrid.placed.sampling_frequency_hz

    @property
    def num_before(self) -> int:
        """Sample of the peak."""
        return self.hybrid.placed.num_before

    @property
    def num_samples(self) -> int:
        """How many samples a template has."""
        return self.hybrid.placed.num_samples

    @property
    def locations_um(self) -> Array:
        """Where the units stand, shape (units, 3), in µm."""
        return self.hybrid.locations_um

    def make(self, units: Sequence[int], displacements_um: Array) -> list[SparseTemplate]:
        """Return templates on all channels, each at the motion's step that is nearest to its displacement."""
        return self.hybrid.placed.make(units, self._nearest_steps(np.asarray(displacements_um, dtype=np.float64)))

    def dense(self, unit: int, displacement_um: Sequence[float] = (0.0, 0.0)) -> NDArray[np.float32]:
        """Return one template on all channels, shape (samples, channels), in µV."""
        [sparse] = self.make([unit], np.array([displacement_um]))
        template = np.zeros((self.num_samples, len(self.hybrid.contact_positions_um)), dtype=np.float32)
        template[:, sparse.channels] = sparse.waveform
        return template

    def footprint(self, units: Array, displacements_um: Array) -> tuple[Array, None]:
        """Return the height of the largest peak on the told channels, shape (n, channels); delays are not known."""
        heights = np.zeros((len(units), len(self.hybrid.contact_positions_um)))
        for row, template in enumerate(self.make(np.asarray(units).tolist(), displacements_um)):
            if template.channels.size:
                heights[row, template.channels] = np.abs(template.waveform).max(axis=0)
        return heights[:, self._told], None

    @once
    def _told(self) -> NDArray[np.intp]:
        places = {tuple(place): channel for channel, place in enumerate(self.hybrid.contact_positions_um.tolist())}
        return np.array([places[tuple(place)] for place in self.contact_positions_um.tolist()], dtype=np.intp)

    def _nearest_steps(self, displacements_um: Array) -> Array:
        steps = self.hybrid.motion.steps_um
        gaps = np.linalg.norm(displacements_um[:, np.newaxis] - steps[np.newaxis], axis=2)
        nearest: Array = steps[gaps.argmin(axis=1)]
        return nearest


class Scene:
    """A hybrid recording with the attributes of a simulation.

    Parameters
    ----------
    hybrid : Hybrid
        What is seen.
    """

    def __init__(self, hybrid: Hybrid) -> None:
        self.hybrid = hybrid

    @property
    def origin(self) -> HybridConfig:
        """The configuration that it follows from."""
        return self.hybrid.config

    @once
    def config(self) -> SceneConfig:
        """What views ask of a configuration."""
        recording, origin = self.hybrid.background, self.hybrid.config
        rate, number = recording.sampling_frequency, recording.get_num_samples()
        units = UnitsConfig(num_units=len(origin.units), distribution="uniform")
        return SceneConfig(number / rate, rate, number, units, origin.spikes, origin.source, origin.random)

    @once
    def contact_positions_um(self) -> Array:
        """Where the channels are, shape (channels, 2), in µm."""
        return self.hybrid.contact_positions_um

    @property
    def probe(self) -> Probe:
        """The recording's probe."""
        return self.hybrid.probe

    @property
    def locations_um(self) -> Array:
        """Where the added units stand, shape (units, 3), in µm."""
        return self.hybrid.locations_um

    @property
    def motion(self) -> Motion:
        """How they move."""
        return self.hybrid.motion

    @once
    def template_maker(self) -> SceneTemplates:
        """Their templates."""
        return SceneTemplates(self.hybrid, self.contact_positions_um)

    @property
    def peaks_uv(self) -> Array:
        """Height of the largest peak of every unit on the recording's channels, whatever its sign, shape (units,)."""
        return self.hybrid.placed.peaks_uv

    @property
    def spikes(self) -> SpikeTrains:
        """When they fire."""
        return self.hybrid.spikes

    @property
    def expected_spikes(self) -> float:
        """About how many spikes are added."""
        return self.hybrid.expected_spikes

    @property
    def noise_levels_uv(self) -> Array:
        """Standard deviation of the noise on every channel, shape (channels,), in µV."""
        return self.hybrid.noise_levels_uv

    def injection(self, *, moving: bool) -> Injection:
        """Return what is added to the recording, with units that move or that stay."""
        return self.hybrid.injection(moving=moving)

    @property
    def static(self) -> Recording:
        """The recording with the added units at rest."""
        return self.hybrid.static

    @property
    def drifting(self) -> Recording:
        """The recording with the added units as they move."""
        return self.hybrid.drifting

    @property
    def before(self) -> Recording:
        """The recording before anything is added."""
        return self.hybrid.background

    @property
    def after(self) -> Recording:
        """The recording with the added units."""
        return self.hybrid.recording


def open_scene(config: HybridConfig) -> Scene:
    """Return a hybrid recording ready to be looked at.

    Raises
    ------
    ConfigError
        With everything that stops it from being made.
    """
    hybrid = Hybrid(config)
    if problems := hybrid.problems():
        raise ConfigError(problems)
    scene = Scene(hybrid)
    try:
        _ = scene.config, scene.peaks_uv, hybrid.advice
    except (OSError, MemoryError) as error:
        raise ConfigError([Problem("source", str(error) or "not enough memory")]) from None
    return scene
