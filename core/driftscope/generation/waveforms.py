"""Single parts of templates: a waveform, a growth, an ellipsoid, contacts in columns."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..templates import peak_at, samples_of, smoothed
from .arguments import positive, whole_number

Array = NDArray[np.float64]


def exp_growth(
    start_amp: float, end_amp: float, duration_ms: float, tau_ms: float, sampling_frequency: float, flip: bool = False
) -> Array:
    """Grow exponentially from one value to another; the last one is left out.

    Parameters
    ----------
    start_amp, end_amp : float
        The values.
    duration_ms, tau_ms : float
        Length, and time constant of the growth, in ms.
    sampling_frequency : float
        Rate in Hz.
    flip : bool
        Fast at first and slow at last, instead of slow at first.

    Returns
    -------
    ndarray, shape (int(duration x rate),)
        The samples.

    Examples
    --------
    >>> from driftscope.generation import exp_growth
    >>> exp_growth(0.0, 1.0, 4.0, 1.0, 1000.0).round(2)
    array([0.  , 0.03, 0.12, 0.36])
    """
    fs = positive(sampling_frequency, "sampling_frequency")
    size = int(positive(duration_ms, "duration_ms") * fs / 1000.0)
    growth = np.expm1(np.arange(size + 1) / fs * 1000.0 / positive(tau_ms, "tau_ms"))
    share = growth / growth[-1] if size else np.ones(1)
    start, stop, rising = (end_amp, start_amp, share[::-1]) if flip else (start_amp, end_amp, share)
    samples: Array = start + (stop - start) * rising
    return samples[:-1]


def generate_single_fake_waveform(
    sampling_frequency: float | None = None,
    ms_before: float = 1.0,
    ms_after: float = 3.0,
    negative_amplitude: float = -1,
    positive_amplitude: float = 0.15,
    depolarization_ms: float = 0.1,
    repolarization_ms: float = 0.6,
    recovery_ms: float = 1.1,
    smooth_ms: float = 0.05,
    dtype: Any = "float32",
) -> NDArray[Any]:
    """Make the waveform of one channel: three exponentials, smoothed.

    Parameters
    ----------
    sampling_frequency : float
        Rate in Hz.
    ms_before, ms_after : float
        How much lies before and after the negative peak.
    negative_amplitude, positive_amplitude : float
        Height of the peak, and of what follows it.
    depolarization_ms, repolarization_ms, recovery_ms : float
        How long it falls, rises and returns.
    smooth_ms : float
        Standard deviation of the smoothing Gaussian.
    dtype : dtype
        Precision before smoothing.

    Returns
    -------
    ndarray, shape (samples,)
        The waveform.

    Raises
    ------
    ValueError
        When there is no rate, or the waveform does not fit into the window.

    Examples
    --------
    >>> from driftscope.generation import generate_single_fake_waveform
    >>> waveform = generate_single_fake_waveform(30000.0)
    >>> waveform.size, int(waveform.argmin())
    (120, 30)
    """
    fs = positive(sampling_frequency, "sampling_frequency")
    before = samples_of(ms_before, fs)
    waveform = np.zeros(before + samples_of(ms_after, fs), dtype=dtype)
    parts = (
        exp_growth(0.0, negative_amplitude, depolarization_ms, depolarization_ms * 0.2, fs),
        exp_growth(negative_amplitude, positive_amplitude, repolarization_ms, repolarization_ms * 0.5, fs, flip=True),
        exp_growth(positive_amplitude, 0.0, recovery_ms, recovery_ms * 0.5, fs, flip=True),
    )
    begin = before - parts[0].size
    if begin < 0 or begin + sum(part.size for part in parts) >= waveform.size:
        raise ValueError("the waveform is longer than the window: lengthen ms_before or ms_after")
    for part in parts:
        waveform[begin : begin + part.size] = part
        begin += part.size
    return peak_at(smoothed(waveform, smooth_ms * fs / 1000.0), before)


def get_ellipse(
    positions: NDArray[Any],
    center: NDArray[Any],
    x_factor: float = 1,
    y_factor: float = 1,
    x_angle: float = 0,
    y_angle: float = 0,
    z_angle: float = 0,
) -> Array:
    """Return how far contacts are from the middle of an ellipsoid, in its own measure.

    Parameters
    ----------
    positions : ndarray, shape (channels, 2 or 3)
        Positions of the contacts; the probe's plane is at depth zero.
    center : ndarray, shape (3,)
        The ellipsoid's middle.
    x_factor, y_factor : float
        Its half axes; the third is 1.
    x_angle, y_angle, z_angle : float
        How it is turned about each axis, in rad.

    Returns
    -------
    ndarray, shape (channels,)
        Radii; without angles and factors the distances.

    Examples
    --------
    >>> import numpy as np
    >>> from driftscope.generation import get_ellipse
    >>> get_ellipse(np.array([[3.0, 0.0], [0.0, 4.0]]), np.zeros(3), y_factor=2.0)
    array([3., 2.])
    """
    contacts, middle = np.asarray(positions, dtype=np.float64), np.asarray(center, dtype=np.float64)
    if contacts.ndim != 2 or contacts.shape[1] not in (2, 3) or middle.shape != (3,):
        raise ValueError(
            f"positions must have shape (channels, 2 or 3) and center (3,), not {contacts.shape} and {middle.shape}"
        )
    gaps = np.zeros((len(contacts), 3))
    gaps[:, :2] = contacts[:, :2]
    turned = (gaps - middle) @ (_turn(0, x_angle) @ _turn(1, y_angle) @ _turn(2, z_angle)).T
    radii: Array = np.linalg.norm(turned / [x_factor, y_factor, 1.0], axis=1)
    return radii


def _turn(axis: int, angle: float) -> Array:
    """Return the matrix that turns points about an axis, backwards by an angle."""
    first, second = ((1, 2), (2, 0), (0, 1))[axis]
    matrix = np.eye(3)
    matrix[[first, second], [first, second]] = np.cos(angle)
    matrix[first, second], matrix[second, first] = np.sin(angle), -np.sin(angle)
    return matrix


def generate_channel_locations(num_channels: int, num_columns: int, contact_spacing_um: float) -> Array:
    """Return contacts in columns, column by column.

    Parameters
    ----------
    num_channels, num_columns : int
        How many contacts, in how many columns of equal length.
    contact_spacing_um : float
        Distance of columns and of contacts in them.

    Returns
    -------
    ndarray, shape (channels, 2)
        x and y in µm.

    Raises
    ------
    ValueError
        When the contacts do not fill the columns.

    Examples
    --------
    >>> from driftscope.generation import generate_channel_locations
    >>> generate_channel_locations(4, 2, 20.0).tolist()
    [[0.0, 0.0], [0.0, 20.0], [20.0, 0.0], [20.0, 20.0]]
    """
    number, columns = whole_number(num_channels, "num_channels"), whole_number(num_columns, "num_columns")
    if number % columns:
        raise ValueError(f"{number} channels do not fill {columns} columns: give a multiple")
    column, row = np.divmod(np.arange(number), number // columns)
    return np.column_stack([column, row]) * positive(contact_spacing_um, "contact_spacing_um")
