"""A sorting whose units each have a stream of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..sorting import Sorting
from ..spikes import Spikes
from ..spikes.reference import reference_poisson
from ..streams import stream
from .arguments import durations_s, fixed_seed, positive, whole_number
from .calls import remembers_arguments
from .spike_trains import firing_rates_hz

_TWO_SEGMENTS = [10.325, 3.5]


class SortingGenerator(Sorting):
    """Poisson trains with a refractory period, each unit and segment drawn from a stream of its own.

    The reference's units start from Python's ``hash`` of their name, which differs from process to process, and its
    refractory period holds after the first spike only; here a seed makes the same trains everywhere, and all hold it.

    Parameters
    ----------
    num_units : int
        Number of units.
    sampling_frequency : float
        Rate in Hz.
    durations : sequence of float
        Seconds of every segment.
    firing_rates : float, (float, float), or array
        Spikes a second: of all units, a range to draw from, or one per unit.
    refractory_period_ms : float or array
        After a spike its unit stays silent for this long.
    seed : int
        Where the draws start.

    Raises
    ------
    ValueError
        When an argument cannot be used, or a refractory period is too long for a rate.

    Examples
    --------
    >>> from driftscope.generation import SortingGenerator
    >>> SortingGenerator(num_units=3, durations=[5.0], seed=1).get_num_units()
    3
    """

    truth_names = ("durations", "firing_rates", "num_segments", "num_units", "refractory_period_seconds", "seed")

    @remembers_arguments
    def __init__(
        self,
        num_units: int = 20,
        sampling_frequency: float = 30000.0,
        durations: Sequence[float] = _TWO_SEGMENTS,
        firing_rates: Any = 3.0,
        refractory_period_ms: Any = 4.0,
        seed: int = 0,
    ) -> None:
        self.num_units, self.seed = whole_number(num_units, "num_units"), fixed_seed(seed)
        self.durations, fs = durations_s(durations), positive(sampling_frequency, "sampling_frequency")
        self.num_segments, self.firing_rates = len(self.durations), firing_rates
        self.refractory_period_seconds = np.asarray(refractory_period_ms) / 1000.0
        rates = firing_rates_hz(firing_rates, self.num_units, self.seed)
        silent_ms = np.broadcast_to(np.asarray(refractory_period_ms, dtype=np.float64), self.num_units)
        segments = [self._drawn(index, rates, silent_ms, fs) for index in range(self.num_segments)]
        super().__init__(segments, fs, [str(unit) for unit in range(self.num_units)])

    def _drawn(self, segment: int, rates: NDArray[Any], silent_ms: NDArray[Any], fs: float) -> Spikes:
        parts = []
        for unit, (rate, silent) in enumerate(zip(rates, silent_ms, strict=True)):
            rng = stream(self.seed, "sorting_generator", segment, unit)
            train = reference_poisson(np.array([rate]), float(silent), self.durations[segment], fs, rng)
            parts.append(Spikes(train.sample_index, np.full(len(train), unit, dtype=np.int64)))
        return Spikes.joined(parts).in_order()
