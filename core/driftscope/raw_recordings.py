"""Recordings in the steps of their converter, and the backgrounds that scale and select what another one reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .base import Problem
from .cache import once
from .recording import Background, Channels, Recording, Segment

if TYPE_CHECKING:
    import dask.array as da
    import xarray as xr
    from probeinterface import Probe


@dataclass(frozen=True, eq=False)
class SelectedBackground:
    """Some channels of a background, in an order of one's own.

    Attributes
    ----------
    background : Background
        All channels.
    columns : ndarray of int, shape (channels,)
        Which of them.
    """

    background: Background
    columns: NDArray[np.intp]

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the samples."""
        return self.background.dtype

    def read(self, start: int, end: int, channels: Channels) -> NDArray[Any]:
        """Return a fresh, writable array of shape (end - start, channels)."""
        return self.background.read(start, end, self.columns if channels is None else self.columns[channels])


@dataclass(frozen=True, eq=False)
class RecordingBackground:
    """A segment of a recording of any origin.

    Attributes
    ----------
    recording : recording
        Ours, SpikeInterface's, or what else answers ``get_traces``.
    segment_index : int
        Index of the segment.
    """

    recording: Any
    segment_index: int

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the samples."""
        dtype: np.dtype[Any] = np.dtype(self.recording.get_dtype())
        return dtype

    def read(self, start: int, end: int, channels: Channels) -> NDArray[Any]:
        """Return a fresh, writable array of shape (end - start, channels)."""
        is_named = channels is not None and self._names_are_unique
        names = self.recording.channel_ids[channels] if is_named else None
        traces = self.recording.get_traces(
            segment_index=self.segment_index, start_frame=start, end_frame=end, channel_ids=names
        )
        return np.array(traces if is_named or channels is None else traces[:, channels])

    @once
    def _names_are_unique(self) -> bool:
        return has_unique_names(self.recording)


def has_unique_names(recording: Any) -> bool:
    """Return whether every channel of a recording has a name of its own."""
    return len(set(np.asarray(recording.channel_ids).tolist())) == len(recording.channel_ids)


@dataclass(frozen=True, eq=False)
class ScaledBackground:
    """Steps of a converter as potentials.

    Attributes
    ----------
    background : Background
        In steps of the converter.
    gains_uv, offsets_uv : ndarray of float32, shape (channels,)
        ``potential = step * gain + offset``, in µV.
    """

    background: Background
    gains_uv: NDArray[np.float32]
    offsets_uv: NDArray[np.float32]

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the samples: float32, or float64 when they are stored so."""
        return np.result_type(self.background.dtype if self.background.dtype.kind == "f" else np.float32, np.float32)

    def read(self, start: int, end: int, channels: Channels) -> NDArray[Any]:
        """Return a fresh, writable array of shape (end - start, channels), in µV."""
        own = slice(None) if channels is None else channels
        traces = self.background.read(start, end, channels).astype(self.dtype, copy=False)
        traces *= self.gains_uv[own]
        traces += self.offsets_uv[own]
        return traces


