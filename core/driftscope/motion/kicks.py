"""Brief kicks at random times, drawn by address: a fast rise and an exponential return, or a step that stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, exp, log

import numpy as np
from numpy.typing import NDArray

from ..base import extremes
from ..processes import CountingTree
from ..streams import stream
from .parts import AroundDepth, GainByDepth, Integers
from .tissue_kinds import KicksMotion

Array = NDArray[np.float64]

BLOCK_S = 64.0


@dataclass(frozen=True, eq=False)
class KickCurve:
    """The sum of kicks, exact at any moment.

    The sum over all earlier kicks of two exponentials is carried from kick to kick, so that a moment needs the last one
    only.

    Attributes
    ----------
    times_s, sizes_um : ndarray, shape (kicks,)
        When, and the largest displacement by each, positive up.
    rise_s, decay_s : float
        The time constants; a decay of 0 leaves steps.
    """

    times_s: Array
    sizes_um: Array
    rise_s: float
    decay_s: float

    _decaying: Array = field(init=False, repr=False)
    _rising: Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_decaying", self._carried(self.decay_s))
        object.__setattr__(self, "_rising", self._carried(self.rise_s))

    @property
    def num_knots(self) -> int:
        """One."""
        return 1

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return 4 * self.times_s.nbytes

    def at(self, times_s: Array, knots: Integers) -> Array:
        """Return the displacement at some moments, shape (n,), in µm."""
        if self.times_s.size == 0:
            return np.zeros(len(times_s))
        last = np.searchsorted(self.times_s, times_s, side="right") - 1
        since = np.where(last < 0, 0.0, times_s - self.times_s[last])
        return np.where(last < 0, 0.0, self._since(last, since))

    def extent_um(self) -> tuple[Array, Array]:
        """Return the lowest and the highest displacement, found between every two kicks."""
        if self.times_s.size == 0:
            return np.zeros(1), np.zeros(1)
        every = np.arange(self.times_s.size)
        gaps = np.diff(self.times_s, append=np.inf)
        ends = [self._since(every, np.zeros(every.size)), self._since(every, self._turn_s(gaps))]
        ends.append(self._since(every[:-1], gaps[:-1]))
        if self.decay_s == 0:
            ends.append(self._decaying[-1:])
        values = np.concatenate(ends)
        return values.min(keepdims=True), values.max(keepdims=True)

    def _since(self, kicks: Integers, since_s: Array) -> Array:
        """Return the displacement some time after a kick, before the next one."""
        stays = self._decaying[kicks] if self.decay_s == 0 else self._decaying[kicks] * np.exp(-since_s / self.decay_s)
        moved: Array = (stays - self._rising[kicks] * np.exp(-since_s / self.rise_s)) / self._peak()
        return moved

    def _turn_s(self, gaps_s: Array) -> Array:
        """Return how long after each kick the displacement turns, 0 where it does not before the next one."""
        if self.decay_s == 0:
            return np.zeros(self.times_s.size)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = self._rising * self.decay_s / (self._decaying * self.rise_s)
            turn = np.log(ratio) / (1 / self.rise_s - 1 / self.decay_s)
        return np.where((ratio > 0) & (turn > 0) & (turn < gaps_s), turn, 0.0)

    def _carried(self, constant_s: float) -> Array:
        """Return the sum of all kicks so far at each kick, faded with a time constant; 0 fades nothing."""
        if constant_s == 0 or self.times_s.size == 0:
            return np.cumsum(self.sizes_um)
        sums = [float(self.sizes_um[0])]
        steps = zip(pairwise(self.times_s.tolist()), self.sizes_um[1:].tolist(), strict=True)
        for (before, now), size in steps:
            sums.append(size + sums[-1] * exp(-(now - before) / constant_s))
        return np.array(sums)

    def _peak(self) -> float:
        """Return the largest value of a kick of size 1, by which it is divided."""
        if self.decay_s == 0:
            return 1.0
        at = log(self.decay_s / self.rise_s) / (1 / self.rise_s - 1 / self.decay_s)
        return exp(-at / self.decay_s) - exp(-at / self.rise_s)


def kicks(config: KicksMotion, index: int, seed: int, duration_s: float) -> tuple[KickCurve, AroundDepth | GainByDepth]:
    """Draw kicks at random times.

    Parameters
    ----------
    config : KicksMotion
        How many, how large and how long.
    index : int
        Of the component: another one is drawn independently.
    seed : int
        The recording's.
    duration_s : float
        Until when they are needed.

    Returns
    -------
    KickCurve, AroundDepth or GainByDepth
        Displacement over time, and how depths follow.
    """
    name = f"motion.kicks.{index}"
    tree = CountingTree(seed, name, np.array([config.rate_per_min / 60]), BLOCK_S)
    low, high = extremes(config.size_um)
    times, sizes = [np.empty(0)], [np.empty(0)]
    for block in range(ceil(duration_s / BLOCK_S) if config.rate_per_min else 0):
        [own] = tree.times_s(block)
        drawn = stream(seed, f"{name}.sizes", block).random((own.size, 2))
        signs = np.where(drawn[:, 1] < config.up_share, 1.0, -1.0)
        times.append(own)
        sizes.append((low + (high - low) * drawn[:, 0]) * signs)
    moments, heights = np.concatenate(times), np.concatenate(sizes)
    within = moments < duration_s
    profile = GainByDepth() if config.depth_um is None else AroundDepth(*config.depth_um)
    return KickCurve(moments[within], heights[within], config.rise_s, config.decay_s), profile
