"""From samples to what a screen can show: pure reductions of arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


def frames_around(time_s: float, window_s: float, rate_hz: float, total: int) -> tuple[int, int]:
    """Return the first frame of the window around a time, and the one after its last.

    Examples
    --------
    >>> frames_around(0.0, 0.1, 30_000.0, 18_000_000), frames_around(300.0, 0.1, 30_000.0, 18_000_000)
    ((0, 3000), (8998500, 9001500))
    """
    length = min(max(round(window_s * rate_hz), 1), total)
    start = min(max(round(time_s * rate_hz) - length // 2, 0), total - length)
    return start, start + length


def min_max(traces: NDArray[Any], columns: int) -> tuple[NDArray[np.float64], NDArray[Any]]:
    """Reduce traces to the smallest and largest sample of each screen column.

    No peak is lost, whatever the length of the window; short windows stay as they are.

    Parameters
    ----------
    traces : ndarray, shape (samples, channels)
        What to draw.
    columns : int
        How many columns the screen has.

    Returns
    -------
    positions : ndarray, shape (points,)
        Where each point stands, in samples.
    points : ndarray, shape (points, channels)
        At most two for every column, in the order in which they occur for most channels: first the smallest.

    Examples
    --------
    >>> import numpy as np
    >>> positions, points = min_max(np.arange(12.0)[:, np.newaxis], 3)
    >>> positions
    array([ 0.,  2.,  4.,  6.,  8., 10.])
    >>> points[:, 0]
    array([ 0.,  3.,  4.,  7.,  8., 11.])
    """
    samples = len(traces)
    if samples <= 2 * columns:
        return np.arange(samples, dtype=np.float64), traces
    per_column = -(-samples // columns)
    whole = samples // per_column
    body = traces[: whole * per_column].reshape(whole, per_column, -1)
    lowest, highest = [body.min(axis=1)], [body.max(axis=1)]
    if whole * per_column < samples:
        rest = traces[whole * per_column :]
        lowest.append(rest.min(axis=0, keepdims=True))
        highest.append(rest.max(axis=0, keepdims=True))
    points = np.stack([np.concatenate(lowest), np.concatenate(highest)], axis=1)
    positions: NDArray[np.float64] = np.arange(2 * len(points), dtype=np.float64) * (per_column / 2)
    return positions, points.reshape(-1, traces.shape[1])


def strongest(traces: NDArray[Any], columns: int) -> NDArray[Any]:
    """Reduce traces to the sample of largest absolute value in each screen column.

    Parameters
    ----------
    traces : ndarray, shape (samples, channels)
        What to draw.
    columns : int
        How many columns the screen has.

    Returns
    -------
    ndarray, shape (at most columns, channels)
        One sample for every column.
    """
    samples = len(traces)
    if samples <= columns:
        return traces
    per_column = -(-samples // columns)
    starts = np.arange(0, samples, per_column)
    lowest = np.minimum.reduceat(traces, starts, axis=0)
    highest = np.maximum.reduceat(traces, starts, axis=0)
    return np.where(highest > -lowest, highest, lowest)


def one_line(
    positions: NDArray[np.float64], points: NDArray[Any], bases: NDArray[np.float64], height: float
) -> tuple[Array, Array]:
    """Lay the traces of all channels into one line, with gaps between channels.

    Parameters
    ----------
    positions : ndarray, shape (points,)
        Horizontal places.
    points : ndarray, shape (points, channels)
        Values.
    bases : ndarray, shape (channels,)
        Where the zero of each channel stands.
    height : float
        How high a value of one is drawn.

    Returns
    -------
    x, y : ndarray, shape (channels * (points + 1),), float32
        The line; NaN where one channel ends.
    """
    number, channels = points.shape
    x = np.empty((channels, number + 1), dtype=np.float32)
    y = np.empty((channels, number + 1), dtype=np.float32)
    x[:, :-1] = positions
    x[:, -1] = positions[-1] if number else 0.0
    y[:, :-1] = points.T * np.float32(height) + bases[:, np.newaxis]
    y[:, -1] = np.nan
    return x.ravel(), y.ravel()


def as_bytes(values: NDArray[Any], limit: float) -> NDArray[np.uint8]:
    """Scale values between -limit and limit to bytes; zero is 128, what is beyond is cut.

    Examples
    --------
    >>> import numpy as np
    >>> as_bytes(np.array([-100.0, -50.0, 0.0, 50.0, 100.0]), 50.0)
    array([  1,   1, 128, 255, 255], dtype=uint8)
    """
    scaled = values * np.float32(127.0 / limit)
    return (np.clip(scaled, -127.0, 127.0) + np.float32(128.5)).astype(np.uint8)


def thinned(times: NDArray[Any], values: NDArray[Any], columns: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Reduce curves over time to what a plot can show, without losing an extreme.

    Parameters
    ----------
    times : ndarray, shape (n,)
        Evenly spaced.
    values : ndarray, shape (n, curves)
        The curves.
    columns : int
        How many columns the plot has.

    Returns
    -------
    times : ndarray, shape (points,)
        At most two for every column.
    values : ndarray, shape (points, curves)
        The curves at these times.
    """
    positions, points = min_max(values, columns)
    return np.interp(positions, np.arange(len(times)), times), points