class RawRecording(Recording):
    """A recording in the steps of its converter, with what turns them into µV.

    Parameters
    ----------
    segments, sampling_frequency, channel_ids, probe
        As in `Recording`.
    gains_uv, offsets_uv : array, shape (channels,) or ()
        ``potential = step * gain + offset``, in µV.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        sampling_frequency: float,
        channel_ids: Sequence[Any] | NDArray[Any],
        probe: Probe | None = None,
        gains_uv: ArrayLike = 1.0,
        offsets_uv: ArrayLike = 0.0,
    ) -> None:
        super().__init__(segments, sampling_frequency, channel_ids, probe)
        number = self.get_num_channels()
        self._gains_uv = np.array(np.broadcast_to(gains_uv, number), dtype=np.float64)
        self._offsets_uv = np.array(np.broadcast_to(offsets_uv, number), dtype=np.float64)
        self.remarks: tuple[Problem, ...] = ()

    def remark(self, *remarks: Problem) -> None:
        """Note what was assumed or left out when the recording was opened, with the parameter that it concerns."""
        self.remarks += remarks

    def with_channels(self, columns: NDArray[np.intp], probe: Probe | None) -> RawRecording:
        """Return some of the channels, as lazy as this one.

        Parameters
        ----------
        columns : ndarray of int, shape (channels,)
            Which, in this order.
        probe : probeinterface.Probe or None
            Contacts in the same order.
        """
        is_whole = np.array_equal(columns, np.arange(self.get_num_channels()))
        segments = (
            self.segments if is_whole else [self._selected(index, columns) for index in range(len(self.segments))]
        )
        gains, offsets = self._gains_uv[columns], self._offsets_uv[columns]
        chosen = RawRecording(segments, self.sampling_frequency, self.channel_ids[columns], probe, gains, offsets)
        chosen.annotate(**self._annotations)
        chosen.remark(*self.remarks)
        return chosen

    def starting_at(self, *starts_s: float) -> RawRecording:
        """Return the same recording with other start times of its segments, in s."""
        segments = [replace(one, t_start=start) for one, start in zip(self.segments, starts_s, strict=True)]
        moved = RawRecording(
            segments, self.sampling_frequency, self.channel_ids, self._probe, self._gains_uv, self._offsets_uv
        )
        moved.annotate(**self._annotations)
        moved.remark(*self.remarks)
        return moved

    def _selected(self, index: int, columns: NDArray[np.intp]) -> Segment:
        own = self.segments[index]
        background = RecordingBackground(self, index) if own.injections else own.background
        return replace(own, background=SelectedBackground(background, columns), injections=())

    def __repr__(self) -> str:
        if self._is_in_uv:
            return super().__repr__()
        gains = np.unique(self._gains_uv)
        said = f"{gains[0]:g}" if gains.size == 1 else f"{gains[0]:g} to {gains[-1]:g}"
        return super().__repr__().removesuffix("in µV") + f"in steps of {said} µV"

    @property
    def _is_in_uv(self) -> bool:
        return self.dtype.kind == "f" and bool((self._gains_uv == 1).all() and (self._offsets_uv == 0).all())

    def get_channel_gains(self) -> NDArray[np.float64]:
        """Return the factors to µV, shape (channels,)."""
        return self._gains_uv.copy()

    def get_channel_offsets(self) -> NDArray[np.float64]:
        """Return the offsets to µV, shape (channels,)."""
        return self._offsets_uv.copy()

    def get_traces(
        self,
        segment_index: int | None = None,
        start_frame: int | None = None,
        end_frame: int | None = None,
        channel_ids: Sequence[Any] | None = None,
        order: str | None = None,
        return_in_uV: bool = False,  # noqa: N803 - SpikeInterface spells it so
    ) -> NDArray[Any]:
        """Return a window as stored, or in µV with ``return_in_uV``; else as `Recording.get_traces`."""
        if return_in_uV:
            return self.in_uv().get_traces(segment_index, start_frame, end_frame, channel_ids, order)
        return super().get_traces(segment_index, start_frame, end_frame, channel_ids, order)

    def to_dask(self, segment_index: int | None = None, chunk_s: float | None = None) -> da.Array:
        """Return a segment as a lazy Dask array in µV, see `Recording.to_dask`."""
        return self.in_uv().to_dask(segment_index, chunk_s)

    def to_xarray(self, segment_index: int | None = None, chunk_s: float | None = None) -> xr.DataArray:
        """Return a segment as a lazy, labelled array in µV, see `Recording.to_xarray`."""
        return self.in_uv().to_xarray(segment_index, chunk_s)

    def in_uv(self) -> Recording:
        """Return the same recording in µV, as lazy as this one."""
        segments = (
            list(self.segments) if self._is_in_uv else [self._scaled(index) for index in range(len(self.segments))]
        )
        scaled = Recording(segments, self.sampling_frequency, self.channel_ids, self._probe)
        scaled.annotate(**self._annotations)
        return scaled

    def _scaled(self, index: int) -> Segment:
        """Return a segment in µV; what was added to it in steps is scaled along."""
        own = self.segments[index]
        background = RecordingBackground(self, index) if own.injections else own.background
        gains, offsets = self._gains_uv.astype(np.float32), self._offsets_uv.astype(np.float32)
        return replace(own, background=ScaledBackground(background, gains, offsets), injections=())
