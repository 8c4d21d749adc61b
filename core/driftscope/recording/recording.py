"""Recordings as lazy windows: any window, any channels, always the same samples."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..annotations import HasAnnotations
from ..drifting_templates import DriftingTemplates
from ..provenance import Provenance
from ..sorting import only_segment
from ..summaries import CONVERT, LOOK, HasSummary, Summary, names_of, range_of
from ..time_vectors import TimeVector
from ..true_templates import TrueTemplates
from ..unconverted import NeedsConversion
from .background import Background
from .injection import Injection

if TYPE_CHECKING:
    import dask.array as da
    import xarray as xr
    from probeinterface import Probe
    from spikeinterface.core import BaseRecording


@dataclass(frozen=True, eq=False)
class Segment(NeedsConversion):
    """One uninterrupted part of a recording.

    Attributes
    ----------
    background : Background
        What is there before any spike.
    num_samples : int
        How long it is.
    injections : tuple of Injection
        What is added.
    t_start : float
        When it begins, in seconds.
    time_vector : TimeVector or None
        The time of every sample, where it does not follow from ``t_start`` and the rate.
    """

    background: Background
    num_samples: int
    injections: tuple[Injection, ...] = ()
    t_start: float = 0.0
    time_vector: TimeVector | None = None


class Recording(HasAnnotations, HasSummary, NeedsConversion):
    """A lazy recording: any window, any channels, always the same samples.

    Parameters
    ----------
    segments : sequence of Segment
        The segments.
    sampling_frequency : float
        Rate in Hz.
    channel_ids : sequence
        Name of every channel.
    probe : probeinterface.Probe, optional
        Positions of the channels.

    Attributes
    ----------
    provenance : Provenance or None
        The call that makes it again, where that is known.
    true_templates : TrueTemplates or None
        What was added last, where something was.
    """

    provenance: Provenance | None = None
    true_templates: TrueTemplates | None = None
    truth_names: tuple[str, ...] = ("templates", "drifting_templates")

    def __init__(
        self,
        segments: Sequence[Segment],
        sampling_frequency: float,
        channel_ids: Sequence[Any] | NDArray[Any],
        probe: Probe | None = None,
    ) -> None:
        self.segments = tuple(segments)
        self.sampling_frequency = float(sampling_frequency)
        self.channel_ids = np.asarray(channel_ids)
        self._probe = probe
        self._annotations: dict[str, Any] = {}

    def __repr__(self) -> str:
        seconds = ", ".join(f"{self.get_duration(index):g} s" for index in range(self.get_num_segments()))
        return (
            f"Recording: {self.get_num_channels()} channels - {self.sampling_frequency / 1000:g} kHz - "
            f"{seconds} - {self.dtype} in µV"
        )

    def summary(self) -> Summary:
        """Return what was recorded: channels, length, type, probe and notes."""
        probe = self._probe
        lengths = range_of([self.get_duration(index) for index in range(self.get_num_segments())], "s")
        facts = {
            "Channels": f"{self.get_num_channels()}: {names_of(self.channel_ids)}",
            "Sampling frequency": f"{self.sampling_frequency:g} Hz",
            "Segments": f"{self.get_num_segments()}, {lengths}, {self.get_total_samples()} samples in all",
            "Samples": f"{self.dtype}, steps of {range_of(self.get_channel_gains(), 'µV')}",
            "Probe": "none" if probe is None else probe.model_name or "unnamed",
            "Made by": "unknown" if self.provenance is None else self.provenance.maker,
        }
        facts |= {f"Note: {key}": str(self._annotations[key]) for key in self._annotations}
        return Summary("Recording", facts, (CONVERT, LOOK))

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the samples, in µV."""
        return self.segments[0].background.dtype

    def get_dtype(self) -> np.dtype[Any]:
        """Return the type of the samples, in µV."""
        return self.dtype

    def get_num_segments(self) -> int:
        """Return how many segments there are."""
        return len(self.segments)

    def get_num_channels(self) -> int:
        """Return how many channels there are."""
        return int(self.channel_ids.size)

    def get_channel_ids(self) -> NDArray[Any]:
        """Return the name of every channel."""
        return self.channel_ids

    def get_sampling_frequency(self) -> float:
        """Return the rate in Hz."""
        return self.sampling_frequency

    def get_num_samples(self, segment_index: int | None = None) -> int:
        """Return a segment's length in samples."""
        return self.segments[only_segment(segment_index, len(self.segments))].num_samples

    get_num_frames = get_num_samples

    def get_total_samples(self) -> int:
        """Return the length of all segments in samples."""
        return sum(segment.num_samples for segment in self.segments)

    def get_duration(self, segment_index: int | None = None) -> float:
        """Return a segment's length in seconds."""
        return self.get_num_samples(segment_index) / self.sampling_frequency

    def get_total_duration(self) -> float:
        """Return the length of all segments in seconds."""
        return self.get_total_samples() / self.sampling_frequency

    def get_block_size(self, segment_index: int | None = None) -> int:
        """Return how many samples are best read together: windows of whole blocks are the quickest."""
        background = self.segments[only_segment(segment_index, len(self.segments))].background
        return int(getattr(background, "block_size", 1))

    def get_start_time(self, segment_index: int | None = None) -> float:
        """Return when a segment begins, in seconds."""
        return self.segments[only_segment(segment_index, len(self.segments))].t_start

    def get_end_time(self, segment_index: int | None = None) -> float:
        """Return the time of a segment's last sample, in seconds."""
        index = only_segment(segment_index, len(self.segments))
        if (vector := self.segments[index].time_vector) is not None:
            return float(vector.times_s[-1])
        return self.get_start_time(index) + (self.get_num_samples(index) - 1) / self.sampling_frequency

    def has_time_vector(self, segment_index: int | None = None) -> bool:
        """Return whether times of a segment's samples do not follow from its start time and the rate."""
        return self.get_time_vector(segment_index) is not None

    def get_time_vector(self, segment_index: int | None = None) -> TimeVector | None:
        """Return the times of a segment's samples, where they do not follow from its start time and the rate."""
        return self.segments[only_segment(segment_index, len(self.segments))].time_vector

    def is_filtered(self) -> bool:
        """Return whether it was noted that the recording is filtered."""
        return bool(self._annotations.get("is_filtered", False))

    def get_times(self, segment_index: int | None = None) -> NDArray[np.float64]:
        """Return the time of every sample of a segment, in seconds."""
        segment = self.segments[only_segment(segment_index, len(self.segments))]
        if segment.time_vector is not None:
            return np.array(segment.time_vector.times_s, dtype=np.float64)
        return segment.t_start + np.arange(segment.num_samples) / self.sampling_frequency

    def has_probe(self) -> bool:
        """Return whether it is known where the channels are."""
        return self._probe is not None

    def get_probe(self) -> Probe:
        """Return the probe; a ValueError when there is none."""
        if self._probe is None:
            raise ValueError("this recording has no probe")
        return deepcopy(self._probe)

    def get_channel_locations(self, channel_ids: Sequence[Any] | None = None, axes: str = "xy") -> NDArray[np.float64]:
        """Return where channels are, shape (channels, axes), in µm."""
        positions = np.asarray(self.get_probe().contact_positions, dtype=np.float64)
        wanted = ["xyz".find(axis) for axis in axes]
        if not all(0 <= column < positions.shape[1] for column in wanted):
            raise ValueError(f"unknown axes {axes!r} for this probe")
        positions = positions[:, wanted]
        return positions if channel_ids is None else positions[self.ids_to_indices(channel_ids)]

    def has_scaleable_traces(self) -> bool:
        """Return that gains are known."""
        return True

    def get_channel_gains(self) -> NDArray[np.float64]:
        """Return the factors to µV: one, for all channels."""
        return np.ones(self.get_num_channels())

    def get_channel_offsets(self) -> NDArray[np.float64]:
        """Return the offsets to µV: zero, for all channels."""
        return np.zeros(self.get_num_channels())

    def ids_to_indices(self, ids: Sequence[Any] | None = None, prefer_slice: bool = False) -> NDArray[np.intp]:
        """Return the indices of some channels, or of all; a ValueError names one that does not exist.

        ``prefer_slice`` is there for SpikeInterface, which allows a slice; an array is returned all the same.
        """
        if ids is None:
            return np.arange(self.get_num_channels())
        places = {name: index for index, name in enumerate(self.channel_ids.tolist())}
        wanted = np.asarray(ids).tolist()
        unknown = [name for name in wanted if name not in places]
        if unknown:
            raise ValueError(f"unknown channel {unknown[0]!r}")
        return np.array([places[name] for name in wanted], dtype=np.intp)

    def get_traces(
        self,
        segment_index: int | None = None,
        start_frame: int | None = None,
        end_frame: int | None = None,
        channel_ids: Sequence[Any] | None = None,
        order: str | None = None,
        return_in_uV: bool = False,  # noqa: N803 - SpikeInterface spells it so
    ) -> NDArray[Any]:
        """Return a window of the recording.

        Parameters
        ----------
        segment_index : int, optional
            Which segment; needed when there are several.
        start_frame, end_frame : int, optional
            From ``start_frame`` up to, not including, ``end_frame``; the whole segment by default.
        channel_ids : sequence, optional
            Which channels; all by default.
        order : {"C", "F"}, optional
            Memory layout.
        return_in_uV : bool
            Accepted for SpikeInterface's sake: samples are in µV already.

        Returns
        -------
        ndarray, shape (samples, channels)
            Potential in µV, an array of one's own.

        Raises
        ------
        ValueError
            When the window is not inside the segment, or a channel does not exist.
        """
        segment = self.segments[only_segment(segment_index, len(self.segments))]
        start = 0 if start_frame is None else int(start_frame)
        end = segment.num_samples if end_frame is None else min(int(end_frame), segment.num_samples)
        if not 0 <= start <= end:
            raise ValueError(
                f"the window from {start} to {end_frame} is outside the recording ({segment.num_samples} samples)"
            )
        channels, again = None, None
        if channel_ids is not None:
            channels = self.ids_to_indices(channel_ids)
            if (different := np.unique(channels)).size < channels.size:
                channels, again = different, np.searchsorted(different, channels)
        traces = segment.background.read(start, end, channels)
        for injection in segment.injections:
            injection.add_to(traces, start, channels, self.get_num_channels())
        traces = traces if again is None else traces[:, again]
        return traces if order is None else np.asarray(traces, order=order)  # type: ignore[call-overload]

    @property
    def templates(self) -> NDArray[Any]:
        """The added units' templates at rest, shape (units, samples, channels) or (units, samples, channels, phases).

        In the unit of the samples; an AttributeError where nothing was added.
        """
        return self._known_templates("templates").at_rest(self.get_num_channels())

    @property
    def drifting_templates(self) -> DriftingTemplates:
        """The added units' templates with the displacements at which they were added.

        ``templates_array_moved`` is made when asked for; an AttributeError where units cannot move.
        """
        known = self._known_templates("drifting_templates")
        if known.steps_um is None or self._probe is None or known.num_phases is not None:
            raise AttributeError("this recording has no drifting_templates: its units do not move")
        return known.drifting(self.channel_ids, self.get_probe())

    def _known_templates(self, name: str) -> TrueTemplates:
        if self.true_templates is None:
            raise AttributeError(f"this recording has no {name}: no units were added to it")
        return self.true_templates

    def to_spikeinterface(self) -> BaseRecording:
        """Return a lazy, picklable SpikeInterface recording with probe and gains.

        Needs the extra ``driftscope[spikeinterface]``.
        """
        from ..interop import recording_to_spikeinterface

        return recording_to_spikeinterface(self)

    def to_dask(self, segment_index: int | None = None, chunk_s: float | None = None) -> da.Array:
        """Return a segment as a lazy Dask array.

        Needs the extra ``driftscope[dask]``.

        Parameters
        ----------
        segment_index : int, optional
            Which segment; needed when there are several.
        chunk_s : float, optional
            Seconds in a chunk; about 32 MiB in whole blocks of the noise by default.

        Returns
        -------
        dask.array.Array, shape (samples, channels)
            Potential in µV, computed chunk by chunk on any scheduler.

        Raises
        ------
        ValueError
            When there is no such segment, or a chunk would be shorter than a sample.

        Examples
        --------
        >>> from driftscope import Simulation, SimulationConfig
        >>> traces = Simulation(SimulationConfig(duration_s=20.0)).drifting.to_dask()
        >>> traces[:30_000].std(axis=0).compute().shape
        (128,)
        """
        from ..lazy_arrays import to_dask

        return to_dask(self, only_segment(segment_index, len(self.segments)), chunk_s)

    def to_xarray(self, segment_index: int | None = None, chunk_s: float | None = None) -> xr.DataArray:
        """Return a segment as a lazy, labelled array of xarray.

        Needs the extra ``driftscope[dask]``.

        Parameters
        ----------
        segment_index : int, optional
            Which segment; needed when there are several.
        chunk_s : float, optional
            Seconds in a chunk; about 32 MiB in whole blocks of the noise by default.

        Returns
        -------
        xarray.DataArray, dims (time, channel)
            Potential in µV, with times in s and the channels' names, positions and depths.

        Raises
        ------
        ValueError
            When there is no such segment, or a chunk would be shorter than a sample.
        """
        from ..lazy_arrays import to_xarray

        return to_xarray(self, only_segment(segment_index, len(self.segments)), chunk_s)
