"""Firing rates and the refractory period."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def refuse_refractory(rates_hz: Array, refractory_period_ms: float) -> None:
    """Raise a ValueError when a unit would have to fire more often than its refractory period allows."""
    refractory_s = refractory_period_ms / 1000.0
    fastest = float(np.max(rates_hz, initial=0.0))
    if fastest > 0 and refractory_s >= 1.0 / fastest:
        raise ValueError(
            f"a refractory period of {refractory_period_ms:g} ms allows less than {1 / refractory_s:g} "
            f"spikes per second, but a unit fires at {fastest:g} Hz: shorten the period or lower the rate"
        )


def compensated_rate(rates_hz: Array, refractory_s: float) -> Array:
    """Return the rate at which a unit must fire outside its refractory periods to reach its mean rate.

    References
    ----------
    Deger, Helias, Boucsein, Rotter (2012), Statistical properties of superimposed stationary spike trains,
    J. Comput. Neurosci. 32, 443-463, doi:10.1007/s10827-011-0362-8.
    """
    return rates_hz / (1 - rates_hz * refractory_s)
