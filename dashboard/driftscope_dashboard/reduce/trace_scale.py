"""How high traces are drawn: the gain, said as the potential of a row, in steps of 1, 2 and 5."""

from __future__ import annotations

from math import floor, log10

USUAL_UV = 100.0
"""What a row is worth at a gain of one."""
LEAST_GAIN, MOST_GAIN = 0.1, 20.0
HEATMAP_NOISE = 6.0
"""The ends of a map's colours at a gain of one, in times the noise."""
NO_BREAK_SPACE = "\u00a0"


def row_uv(gain: float) -> float:
    """Return how many µV a row is high.

    Examples
    --------
    >>> row_uv(1.0), row_uv(2.0)
    (100.0, 50.0)
    """
    return USUAL_UV / gain


def next_gain(gain: float, direction: int) -> float:
    """Return the gain of the next round potential of a row: a higher gain for a positive direction.

    Examples
    --------
    >>> next_gain(1.0, 1), next_gain(1.0, -1), next_gain(1.3, 1), next_gain(20.0, 1)
    (2.0, 0.5, 2.0, 20.0)
    """
    rounds = sorted(USUAL_UV / (digit * 10.0**power) for digit in (1, 2, 5) for power in range(4))
    within = [one for one in rounds if LEAST_GAIN <= one <= MOST_GAIN]
    if direction > 0:
        return next((one for one in within if one > gain * 1.001), within[-1])
    return next((one for one in reversed(within) if one < gain * 0.999), within[0])


def potential_words(potential_uv: float, *, whole: bool = False) -> str:
    """Return a potential in words, with two digits that count, or as a whole number.

    Examples
    --------
    >>> [potential_words(one).replace(chr(160), " ") for one in (100.0, 83.3)]
    ['100 µV', '83 µV']
    """
    if whole:
        return f"{round(potential_uv)}{NO_BREAK_SPACE}µV"
    rounded = round(potential_uv, 1 - floor(log10(potential_uv))) if potential_uv > 0 else 0.0
    return f"{rounded:g}{NO_BREAK_SPACE}µV"
