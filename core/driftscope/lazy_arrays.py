"""Recordings as lazy Dask and xarray arrays.

Needs the extra ``driftscope[dask]``. Like its neighbour ``interop`` this file knows no recording class: whatever
answers the calls of one will do.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Self
from uuid import uuid4
from weakref import WeakKeyDictionary, WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

try:
    import dask.array as da
    import xarray as xr
    from xarray.core.indexing import IndexSelResult
    from xarray.indexes import Index, PandasIndex, RangeIndex
except ImportError as error:
    raise ImportError(f"needs {str(error.name).split('.')[0]}: pip install 'driftscope[dask]'") from error

CHUNK_BYTES = 32 * 2**20
_HALF_A_MICROSAMPLE = 5e-7

_names: WeakKeyDictionary[Any, str] = WeakKeyDictionary()
_by_name: WeakValueDictionary[str, Any] = WeakValueDictionary()
_lately_received: deque[Any] = deque(maxlen=4)


class Samples:
    """One segment as something to slice, which is all that Dask asks of an array.

    In every process there is one recording of a name: tasks that bring it along find the one that came before,
    with what it has computed already.

    Parameters
    ----------
    recording : driftscope.recording.Recording
        Computes what is asked for.
    segment_index : int
        Index of the segment.
    """

    ndim = 2

    def __init__(self, recording: Any, segment_index: int) -> None:
        self.recording, self.segment_index = recording, segment_index
        self.shape = (int(recording.get_num_samples(segment_index)), int(recording.get_num_channels()))
        self.dtype = np.dtype(recording.dtype)

    def __getitem__(self, where: tuple[Any, Any]) -> NDArray[Any]:
        rows, columns = where
        first, last, inside = _span(rows, self.shape[0])
        every = isinstance(columns, slice) and columns.indices(self.shape[1]) == (0, self.shape[1], 1)
        names = None if every else self.recording.channel_ids[columns]
        window: NDArray[Any] = self.recording.get_traces(
            self.segment_index, first, last, None if names is None else np.atleast_1d(names)
        )
        chosen: NDArray[Any] = window[inside]
        return chosen[..., 0] if names is not None and np.ndim(names) == 0 else chosen

    def __reduce__(self) -> tuple[Any, ...]:
        return _received, (_name_of(self.recording), self.recording, self.segment_index)


def _span(rows: Any, size: int) -> tuple[int, int, Any]:
    """Return the window that holds the rows of an index, and the index within it."""
    frames = range(size)[rows] if isinstance(rows, slice) else np.asarray(rows, dtype=np.intp)
    if np.size(frames) == 0:
        return 0, 0, slice(None)
    if isinstance(frames, range):
        first, last = min(frames[0], frames[-1]), max(frames[0], frames[-1])
        return first, last + 1, slice(frames[0] - first, None, frames.step)
    return int(frames.min()), int(frames.max()) + 1, frames - frames.min()


def _name_of(recording: Any) -> str:
    """Return a name that the recording keeps, also as a copy in another process."""
    name = _names.setdefault(recording, uuid4().hex)
    _by_name[name] = recording
    return name


def _received(name: str, recording: Any, segment_index: int) -> Samples:
    known = _by_name.setdefault(name, recording)
    _names[known] = name
    if not any(known is one for one in _lately_received):
        _lately_received.append(known)
    return Samples(known, segment_index)


def to_dask(recording: Any, segment_index: int, chunk_s: float | None = None) -> da.Array:
    """Return a segment as a lazy Dask array.

    Parameters
    ----------
    recording : driftscope.recording.Recording
        Computes the chunks; it stands once in the graph.
    segment_index : int
        Index of the segment.
    chunk_s : float, optional
        Seconds in a chunk; about 32 MiB in whole blocks of the noise by default.

    Returns
    -------
    dask.array.Array, shape (samples, channels)
        In µV; one chunk holds all channels.

    Raises
    ------
    ValueError
        When a chunk would be shorter than a sample.
    """
    samples = Samples(recording, segment_index)
    length = _chunk_samples(recording, segment_index, chunk_s)
    name = f"recording-{_name_of(recording)}-{segment_index}-{length}"
    nothing = np.empty((0, 0), dtype=samples.dtype)
    chunks = (min(length, max(samples.shape[0], 1)), -1)
    array: da.Array = da.from_array(samples, chunks=chunks, name=name, meta=nothing)  # type: ignore[no-untyped-call]
    return array


def _chunk_samples(recording: Any, segment_index: int, chunk_s: float | None) -> int:
    if chunk_s is None:
        whole = int(recording.get_block_size(segment_index))
        row_bytes: int = max(int(recording.get_num_channels()), 1) * np.dtype(recording.dtype).itemsize
        return max(CHUNK_BYTES // row_bytes // whole, 1) * whole
    if not (math.isfinite(chunk_s) and chunk_s * recording.sampling_frequency >= 1):
        raise ValueError(f"chunk_s ({chunk_s:g}): must be at least one sample, {1 / recording.sampling_frequency:g} s")
    return round(chunk_s * float(recording.sampling_frequency))


def to_xarray(recording: Any, segment_index: int, chunk_s: float | None = None) -> xr.DataArray:
    """Return a segment as a lazy, labelled array: also its times are computed when asked for.

    Parameters
    ----------
    recording : driftscope.recording.Recording
        Computes the chunks.
    segment_index : int
        Index of the segment.
    chunk_s : float, optional
        Seconds in a chunk, see ``to_dask``.

    Returns
    -------
    xarray.DataArray, dims (time, channel)
        Potential in µV with the time in s, the channels' names and, when there is a probe, their ``x_um``, ``y_um``,
        ``depth_um`` (0 at the tip, up is positive), ``shank`` and ``contact``.
    """
    start, fs = recording.get_start_time(segment_index), recording.sampling_frequency
    number = recording.get_num_samples(segment_index)
    times = TimeIndex.linspace(start, start + number / fs, number, endpoint=False, dim="time")
    traces = xr.DataArray(
        to_dask(recording, segment_index, chunk_s),
        dims=("time", "channel"),
        coords=xr.Coordinates.from_xindex(times),
        name="traces",
        attrs={"long_name": "Potential", "units": "uV", "sampling_frequency_hz": fs, "segment_index": segment_index},
    )
    traces["time"].attrs |= {"long_name": "Time", "units": "s"}
    return traces.assign_coords(_channel_coordinates(recording))


def _channel_coordinates(recording: Any) -> dict[str, xr.Variable]:
    coordinates = {"channel": xr.Variable("channel", recording.channel_ids, {"long_name": "Channel"})}
    if not recording.has_probe():
        return coordinates
    probe = recording.get_probe()
    positions = np.asarray(probe.contact_positions, dtype=np.float64)
    for axis, values in zip("xyz", positions.T, strict=False):
        coordinates[f"{axis}_um"] = xr.Variable("channel", values, {"long_name": f"Position in {axis}", "units": "um"})
    depth = {"long_name": "Depth: position along the probe, 0 at the tip, up is positive", "units": "um"}
    coordinates["depth_um"] = xr.Variable("channel", positions[:, 1], depth)
    for name, said in (("shank", probe.shank_ids), ("contact", probe.contact_ids)):
        if said is not None and len(said) == len(positions):
            coordinates[name] = xr.Variable("channel", np.asarray(said), {"long_name": name.capitalize()})
    return coordinates


class TimeIndex(RangeIndex):
    """Times of evenly taken samples, none of them in memory; one may select from one time up to another."""

    def isel(self, indexers: Mapping[Any, Any]) -> Index | None:
        """Return the index of a part of the samples."""
        chosen = indexers[self.dim]
        if not isinstance(chosen, slice) and np.asarray(chosen).dtype == bool:
            chosen = np.flatnonzero(chosen)
        part = super().isel({self.dim: chosen})
        return TimeIndex(part.transform) if isinstance(part, RangeIndex) else part

    def sel(self, labels: dict[Any, Any], method: str | None = None, tolerance: Any = None) -> IndexSelResult:
        """Return the samples from one time to another, both included, or those nearest to some times."""
        [label] = labels.values()
        if not isinstance(label, slice):
            return super().sel(labels, method, tolerance)
        if label.step is not None:
            raise ValueError("times are selected without a step: use isel(time=slice(None, None, step)) afterwards")
        first = 0 if label.start is None else math.ceil(self._position(label.start) - _HALF_A_MICROSAMPLE)
        last = self.size if label.stop is None else math.floor(self._position(label.stop) + _HALF_A_MICROSAMPLE) + 1
        chosen: dict[Hashable, slice] = {self.dim: slice(max(first, 0), max(last, 0))}
        return IndexSelResult(chosen)

    def _position(self, time_s: float) -> float:
        return float((time_s - self.start) / self.step)

    @classmethod
    def concat(cls, indexes: Sequence[Self], dim: Hashable, positions: Any = None) -> Any:
        """Return the index of windows put one behind the other: its times are kept one by one."""
        return PandasIndex.concat([PandasIndex(index.to_pandas_index(), dim) for index in indexes], dim, positions)
