"""Real recordings as backgrounds: whatever answers ``get_traces`` is read window by window, and never written to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .base import ConfigError, Problem
from .cache import once
from .recording import Background, Channels, Recording, Segment

if TYPE_CHECKING:
    import dask.array as da
    import xarray as xr
    from probeinterface import Probe

ByteOrder = Literal["little", "big"]
_SAMPLE_KINDS = "iuf"
_PICKLES = (".pkl", ".pickle")


@dataclass(frozen=True, eq=False)
class FileBackground:
    """Samples in a flat file, one moment after the other, mapped into memory and read-only.

    Attributes
    ----------
    path : Path
        The file.
    stored : numpy.dtype
        Type of a sample on disk, byte order included.
    num_channels, num_samples : int
        What the file holds.
    skip_bytes : int
        Where the first sample stands.
    """

    path: Path
    stored: np.dtype[Any]
    num_channels: int
    num_samples: int
    skip_bytes: int = 0

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the samples in memory: the stored one in this machine's byte order."""
        return self.stored.newbyteorder("=")

    @once
    def _samples(self) -> NDArray[Any]:
        shape = (self.num_samples, self.num_channels)
        return np.memmap(self.path, dtype=self.stored, mode="r", offset=self.skip_bytes, shape=shape)

    def __getstate__(self) -> dict[str, Any]:
        """Leave the mapping behind: another process opens the file itself."""
        return {name: value for name, value in self.__dict__.items() if name != "_samples"}

    def read(self, start: int, end: int, channels: Channels) -> NDArray[Any]:
        """Return a fresh, writable array of shape (end - start, channels)."""
        rows = self._samples[start:end]
        return np.array(rows if channels is None else rows[:, channels], dtype=self.dtype)


