"""What a picture of traces depends on: the window, the channels on their rows, the unit that is followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from driftscope.detection import median_reference, robust_noise_uv
from numpy.typing import NDArray

from ..reduce.channels import channels_looked_at, depth_limits_um
from ..reduce.decimate import frames_around
from ..reduce.selection import present_units
from ..reduce.trace_rows import ALL_CHANNELS, MOST_ROWS, USUAL_ROWS, Rows, channels_of_unit, place_rows, spread_channels

Mode = Literal["static", "drifting", "side by side", "overlaid", "difference"]
Style = Literal["lines", "heatmap"]

MARGIN_S = 0.1
"""How much more than the window is loaded on both sides, at most a quarter of it, so that one can pan into it."""
MOST_MAP_ROWS = 1_024

Array = NDArray[Any]


class Request(NamedTuple):
    """What a picture of traces depends on.

    Attributes
    ----------
    simulation : Simulation or Scene
        Whose traces.
    time_s, window_s : float
        The cursor, and how much around it is shown.
    mode, style : str
        Which traces, and how they are drawn.
    gain : float
        How much higher than usual.
    depths_um : tuple of float, optional
        The depths that are shown; the whole probe by default.
    units : tuple of int
        The selected units; the first is followed.
    channels : int, optional
        How many rows; `ALL_CHANNELS` for all between the depths shown.
    usual : int
        How many there are by default.
    shanks : ndarray of int, optional
        On which shank each channel is, from 0.
    shown_shanks : tuple of int
        The shanks that are shown; all of them when empty.
    depth_um : float, optional
        Around which depth channels are taken, where none are given.
    anchor_s : float, optional
        The zero of the time axis: where it was, while one pans; the cursor by default.
    threshold_noise : float, optional
        Where a threshold is drawn, in times the noise of each channel.
    locked : bool
        Whether the followed unit's spikes lie above each other: see `locked_spikes`.
    trail : Trail, optional
        Which of them were shown before.
    referenced : bool
        Whether the median of all channels is subtracted.
    """

    simulation: Any
    time_s: float
    window_s: float
    mode: Mode = "side by side"
    style: Style = "lines"
    gain: float = 1.0
    depths_um: tuple[float, float] | None = None
    units: tuple[int, ...] = ()
    channels: int | None = None
    usual: int = USUAL_ROWS
    shanks: Array | None = None
    shown_shanks: tuple[int, ...] = ()
    depth_um: float | None = None
    anchor_s: float | None = None
    threshold_noise: float | None = None
    locked: bool = False
    trail: Any = None
    referenced: bool = False


@dataclass(frozen=True, eq=False)
class Followed:
    """The unit that is followed, at rest and at the cursor.

    Attributes
    ----------
    unit : int
        Which one.
    rest_uv, now_uv : ndarray, shape (channels,)
        Peak of its template on every channel, at rest and where it is now.
    rest_channel, now_channel : int
        Where it is largest at rest, and now.
    """

    unit: int
    rest_uv: Array
    now_uv: Array

    @property
    def rest_channel(self) -> int:
        """The channel on which it is largest at rest."""
        return int(np.argmax(self.rest_uv))

    @property
    def now_channel(self) -> int:
        """The channel on which it is largest now."""
        return int(np.argmax(self.now_uv))

    @property
    def best(self) -> tuple[int, int]:
        """Both of these channels."""
        return self.rest_channel, self.now_channel


def followed_unit(request: Request) -> Followed | None:
    """Return the first selected unit with its peaks at rest and at the cursor, or None without one."""
    simulation = request.simulation
    units = present_units(request.units, len(simulation.locations_um))
    if not units:
        return None
    unit, injection, fs = units[0], simulation.injection(moving=True), simulation.config.sampling_frequency_hz
    frame = min(round(request.time_s * fs), simulation.config.num_samples - 1)
    step = int(simulation.motion.step_of(np.array([frame]), np.array([unit]), fs)[0])
    peaks = np.zeros((2, len(simulation.contact_positions_um)))
    for row, template in zip(peaks, injection.templates([unit, unit], [injection.resting_step, step]), strict=True):
        row[template.channels] = np.abs(template.waveform).max(axis=0, initial=0.0)
    return Followed(unit, peaks[0], peaks[1])


def rows_of(request: Request, followed: Followed | None) -> Rows:
    """Return the channels that are shown, on their rows."""
    contacts, shanks = request.simulation.contact_positions_um, request.shanks
    extent = request.depths_um or depth_limits_um(contacts, request.simulation.locations_um)
    heatmap = request.style == "heatmap"
    number = request.channels if request.channels is not None else ALL_CHANNELS if heatmap else request.usual
    most = number or (MOST_MAP_ROWS if heatmap else MOST_ROWS)
    if followed is not None and number != ALL_CHANNELS:
        place = request.simulation.locations_um[followed.unit, :2]
        distances = np.hypot(*(contacts - place).T)
        channels = channels_of_unit(followed.rest_uv, followed.now_uv, distances, most)
    elif request.depth_um is not None and request.depths_um is None:
        channels = channels_looked_at(contacts, request.depth_um, None, most)
        extent = depth_limits_um(contacts[channels], np.empty((0, 2)))
    else:
        channels = spread_channels(contacts, shanks, request.shown_shanks, extent, most)
    return place_rows(channels, contacts, shanks, extent)


def window_frames_of(request: Request) -> tuple[int, int]:
    """Return the first frame of the window, and the one after the last."""
    config = request.simulation.config
    return frames_around(request.time_s, request.window_s, config.sampling_frequency_hz, config.num_samples)


def loaded_frames(request: Request) -> tuple[int, int]:
    """Return the first frame that is loaded, and the one after the last: more than the window, to pan in."""
    config = request.simulation.config
    start, end = window_frames_of(request)
    margin = min((end - start) // 4, round(MARGIN_S * config.sampling_frequency_hz))
    return max(start - margin, 0), min(end + margin, config.num_samples)


def window_of(request: Request) -> tuple[float, float, float]:
    """Return where the window begins in seconds, its length in milliseconds, and the zero of the time axis."""
    config = request.simulation.config
    start, end = window_frames_of(request)
    start_s = start / config.sampling_frequency_hz
    length_ms = (end - start) / config.sampling_frequency_hz * 1000.0
    rate = config.sampling_frequency_hz
    return start_s, length_ms, round(request.time_s * rate) / rate if request.anchor_s is None else request.anchor_s


def read_traces(request: Request, kind: str, frames: tuple[int, int], channels: NDArray[np.intp]) -> NDArray[Any]:
    """Read some channels of one recording, shape (samples, channels), in µV; ``difference`` is drifting less static."""
    if kind == "difference":
        drifting, static = (read_traces(request, one, frames, channels) for one in ("drifting", "static"))
        return drifting - static
    recording = request.simulation.before if kind == "static" else request.simulation.after
    whole = request.referenced or channels.size == recording.get_num_channels()
    ids = None if whole else list(recording.channel_ids[channels])
    traces = recording.get_traces(start_frame=frames[0], end_frame=frames[1], channel_ids=ids)
    if request.referenced:
        traces = median_reference(traces)
    return traces[:, channels] if whole else traces


def noise_of(request: Request, channels: NDArray[np.intp], traces_uv: Array) -> Array:
    """Return the noise of some channels in µV: as the recording knows it, else 1.4826 MAD of some traces."""
    known = None if request.referenced else getattr(request.simulation, "noise_levels_uv", None)
    return robust_noise_uv(traces_uv) if known is None else np.asarray(known)[channels]
