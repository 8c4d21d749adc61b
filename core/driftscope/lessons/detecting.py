"""A detector on one channel of a recording, with or without a median reference, held against a unit's spikes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..detection import detect, match, median_reference, robust_noise_uv
from ..source import Source

RecordingName = Literal["static", "drifting"]
ReferenceName = Literal["none", "median"]
Indices = NDArray[np.int64]

_PIECE_S = 2.0
_MARGIN_S = 0.01
_NOISE_S = 4.0
LONGEST_S = 600.0
"""A longer stretch is not searched; the first part of it is."""


@dataclass(frozen=True, eq=False)
class Detected:
    """What a detector finds on one channel.

    Attributes
    ----------
    detections : ndarray of int, shape (detections,)
        Samples of the detections.
    spikes : ndarray of int, shape (spikes,)
        Samples of the unit's spikes.
    found : ndarray of bool, shape (spikes,)
        Which spikes were found.
    false : ndarray of bool, shape (detections,)
        Which detections are no spike of the unit.
    threshold_uv : float
        How deep a detection is at least.
    noise_uv : float
        The noise that the threshold is a multiple of.
    duration_s : float
        How long the stretch is.
    """

    detections: Indices
    spikes: Indices
    found: NDArray[np.bool_]
    false: NDArray[np.bool_]
    threshold_uv: float
    noise_uv: float
    duration_s: float

    @property
    def share_found(self) -> float:
        """Share of the unit's spikes that were found; NaN without any."""
        return float(self.found.mean()) if self.found.size else float("nan")

    @property
    def false_per_s(self) -> float:
        """Detections a second that are no spike of the unit."""
        return float(self.false.sum() / self.duration_s) if self.duration_s > 0 else 0.0

    @property
    def share_true(self) -> float:
        """Share of all detections that are spikes of the unit; NaN without any."""
        return float(1 - self.false.mean()) if self.false.size else float("nan")


def detected(
    source: Source,
    unit: int,
    channel: int,
    threshold: float = 5.0,
    *,
    recording: RecordingName = "drifting",
    reference: ReferenceName = "none",
    from_s: float = 0.0,
    to_s: float | None = None,
) -> Detected:
    """Detect spikes on one channel and hold them against those of a unit.

    Parameters
    ----------
    source : Simulation or Hybrid
        The recording.
    unit : int
        Index of the unit.
    channel : int
        Index of the channel.
    threshold : float
        Times the noise of the channel.
    recording : {"static", "drifting"}
        In which of the two is looked.
    reference : {"none", "median"}
        What is subtracted from every channel first: nothing, or the median of all channels.
    from_s, to_s : float
        The stretch; by default all, at most ten minutes.
    """
    fs = source.drifting.get_sampling_frequency()
    start = int(from_s * fs)
    end = min(int((source.drifting.get_duration() if to_s is None else to_s) * fs), source.drifting.get_num_samples())
    end = max(min(end, start + int(LONGEST_S * fs)), start)
    noise = noise_uv(source, channel, reference)
    pieces = _pieces(source, recording, channel, reference, start, end)
    samples = [detect(trace, threshold * noise, fs) + first for first, trace in pieces]
    detections = np.unique(np.concatenate([np.empty(0, np.int64), *samples]))
    detections = detections[(detections >= start) & (detections < end)]
    spikes = source.spikes.between(start, end)
    own = spikes.sample_index[spikes.unit_index == unit]
    found = match(detections, own, fs)
    return Detected(detections, own, found.found, found.false, threshold * noise, noise, (end - start) / fs)


def noise_uv(source: Source, channel: int, reference: ReferenceName = "none") -> float:
    """Return the noise of a channel, in µV: as configured, or as it is measured after a reference."""
    if reference == "none":
        return float(source.noise_levels_uv[channel])
    end = min(int(_NOISE_S * source.drifting.get_sampling_frequency()), source.drifting.get_num_samples())
    traces = median_reference(source.noise.read(0, end, None))
    return float(robust_noise_uv(traces[:, [channel]])[0])


def _pieces(
    source: Source, recording: RecordingName, channel: int, reference: ReferenceName, start: int, end: int
) -> Iterator[tuple[int, NDArray[Any]]]:
    """Yield the channel piece by piece, each with its first sample; pieces overlap so that no peak is cut."""
    traces_of = (source.static if recording == "static" else source.drifting).get_traces
    ids = source.drifting.channel_ids
    fs = source.drifting.get_sampling_frequency()
    margin, size = int(_MARGIN_S * fs), int(_PIECE_S * fs)
    for begin in range(start, end, size):
        first, last = max(begin - margin, 0), min(begin + size + margin, source.drifting.get_num_samples())
        if reference == "median":
            yield first, median_reference(traces_of(start_frame=first, end_frame=last))[:, channel]
        else:
            yield first, traces_of(start_frame=first, end_frame=last, channel_ids=[ids[channel]])[:, 0]
