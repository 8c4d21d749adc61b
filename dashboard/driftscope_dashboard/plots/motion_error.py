"""How well a motion estimate follows the true motion: both at one depth, and the error over depth and time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import holoviews as hv
import numpy as np
from driftscope.results import MotionError, Result
from numpy.typing import NDArray

from .dimensions import DEPTH, DISPLACEMENT, ERROR, TIME
from .style import Theme, checked, image, line, load_backends, picture, rule, titled

Array = NDArray[Any]

MOST_COLUMNS, MOST_ROWS = 800, 120
LEAST_LIMIT_UM = 0.5


@dataclass(frozen=True, eq=False)
class ErrorImage:
    """The error on an even grid.

    Attributes
    ----------
    values_um : ndarray, shape (depths, times)
        Estimate minus truth, the deepest row first.
    bounds : tuple of float
        Left, bottom, right and top, in s and µm.
    limit_um : float
        Where the colours end, on both sides of zero.
    """

    values_um: Array
    bounds: tuple[float, float, float, float]
    limit_um: float


def error_image(error: MotionError) -> ErrorImage:
    """Return the error on an even grid, each value that of the nearest bin."""
    times, left, right = _even(error.times_s, MOST_COLUMNS)
    depths, bottom, top = _even(error.depths_um, MOST_ROWS)
    values = error.error_um[np.ix_(times, depths)].T.astype(np.float32)
    limit = float(np.quantile(np.abs(error.error_um), 0.98))
    return ErrorImage(values, (left, bottom, right, top), max(limit, LEAST_LIMIT_UM))


def _even(centres: Array, most: int) -> tuple[Array, float, float]:
    """Return which bins lie nearest to the middles of even ones, and where these begin and end."""
    if centres.size == 1:
        return np.zeros(1, np.int64), float(centres[0]) - 0.5, float(centres[0]) + 0.5
    half = float(np.diff(centres).min()) / 2
    low, high = float(centres[0]) - half, float(centres[-1]) + half
    number = int(min(max(round((high - low) / (2 * half)), 1), most))
    wanted = low + (np.arange(number) + 0.5) * (high - low) / number
    after = np.clip(np.searchsorted(centres, wanted), 1, centres.size - 1)
    nearest = after - (wanted - centres[after - 1] < centres[after] - wanted)
    return nearest, low, high


def depth_bin(error: MotionError, depth_um: float | None) -> int:
    """Return the bin of the estimate nearest to a depth; the one in the middle by default."""
    if depth_um is None:
        return error.depths_um.size // 2
    return int(np.abs(error.depths_um - depth_um).argmin())


def words_of(error: MotionError) -> str:
    """Say how large the error is, over all and by frequency, and how much of the motion is explained."""
    share = error.explained
    explained = "no true motion" if np.isnan(share) else f"{100 * share:.0f} % of the motion explained"
    bands = ", ".join(f"{value:.1f} µm {name}" for name, value in error.rms_by_band_um.items())
    parts = f" ({bands})" if bands else ""
    return f"Error {error.rms_um:.1f} µm rms{parts}; {explained}."


def lines_picture(error: MotionError, depth_um: float | None, theme: Theme = "light") -> hv.Overlay:
    """Draw the true displacement at one depth, and the estimate dashed over it."""
    at = depth_bin(error, depth_um)
    estimate = error.estimate_um[:, at] + error.offset_um
    drawn = [
        line((error.times_s, error.true_um[:, at]), TIME, DISPLACEMENT, {"label": "true", "colour": "drifting"}, theme),
        line(
            (error.times_s, estimate), TIME, DISPLACEMENT,
            {"label": "estimate", "colour": "ink", "dash": "dashed", "width": 1.2}, theme,
        ),
    ]  # fmt: skip
    return picture(hv.Overlay(drawn), theme, title=f"At {error.depths_um[at]:.0f} µm: true, estimate dashed")


def image_picture(error: MotionError, depth_um: float | None, theme: Theme = "light") -> hv.Overlay:
    """Draw the error as an image, depth by time; a line marks the depth that is looked at."""
    found = error_image(error)
    look = {
        "label": "error", "theme": theme, "palette": "potential", "limits": (-found.limit_um, found.limit_um),
        "vdim": ERROR, "colorbar": True,
    }  # fmt: skip
    at = float(error.depths_um[depth_bin(error, depth_um)])
    drawn = [image(found.values_um, found.bounds, [TIME, DEPTH], look), rule(at, {"colour": "drifting"}, theme)]
    return picture(hv.Overlay(drawn), theme, title="Estimate − true motion")


def motion_error(
    result: Result | MotionError, *, depth_um: float | None = None, theme: Theme = "light"
) -> hv.Layout:  # fmt: skip
    """Draw a motion estimate and its error relative to the true motion.

    Parameters
    ----------
    result : Result or MotionError
        From ``driftscope.results.compare``.
    depth_um : float, optional
        Where both are drawn as lines; in the middle by default.
    theme : {"light", "dark", "print"}
        How it looks.

    Returns
    -------
    holoviews.Layout
        Displacement at one depth, true and estimated; the error in µm over depth and time.

    Raises
    ------
    ValueError
        When the result has no motion estimate.
    """
    load_backends()
    theme = checked(theme)
    error = result.motion if isinstance(result, Result) else result
    if error is None:
        raise ValueError("The result has no motion estimate: pass one to driftscope.results.compare.")
    made = [lines_picture(error, depth_um, theme), image_picture(error, depth_um, theme)]
    return titled(hv.Layout(made).cols(1), words_of(error), theme)
