"""Real recordings as backgrounds, read window by window and never written to."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .base import ConfigError, Problem
from .cache import once
from .paths import located, looked_at
from .probe_geometry import WiredProbe, counted, joined, planar, wired
from .raw_recordings import RawRecording as RawRecording
from .raw_recordings import RecordingBackground as RecordingBackground
from .raw_recordings import has_unique_names
from .recording import Channels, Recording, Segment
from .time_vectors import time_vector_of
from .wired_recordings import fitting_channels, with_probe

if TYPE_CHECKING:
    from probeinterface import Probe

ByteOrder = Literal["little", "big"]
_SAMPLE_KINDS = "iuf"
_PICKLES = (".pkl", ".pickle")
FLAT_ENDINGS = (".bin", ".dat", ".raw")
"""How the names of flat files end."""
_OF_FOLDERS = ("spikeglx", "openephys", "binary_folder", "phy")
"""Formats of SpikeInterface that are folders of files."""
_SAVED_FOLDER = "si_folder.json"


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
        Type of a sample: int16, uint16, int32, float32, ...; one with a byte order, ``>i2``, keeps it.
    byte_order : {"little", "big"}
        Of the file, when ``dtype`` does not say it; nearly always little.
    probe : probeinterface.Probe, optional
        Which contact is which channel: its ``device_channel_indices``, or contacts in the order of the channels.
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
    file, kind = located(path), _sample_type(dtype, byte_order)
    problems = [] if kind is not None else [_dtype_problem(dtype, byte_order)]
    if kind is not None and file.is_dir():
        problems.append(Problem("path", f"is a folder: give the flat file in it, {_flat_files_in(file)}", str(path)))
    elif kind is not None and not file.is_file():
        problems.append(Problem("path", f"no such file: {looked_at(path)}", str(path)))
    if problems or kind is None:
        raise ConfigError(problems)
    length = _length(file, (kind.itemsize, num_channels), skip_bytes, num_samples)
    background = FileBackground(file, kind, num_channels, length, skip_bytes)
    channel_ids = [str(channel) for channel in range(num_channels)]
    segments = [Segment(background, length)]
    opened = RawRecording(segments, sampling_frequency_hz, channel_ids, None, gain_uv, offset_uv)
    return opened if probe is None else with_probe(opened, wired(planar(probe)), first_channels=True)


def _flat_files_in(folder: Path) -> str:
    """Return the names of flat files, for a message."""
    names = sorted(one.name for one in folder.iterdir() if one.suffix in FLAT_ENDINGS)[:3]
    return f"for example {' or '.join(names)}" if names else f"one that ends in {', '.join(FLAT_ENDINGS)}"


def channels_that_fit(path: str | Path, dtype: str, skip_bytes: int, num_contacts: int) -> list[int]:
    """Return usual numbers of channels that a flat file's size allows, the likeliest first; none when it is not there.

    Parameters
    ----------
    path, dtype, skip_bytes
        As in `open_binary`.
    num_contacts : int
        Contacts of the probe.
    """
    file, kind = located(path), _sample_type(dtype)
    if kind is None or not file.is_file():
        return []
    return fitting_channels(max(file.stat().st_size - skip_bytes, 0), kind.itemsize, num_contacts)


def _sample_type(dtype: str, byte_order: ByteOrder = "little") -> np.dtype[Any] | None:
    """Return the type on disk, its own byte order before the one that is said besides; None when there is no such."""
    try:
        kind = np.dtype(dtype)
    except TypeError:
        return None
    if kind.kind not in _SAMPLE_KINDS or kind.fields is not None:
        return None
    own = str(dtype)[:1]
    if own == "<" and byte_order == "big" and kind.itemsize > 1:
        return None
    is_big = own == ">" or (own != "<" and byte_order == "big")
    return kind.newbyteorder(">" if is_big else "<")


def _dtype_problem(dtype: Any, byte_order: ByteOrder = "little") -> Problem:
    if str(dtype)[:1] == "<" and byte_order == "big":
        return Problem("byte_order", f"is big, but dtype {dtype} is little-endian: specify it only once", byte_order)
    message = "is not a sample type: use for example int16, uint16, int32 or float32"
    return Problem("dtype", message, str(dtype))


def _length(file: Path, frame: tuple[int, int], skip_bytes: int, num_samples: int | None) -> int:
    """Return how many samples to read; a file with a part of one more is refused unless the number is said.

    A frame is given by the bytes of a value and the number of channels.
    """
    size, frame_bytes = os.stat(file).st_size, frame[0] * frame[1]
    if size <= skip_bytes:
        words = f"has {size} bytes, with no samples after the header of {skip_bytes}" if size else "is empty (0 bytes)"
        raise ConfigError([Problem("path", f"the file {words}: check the path and skip_bytes", str(file))])
    whole, rest = divmod(size - skip_bytes, frame_bytes)
    if num_samples is not None:
        if num_samples > whole:
            raise ConfigError([Problem("num_samples", f"the file has only {whole} samples", num_samples)])
        return num_samples
    if rest or not whole:
        message = (
            f"is not a whole number of samples of {frame_bytes} bytes ({whole} samples and {rest} bytes): "
            f"check num_channels, dtype and skip_bytes, or set num_samples to {whole} if the file was truncated"
        )
        if fitting := fitting_channels(size - skip_bytes, *frame):
            message = f"{message}; possible numbers of channels: {', '.join(map(str, fitting))}"
        raise ConfigError([Problem("path", message, str(file))])
    return whole


def open_spikeglx(folder: str | Path, stream: str = "imec0.ap") -> RawRecording:
    """Open one stream of a SpikeGLX folder, probe and gains included.

    Read by neo through SpikeInterface (extra ``driftscope[spikeinterface]``).

    Parameters
    ----------
    folder : str or Path
        The folder with the ``.bin`` and ``.meta`` files, or one of these files.
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
    place = _existing(path)
    keywords = {} if stream is None else {"stream_id": stream}
    if form in _OF_FOLDERS and place.is_file():
        place = place.parent  # one of the files of a recording stands for all of it
    try:
        recording = read(place, **keywords)
    except Exception as error:  # every format fails in a way of its own
        raise _not_read(place, error) from None
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
    if located(path).suffix in _PICKLES:
        message = (
            "pickle files can run code when loaded and are never opened: save the recording to a folder, zarr or JSON"
        )
        raise ConfigError([Problem("path", message, str(path))])
    place = _existing(path)
    if place.suffix in FLAT_ENDINGS and (place.parent / _SAVED_FOLDER).is_file():
        place = place.parent
    try:
        recording = core.load(place)
    except Exception as error:  # a folder of any content
        raise _not_read(place, error) from None
    return raw_recording(recording, gain_uv)


