"""How motions share the range from start to stop: a motion that is added takes what is left, or all are scaled."""

from __future__ import annotations

from math import floor
from typing import Any

LEAST_SHARE = 0.1
"""A motion with less of the range than this is hardly seen: the others make room for it instead."""

Components = list[dict[str, Any]]


def _shares(part: dict[str, Any]) -> bool:
    """Return whether a motion takes a share of the range now; muted ones do not, nor do those in µm."""
    return bool(part["enabled"]) and "amplitude_factor" in part


def _used(components: Components) -> float:
    return sum(abs(part["amplitude_factor"]) for part in components if _shares(part))


def _rounded(amplitude: float) -> float:
    """Return an amplitude with three decimals that is not larger."""
    return (1 if amplitude >= 0 else -1) * floor(abs(amplitude) * 1000 + 1e-9) / 1000


def scaled(components: Components, factor: float) -> Components:
    """Return components whose enabled ones move by a factor of what they did."""
    return [
        {**part, "amplitude_factor": _rounded(part["amplitude_factor"] * factor)} if _shares(part) else part
        for part in components
    ]


def room_for_one(components: Components) -> tuple[float, Components, str]:
    """Return the amplitude of a motion that is added, the other ones, and what is to be said.

    Parameters
    ----------
    components : list of dict
        The motions so far, as plain data.

    Examples
    --------
    >>> zigzag = {"kind": "zigzag", "amplitude_factor": 1.0, "enabled": True}
    >>> room_for_one([zigzag])[0], room_for_one([{**zigzag, "amplitude_factor": 0.6}])[0]
    (0.5, 0.4)
    """
    used, number = _used(components), sum(_shares(part) for part in components)
    left = _rounded(1 - used)
    if number == 0 or left >= 1:
        return 1.0, components, ""
    if left >= LEAST_SHARE:
        return left, components, f"The new motion has amplitude {left:g}, which the others leave unused."
    share = _rounded(1 / (number + 1))
    factor = (1 - share) / used
    words = (
        f"All motions share the range from start to stop: the new one has amplitude {share:g}, and the others are "
        f"scaled by {factor:.3g}."
    )
    return share, scaled(components, factor), words


def fitted(components: Components) -> tuple[Components, str]:
    """Return components that together stay within the range from start to stop, and what is to be said."""
    factor = 1 / max(_used(components), 1.0)
    words = f"All motions share the range from start to stop: their amplitudes are scaled by {factor:.3g}."
    return scaled(components, factor), words
