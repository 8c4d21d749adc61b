"""Quantiles of the normal distribution, and the table that turns 16 random bits into a normal."""

from __future__ import annotations

from functools import cache
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

PARTS = 65_536
_CENTRAL = 0.425
_CENTRAL_SQUARED = 0.180625

Array = NDArray[np.float64]

_CENTRE = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
     13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.3871328727963666080),
    (5226.4952788528545610, 28729.085735721942674, 39307.895800092710610, 21213.794301586595867,
     5394.1960214247511077, 687.18700749205790830, 42.313330701600911252, 1.0),
)  # fmt: skip
_TAIL = (
    (7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258,
     3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
     6.89767334985100004550e-1, 1.67638483018380384940, 2.05319162663775882187, 1.0),
)  # fmt: skip


def _polynomial(coefficients: tuple[float, ...], at: Array) -> Array:
    """Evaluate a polynomial, highest power first."""
    value = np.full_like(at, coefficients[0])
    for coefficient in coefficients[1:]:
        value *= at
        value += coefficient
    return value


def lower_quantiles(parts: int = PARTS) -> Array:
    """Return the normal's quantiles at 1 / parts, 2 / parts and so on, up to the median.

    Good for at most 1e10 parts: the formula has a third piece for what is farther out.

    Parameters
    ----------
    parts : int
        Into how many equally likely parts the normal is cut; even.

    Returns
    -------
    ndarray, shape (parts // 2,)
        Increasing, the last one 0.

    References
    ----------
    Wichura (1988), Algorithm AS 241: the percentage points of the normal distribution, Appl. Stat. 37, 477-484,
    doi:10.2307/2347330.
    """
    probability = np.arange(1, parts // 2 + 1) / parts
    from_median = probability - 0.5
    is_central = np.abs(from_median) <= _CENTRAL
    centre, tail = from_median[is_central], probability[~is_central]
    near = _CENTRAL_SQUARED - centre * centre
    depth = np.sqrt([-log(one) for one in tail.tolist()])
    far = depth - 1.6
    outer = -(_polynomial(_TAIL[0], far) / _polynomial(_TAIL[1], far))
    return np.concatenate([outer, _polynomial(_CENTRE[0], near) * centre / _polynomial(_CENTRE[1], near)])


@cache
def table_of_normals() -> NDArray[np.float32]:
    """Return the normal's mean over each of its 65536 equally likely parts."""
    lower = lower_quantiles()
    edges = np.concatenate([[-np.inf], lower, -lower[-2::-1], [np.inf]])
    density = np.exp(-(edges**2) / 2) / np.sqrt(2 * np.pi)
    means: Any = (density[:-1] - density[1:]) * PARTS
    return np.asarray(means, dtype=np.float32)


def redraw_tails(normals: NDArray[np.float32], bits: NDArray[np.uint16], rng: np.random.Generator) -> None:
    """Redraw the outermost two of the 65536 parts from the normal's true tails, beyond 4.17 deviations."""
    from statistics import NormalDist

    for outer in np.flatnonzero(bits + np.uint16(1) < 2):
        sign = 1.0 if bits[outer] == 0 else -1.0
        normals.flat[outer] = sign * NormalDist().inv_cdf((1.0 - rng.random()) / PARTS)