def _spikeinterface(part: str) -> Any:
    from importlib import import_module

    try:
        return import_module(f"spikeinterface.{part}")
    except ImportError:
        message = "needs SpikeInterface: pip install 'driftscope[spikeinterface]'"
        raise ConfigError([Problem("source", message)]) from None


def _existing(path: str | Path) -> Path:
    """Return where a path leads; a ConfigError names the place when nothing is there, or a file is empty."""
    place = located(path)
    if not place.exists():
        raise ConfigError([Problem("path", f"no such file or folder: {looked_at(path)}", str(path))])
    if place.is_file() and place.stat().st_size == 0:
        raise ConfigError([Problem("path", f"the file is empty (0 bytes): {place}", str(path))])
    if place.is_dir() and not any(place.iterdir()):
        raise _not_read(place, ValueError("the folder is empty"))
    return place


def _not_read(path: str | Path, error: Exception) -> ConfigError:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return ConfigError([Problem("path", f"contains no readable recording: {lines[0][:300]}", str(path))])


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
        message = "must have get_traces() and channel_ids"
        raise ConfigError([Problem("recording", message, type(recording).__name__)])
    dtype = np.dtype(recording.get_dtype())
    gains = gain_uv if gain_uv is not None else recording.get_channel_gains()
    offsets = offset_uv if offset_uv is not None else recording.get_channel_offsets()
    if dtype.kind not in _SAMPLE_KINDS:
        raise ConfigError([_dtype_problem(dtype)])
    if gains is None and dtype.kind != "f":
        message = "has no channel gains: set gain_uv, or set the gains in the recording"
        raise ConfigError([Problem("gain_uv", message, str(dtype))])
    is_named = has_unique_names(recording)
    names = recording.channel_ids if is_named else np.arange(recording.get_num_channels()).astype(str)
    taken = RawRecording(
        segments_of(recording), recording.get_sampling_frequency(), names, None,
        1.0 if gains is None else gains, 0.0 if offsets is None else offsets,
    )  # fmt: skip
    taken.annotate(**{key: recording.get_annotation(key) for key in recording.get_annotation_keys()})
    if not is_named:
        message = "channel ids are not unique: channels are numbered from 0 instead"
        taken.remark(Problem("", message))
    probe = probe_of(recording)
    return taken if probe is None else with_probe(taken, probe)


def segments_of(recording: Any) -> tuple[Segment, ...]:
    """Return the segments of a recording of any origin."""
    if isinstance(recording, Recording):
        return recording.segments
    return tuple(_segment_of(recording, index) for index in range(recording.get_num_segments()))


def _segment_of(recording: Any, index: int) -> Segment:
    vector = None
    if hasattr(recording, "has_time_vector") and recording.has_time_vector(index):
        vector = time_vector_of(recording.get_times(index), recording.get_sampling_frequency())
    return Segment(
        RecordingBackground(recording, index),
        int(recording.get_num_samples(index)),
        t_start=float(recording.get_start_time(index)),
        time_vector=vector,
    )


def probe_of(recording: Any) -> WiredProbe | None:
    """Return a recording's probe, its contacts in the order of the channels, several probes joined; or None."""
    if not recording.has_probe():
        return None
    several = hasattr(recording, "get_probegroup")
    probes = recording.get_probegroup().probes if several else [recording.get_probe()]
    try:
        found = wired(joined([planar(probe) for probe in probes]))
    except ConfigError as error:
        raise ConfigError([Problem("probe", f"of the recording: {one.message}") for one in error.problems]) from None
    if len(probes) > 1:
        remark = f"the recording has {counted(len(probes), 'probe')}: they are joined"
        return WiredProbe(found.probe, found.columns, (*found.remarks, remark))
    return found