@dataclass(frozen=True, eq=False)
class RecordingBackground:
    """A segment of a recording of any origin.

    Attributes
    ----------
    recording : recording
        Ours, SpikeInterface's, or what else answers ``get_traces``.
    segment_index : int
        Which segment.
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
        names = None if channels is None else self.recording.channel_ids[channels]
        return np.array(
            self.recording.get_traces(
                segment_index=self.segment_index, start_frame=start, end_frame=end, channel_ids=names
            )
        )


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
        return Segment(ScaledBackground(background, gains, offsets), own.num_samples, t_start=own.t_start)


def open_binary(
    path: str | Path,
    sampling_frequency_hz: float,
    num_channels: int,
    dtype: str = "int16",
    byte_order: ByteOrder = "little",
    probe: Probe | None = None,
    gain_uv: ArrayLike = 1.0,
    offset_uv: ArrayLike = 0.0,
    skip_bytes: int = 0,
    num_samples: int | None = None,
) -> RawRecording:
    """Open a flat file: all channels of one moment, then those of the next.

    Parameters
    ----------
    path : str or Path
        The file; it is mapped read-only.
    sampling_frequency_hz : float
        Rate in Hz.
    num_channels : int
        Channels in the file.
    dtype : str
        Type of a sample: int16, uint16, int32, float32, ...
    byte_order : {"little", "big"}
        Of the file; nearly always little.
    probe : probeinterface.Probe, optional
        Its contacts in the order of the channels.
    gain_uv, offset_uv : float or array, shape (channels,)
        ``potential = step * gain + offset``.
    skip_bytes : int
        Length of a header before the first sample.
    num_samples : int, optional
        How many samples to read; all by default.

    Returns
    -------
    RawRecording
        Lazy, one segment.

    Raises
    ------
    ConfigError
        When there is no such file, or its length does not fit what is said of it.
    """
    file, kind = Path(path), _sample_type(dtype)
    problems = [] if kind is not None else [_dtype_problem(dtype)]
    if kind is not None and not file.is_file():
        problems.append(Problem("path", "there is no such file", str(path)))
    if probe is not None and probe.get_contact_count() != num_channels:
        message = (
            f"has {probe.get_contact_count()} contacts for {num_channels} channels: give the probe of these channels"
        )
        problems.append(Problem("probe", message))
    if problems or kind is None:
        raise ConfigError(problems)
    length = _length(file, kind.itemsize * num_channels, skip_bytes, num_samples)
    stored = kind.newbyteorder("<" if byte_order == "little" else ">")
    background = FileBackground(file, stored, num_channels, length, skip_bytes)
    channel_ids = [str(channel) for channel in range(num_channels)]
    segments = [Segment(background, length)]
    return RawRecording(segments, sampling_frequency_hz, channel_ids, probe, gain_uv, offset_uv)


def _sample_type(dtype: str) -> np.dtype[Any] | None:
    try:
        kind = np.dtype(dtype)
    except TypeError:
        return None
    return kind if kind.kind in _SAMPLE_KINDS and kind.fields is None else None


def _dtype_problem(dtype: Any) -> Problem:
    return Problem("dtype", "is no type of samples: give int16, uint16, int32, float32 or the like", str(dtype))


def _length(file: Path, frame_bytes: int, skip_bytes: int, num_samples: int | None) -> int:
    """Return how many samples to read; a file with a part of one more is refused unless the number is said."""
    whole, rest = divmod(max(os.stat(file).st_size - skip_bytes, 0), frame_bytes)
    if num_samples is not None:
        if num_samples > whole:
            raise ConfigError([Problem("num_samples", f"the file holds only {whole} samples", num_samples)])
        return num_samples
    if rest or not whole:
        message = (
            f"is no whole number of samples of {frame_bytes} bytes ({whole} and {rest} bytes more): "
            f"check num_channels, dtype and skip_bytes, or give num_samples ({whole}) when the file was cut off"
        )
        raise ConfigError([Problem("path", message, str(file))])
    return whole


def open_spikeglx(folder: str | Path, stream: str = "imec0.ap") -> RawRecording:
    """Open one stream of a SpikeGLX folder, probe and gains included.

    Read by neo through SpikeInterface (extra ``driftscope[spikeinterface]``).

    Parameters
    ----------
    folder : str or Path
        The folder with the ``.bin`` and ``.meta`` files.
    stream : str
        For example ``imec0.ap`` or ``imec1.lf``.

    Raises
    ------
    ConfigError
        When the folder cannot be read, with the streams that it has.
    """
    return open_with_spikeinterface("spikeglx", folder, stream)


def open_with_spikeinterface(
    form: str, path: str | Path, stream: str | None = None, gain_uv: float | None = None
) -> RawRecording:
    """Open a recording in any format that SpikeInterface reads.

    Parameters
    ----------
    form : str
        The format's name in ``spikeinterface.extractors.read_<form>``.
    path : str or Path
        File or folder.
    stream : str, optional
        Which of several streams, by its id.
    gain_uv : float, optional
        Potential of one step, instead of what the recording says.

    Raises
    ------
    ConfigError
        When SpikeInterface is missing, has no such format, or cannot read the path.
    """
    extractors = _spikeinterface("extractors")
    read = getattr(extractors, f"read_{form}", None)
    if read is None:
        raise ConfigError([Problem("form", "SpikeInterface has no such format", form)])
    _refuse_missing(path)
    keywords = {} if stream is None else {"stream_id": stream}
    try:
        recording = read(path, **keywords)
    except Exception as error:  # every format fails in a way of its own
        raise _not_read(path, error) from None
    return raw_recording(recording, gain_uv)


def open_spikeinterface(path: str | Path, gain_uv: float | None = None) -> RawRecording:
    """Open a recording that SpikeInterface has saved: a folder, zarr, or a JSON file that describes one.

    Parameters
    ----------
    path : str or Path
        File or folder.
    gain_uv : float, optional
        Potential of one step, instead of what the recording says.

    Raises
    ------
    ConfigError
        When SpikeInterface is missing or the path holds no recording. Pickle files are refused: reading one runs what
        it says.
    """
    core = _spikeinterface("core")
    _refuse_missing(path)
    if Path(path).suffix in _PICKLES:
        message = "a pickle file can run anything when it is read: save the recording to a folder, zarr or JSON"
        raise ConfigError([Problem("path", message, str(path))])
    try:
        recording = core.load(path)
    except Exception as error:  # a folder of any content
        raise _not_read(path, error) from None
    return raw_recording(recording, gain_uv)


def _spikeinterface(part: str) -> Any:
    from importlib import import_module

    try:
        return import_module(f"spikeinterface.{part}")
    except ImportError:
        message = "needs SpikeInterface: pip install 'driftscope[spikeinterface]'"
        raise ConfigError([Problem("source", message)]) from None


def _refuse_missing(path: str | Path) -> None:
    if not Path(path).exists():
        raise ConfigError([Problem("path", "there is no such file or folder", str(path))])


def _not_read(path: str | Path, error: Exception) -> ConfigError:
    lines = str(error).splitlines() or [type(error).__name__]
    return ConfigError([Problem("path", f"holds no recording that can be read: {lines[0][:300]}", str(path))])


def raw_recording(recording: Any, gain_uv: ArrayLike | None = None, offset_uv: ArrayLike | None = None) -> RawRecording:
    """Take a recording of any origin as a background.

    Parameters
    ----------
    recording : recording
        Ours, SpikeInterface's, or what else answers ``get_traces``, ``channel_ids``, ``get_num_samples``, ...
    gain_uv, offset_uv : float or array, shape (channels,), optional
        Instead of what the recording says.

    Returns
    -------
    RawRecording
        As lazy as what is given, with its probe and gains.

    Raises
    ------
    ConfigError
        When it is no recording, or does not say what its whole numbers mean in µV.
    """
    if isinstance(recording, RawRecording) and gain_uv is None and offset_uv is None:
        return recording
    if not hasattr(recording, "get_traces") or not hasattr(recording, "channel_ids"):
        message = "must answer get_traces() and channel_ids"
        raise ConfigError([Problem("recording", message, type(recording).__name__)])
    dtype = np.dtype(recording.get_dtype())
    gains = gain_uv if gain_uv is not None else recording.get_channel_gains()
    offsets = offset_uv if offset_uv is not None else recording.get_channel_offsets()
    if dtype.kind not in _SAMPLE_KINDS:
        raise ConfigError([_dtype_problem(dtype)])
    if gains is None and dtype.kind != "f":
        message = "does not say how many µV a step is: give gain_uv, or set the recording's channel gains"
        raise ConfigError([Problem("gain_uv", message, str(dtype))])
    taken = RawRecording(
        segments_of(recording), recording.get_sampling_frequency(), recording.channel_ids, probe_of(recording),
        1.0 if gains is None else gains, 0.0 if offsets is None else offsets,
    )  # fmt: skip
    taken.annotate(**{key: recording.get_annotation(key) for key in recording.get_annotation_keys()})
    return taken


def segments_of(recording: Any) -> tuple[Segment, ...]:
    """Return the segments of a recording of any origin."""
    if isinstance(recording, Recording):
        return recording.segments
    return tuple(
        Segment(
            RecordingBackground(recording, index),
            int(recording.get_num_samples(index)),
            t_start=float(recording.get_start_time(index)),
        )
        for index in range(recording.get_num_segments())
    )


def probe_of(recording: Any) -> Probe | None:
    """Return a recording's probe, its contacts in the order of the channels, or None."""
    if not recording.has_probe():
        return None
    try:
        probe: Probe = recording.get_probe()
    except Exception as error:  # several probes, for one
        message = f"has no single probe: {error}; give a recording of one probe's channels"
        raise ConfigError([Problem("recording", message)]) from None
    return probe
