"""Breathing and pulse: a regular movement whose phase wanders within bounds, exact at any moment."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, exp

import numpy as np
from numpy.typing import NDArray

from ..streams import stream
from .parts import GainByDepth, Integers
from .tissue_kinds import OscillationMotion

Array = NDArray[np.float64]

JITTER_S = 10.0
"""Seconds between two draws of the phase; it is linear in between."""
SHARPEST = 12.0
"""Concentration of the pulses at sharpness 1: each lasts about a ninth of the cycle."""
_DRAWS = 64
_FLAT = 1e-6


@dataclass(frozen=True, eq=False)
class OscillationCurve:
    """A periodic displacement: ``amplitude_um * wave(frequency_hz * t + jitter(t))``.

    The wave is ``2 (exp(k (cos x - 1)) - exp(-k) I0(k)) / (1 - exp(-2 k))`` with ``x = 2 pi (phase - 1/4)`` and ``k =
    12 sharpness``: a sine for k = 0, ever briefer pulses for larger ones, always without a mean and 2 from the lowest
    to the highest point. I0 is the modified Bessel function.

    Attributes
    ----------
    amplitude_um, frequency_hz, sharpness : float
        As in the configuration.
    jitter_cycles : ndarray, shape (draws,)
        Phase in cycles every ten seconds from the start on.
    """

    amplitude_um: float
    frequency_hz: float
    sharpness: float
    jitter_cycles: Array

    @property
    def num_knots(self) -> int:
        """One."""
        return 1

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return self.jitter_cycles.nbytes

    def at(self, times_s: Array, knots: Integers) -> Array:
        """Return the displacement at some moments, shape (n,), in µm."""
        place = np.asarray(times_s, dtype=np.float64) / JITTER_S
        before = np.clip(place.astype(np.int64), 0, self.jitter_cycles.size - 2)
        share = place - before
        jitter = self.jitter_cycles[before] * (1 - share) + self.jitter_cycles[before + 1] * share
        return self._wave(self.frequency_hz * np.asarray(times_s) + jitter)

    def extent_um(self) -> tuple[Array, Array]:
        """Return the lowest and the highest displacement."""
        low, high = sorted(self._wave(np.array([0.25, 0.75])).tolist())
        return np.array([low]), np.array([high])

    def _wave(self, phase: Array) -> Array:
        around = np.cos(2 * np.pi * (phase - 0.25))
        k = SHARPEST * self.sharpness
        if k < _FLAT:
            return np.asarray(self.amplitude_um * around)
        mean = exp(-k) * float(np.i0(k))
        return np.asarray(self.amplitude_um * 2 * (np.exp(k * (around - 1)) - mean) / (1 - exp(-2 * k)))


def oscillation(
    config: OscillationMotion, index: int, seed: int, duration_s: float, depths_um: tuple[float, float]
) -> tuple[OscillationCurve, GainByDepth]:
    """Make an oscillation.

    Parameters
    ----------
    config : OscillationMotion
        How far, how often and how regular.
    index : int
        Of the component: another one has phases of its own.
    seed : int
        The recording's.
    duration_s : float
        Until when it is needed.
    depths_um : tuple of float
        The depths at which its two shares hold.

    Returns
    -------
    OscillationCurve, GainByDepth
        Displacement over time, and how depths follow.
    """
    number = ceil(duration_s / JITTER_S) + 2
    drawn = [
        stream(seed, f"motion.oscillation.{index}", block).standard_normal(_DRAWS)
        for block in range(ceil(number / _DRAWS))
    ]
    jitter = np.concatenate(drawn)[:number] * config.phase_jitter
    curve = OscillationCurve(config.amplitude_um, config.frequency_hz, config.sharpness, jitter)
    return curve, GainByDepth(depths_um, config.depth_gain)
