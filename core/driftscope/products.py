"""Matrix products that have the same bits on any number of cores."""

from __future__ import annotations

_MOST_MULTIPLICATIONS = 2**19
"""OpenBLAS shares larger products among threads, which then have other bits on another number of cores."""


def rows_at_once(weights: int, most: int) -> int:
    """Return how many rows may be multiplied at once, so few that it takes one thread.

    Parameters
    ----------
    weights : int
        How many numbers the other matrix has.
    most : int
        How many rows there are to multiply.

    Returns
    -------
    int
        ``most``, or that halved, quartered and so on.

    Examples
    --------
    >>> rows_at_once(32 * 50, 128), rows_at_once(32 * 200, 128)
    (128, 64)
    """
    rows = most
    while rows > 1 and rows * weights >= _MOST_MULTIPLICATIONS:
        rows = -(-rows // 2)
    return rows
