"""How well a motion estimate follows the true motion, over depth and time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..cache import once
from ..measured_motion import MeasuredMotion
from .ground_truth import GroundTruth
from .problems import ResultError

BANDS_HZ = ((0.0, 0.05), (0.05, 0.5), (0.5, np.inf))
TURNED_CORRELATION = -0.5
RIGID_DEPTHS = 9
"""At how many depths an estimate without depths is held against the truth."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MotionError:
    """A motion estimate held against the truth; all displacements in µm along the probe, positive up.

    Attributes
    ----------
    times_s : ndarray, shape (times,)
        Centres of the estimate's bins of time.
    depths_um : ndarray, shape (depths,)
        Centres of its bins of depth.
    estimate_um, true_um : ndarray, shape (times, depths)
        The displacement as it was estimated and as it was.
    is_turned : bool
        Whether the estimate was multiplied by -1 before it was compared.
    """

    times_s: Floats
    depths_um: Floats
    estimate_um: Floats
    true_um: Floats
    is_turned: bool = False

    @once
    def offset_um(self) -> float:
        """What is added to the estimate: it knows motion only up to a constant; the median difference."""
        return float(np.median(self.true_um - self.estimate_um))

    @once
    def error_um(self) -> Floats:
        """Estimate, with its offset, minus truth, shape (times, depths)."""
        error: Floats = self.estimate_um + self.offset_um - self.true_um
        return error

    @once
    def aligned(self) -> MeasuredMotion:
        """The estimate with its offset, as a motion that spikes can be corrected by; depths in µm, times in s."""
        return MeasuredMotion(self.times_s, self.depths_um, self.estimate_um + self.offset_um)

    @property
    def rms_um(self) -> float:
        """Root mean square of the error over time and depth."""
        return float(np.sqrt(np.mean(self.error_um**2)))

    @property
    def rms_by_depth_um(self) -> Floats:
        """Root mean square of the error over time, shape (depths,)."""
        rms: Floats = np.sqrt(np.mean(self.error_um**2, axis=0))
        return rms

    @property
    def rms_by_time_um(self) -> Floats:
        """Root mean square of the error over depth, shape (times,)."""
        rms: Floats = np.sqrt(np.mean(self.error_um**2, axis=1))
        return rms

    @property
    def explained(self) -> float:
        """Share of the motion's variance that the estimate explains, at most 1; NaN where nothing moves."""
        variance = float(np.var(self.true_um))
        return 1.0 - self.rms_um**2 / variance if variance > 0 else float("nan")

    @property
    def looks_turned(self) -> bool:
        """Whether the sign looks wrong: the estimate runs against the truth."""
        if self.true_um.size < 2 or np.ptp(self.true_um) == 0 or np.ptp(self.estimate_um) == 0:
            return False
        return bool(np.corrcoef(self.true_um.ravel(), self.estimate_um.ravel())[0, 1] < TURNED_CORRELATION)

    @once
    def rms_by_band_um(self) -> dict[str, float]:
        """Root mean square of the error below 0.05 Hz, from 0.05 to 0.5 Hz and above, by name.

        The bins of time have to be evenly spaced; otherwise it is empty. Bands that they are too slow for are left out.
        """
        steps = np.diff(self.times_s)
        if steps.size == 0 or not np.allclose(steps, steps[0], rtol=1e-3):
            return {}
        number = self.times_s.size
        spectrum = np.abs(np.fft.rfft(self.error_um, axis=0)) ** 2 / number**2
        spectrum[1 : (number + 1) // 2] *= 2  # the negative frequencies
        frequencies = np.fft.rfftfreq(number, float(steps[0]))
        power = spectrum.mean(axis=1)
        return {
            _band_name(low, high): float(np.sqrt(power[(frequencies >= low) & (frequencies < high)].sum()))
            for low, high in BANDS_HZ
            if low <= frequencies[-1]
        }

    def turned(self) -> MotionError:
        """Return the same comparison with the estimate's sign reversed."""
        return MotionError(self.times_s, self.depths_um, -self.estimate_um, self.true_um, not self.is_turned)


def compare_motion(truth: GroundTruth, estimate: MeasuredMotion) -> MotionError:
    """Hold a motion estimate against the true motion, at the estimate's own bins; a rigid one at all depths of units.

    Parameters
    ----------
    truth : GroundTruth
        Whose motion is true; between the units, in depth, it is interpolated, and beyond the outermost held.
    estimate : MeasuredMotion
        Displacement along the probe (positive: the tissue moved up, as in SpikeInterface).

    Returns
    -------
    MotionError
        Both, and what they differ by.

    Raises
    ------
    ResultError
        When the estimate is not one along the probe, or lies outside the recording.
    """
    if estimate.axis != "y":
        raise ResultError(f"the motion estimate is along {estimate.axis}; only motion along the probe (y) is compared")
    duration_s = truth.num_samples / truth.sampling_frequency_hz
    clock = truth.motion.clock
    since_s = clock.since_start(estimate.times_s)
    inside = (since_s >= 0) & (since_s <= duration_s)
    if not inside.any():
        first, last = float(estimate.times_s[0]), float(estimate.times_s[-1])
        begin, end = clock.at(np.array([0.0, duration_s])).tolist()
        raise ResultError(
            f"the motion estimate covers {first:g} to {last:g} s, but the recording covers {begin:g} to {end:g} s: "
            "give its times on the recording's clock"
        )
    depths_um, estimate_um = estimate.bins_um, estimate.displacement_um[inside]
    if depths_um.size == 1:
        depths_um = _depths_of_units(truth)
        estimate_um = np.repeat(estimate_um, depths_um.size, axis=1)
    true_um = true_displacement_um(truth, since_s[inside], depths_um)
    return MotionError(estimate.times_s[inside], depths_um, estimate_um, true_um)


def _depths_of_units(truth: GroundTruth) -> Floats:
    """Return depths that cover the units, where a rigid estimate says the same everywhere."""
    depths = truth.locations_um[:, 1]
    if depths.size == 0 or np.ptp(depths) == 0:
        return np.array([depths[0] if depths.size else 0.0])
    return np.linspace(depths.min(), depths.max(), RIGID_DEPTHS)


def true_displacement_um(truth: GroundTruth, times_s: Floats, depths_um: Floats) -> Floats:
    """Return how far the tissue was displaced along the probe, shape (times, depths), in µm; times since the start.

    Of fields it is exact; of motion between start and stop units' own displacements, interpolated linearly in depth;
    where several units have the same depth, their mean.
    """
    if not len(truth.locations_um):
        return np.zeros((times_s.size, depths_um.size))
    known: Floats = np.asarray(truth.locations_um, dtype=np.float64)
    return replace(truth.motion, locations_um=known).tissue_displacement_um(times_s, depths_um)


def _band_name(low_hz: float, high_hz: float) -> str:
    if low_hz == 0:
        return f"below {high_hz:g} Hz"
    return f"above {low_hz:g} Hz" if np.isinf(high_hz) else f"{low_hz:g} to {high_hz:g} Hz"
