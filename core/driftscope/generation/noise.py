"""Noise recordings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ..base import draw_per_unit
from ..kept import correlation_of_contacts, kept_background
from ..noise import REFERENCE_BLOCK, Correlated, Correlation, ReferenceNoise, Strategy, segment_seeds
from ..recording import Recording, Segment
from .arguments import durations_s, fixed_seed, per_unit, positive, start_times_s, whole_number
from .calls import remembered, remembers_arguments
from .probes import wired

if TYPE_CHECKING:
    from probeinterface import Probe

_TWO_SEGMENTS = [5.0, 2.5]
_BY_SIZE_CHANNELS = 384
_BY_SIZE_HZ = 30_000.0

Array = NDArray[np.float64]


@remembered
def generate_noise(
    probe: Probe,
    sampling_frequency: float,
    durations: Sequence[float],
    dtype: Any = "float32",
    noise_levels: Any = 15.0,
    spatial_decay: float | None = None,
    seed: int | None = None,
) -> Recording:
    """Make gaussian noise for a probe, the same samples whichever window is read.

    Parameters
    ----------
    probe : probeinterface.Probe
        Positions of the channels.
    sampling_frequency : float
        Rate in Hz.
    durations : sequence of float
        Seconds of every segment.
    dtype : {"float32", "float64"}
        Type of the samples.
    noise_levels : float, (float, float), or array
        Standard deviation in µV: of all channels, a range to draw from, or one per channel.
    spatial_decay : float or None
        Distance in µm over which the correlation between channels falls to 1/e (37 %); None makes them independent.
    seed : int or None
        Where the draws start.

    Returns
    -------
    Recording
        The noise, with the probe; the reference leaves that to the caller.

    Raises
    ------
    ValueError
        When an argument cannot be used.

    Examples
    --------
    >>> from probeinterface import generate_linear_probe
    >>> from driftscope.generation import generate_noise
    >>> noise = generate_noise(generate_linear_probe(4), 30000.0, [1.0], noise_levels=(5.0, 10.0), seed=1)
    >>> noise.get_traces(start_frame=100, end_frame=200).shape
    (100, 4)
    """
    own_seed, channels = fixed_seed(seed), wired(probe)
    number = channels.get_contact_count()
    levels = draw_per_unit(per_unit(noise_levels, number, "noise_levels"), number, np.random.default_rng(own_seed))
    decay = None if spatial_decay is None else positive(spatial_decay, "spatial_decay")
    places = np.asarray(channels.contact_positions, dtype=np.float64)
    correlation = None if decay is None else correlation_of_contacts(places, decay)
    return _noise(
        levels, correlation, sampling_frequency, durations_s(durations), dtype, own_seed,
        "on_the_fly", REFERENCE_BLOCK, channels,
    )  # fmt: skip


class NoiseGeneratorRecording(Recording):
    """Gaussian noise, block by block, the same samples whichever window is read.

    As in the reference, repeated noise (``"tile_pregenerated"``) with a ``cov_matrix`` ignores its levels: put them
    into the matrix, or take ``"on_the_fly"``.

    Parameters
    ----------
    num_channels : int
        How many channels.
    sampling_frequency : float
        Rate in Hz.
    durations : sequence of float
        Seconds of every segment.
    noise_levels : float or array
        Standard deviation in µV, of all channels or one per channel.
    cov_matrix : ndarray, shape (channels, channels), or None
        Covariance before the levels; None makes channels independent.
    dtype : {"float32", "float64"}
        Type of the samples.
    seed : int or None
        Where the draws start.
    strategy : {"tile_pregenerated", "on_the_fly"}
        One block repeated, or a new one every ``noise_block_size`` samples.
    noise_block_size : int
        Samples of a block.

    Raises
    ------
    ValueError
        When an argument cannot be used, for example a matrix that is no covariance.

    Examples
    --------
    >>> from driftscope.generation import NoiseGeneratorRecording
    >>> NoiseGeneratorRecording(2, 30000.0, [1.0, 0.5], seed=1).get_num_samples(1)
    15000
    """

    @remembers_arguments
    def __init__(
        self,
        num_channels: int,
        sampling_frequency: float,
        durations: Sequence[float],
        noise_levels: Any = 1.0,
        cov_matrix: NDArray[Any] | None = None,
        dtype: Any = "float32",
        seed: int | None = None,
        strategy: Literal["tile_pregenerated", "on_the_fly"] = "tile_pregenerated",
        noise_block_size: int = 30000,
    ) -> None:
        number = whole_number(num_channels, "num_channels")
        levels = np.asarray(noise_levels, dtype=np.float64)
        levels = np.full(number, levels) if levels.ndim == 0 else levels.reshape(-1)
        if levels.shape != (number,):
            raise ValueError(f"noise_levels has {levels.size} values for {number} channels")
        if strategy not in get_args(Strategy):
            raise ValueError(f"strategy must be tile_pregenerated or on_the_fly, not {strategy!r}")
        matrix = _covariance(cov_matrix, number)
        made = _noise(
            levels, None if matrix is None else Correlation(matrix), sampling_frequency, durations_s(durations), dtype,
            fixed_seed(seed), strategy, whole_number(noise_block_size, "noise_block_size"),
        )  # fmt: skip
        super().__init__(made.segments, made.sampling_frequency, made.channel_ids)


class MockRecording(NoiseGeneratorRecording):
    """Noise of unit variance, independent on all channels, for tests and benchmarks.

    Parameters
    ----------
    num_channels : int
        How many channels.
    sampling_frequency : float
        Rate in Hz.
    durations : sequence of float
        Seconds of every segment.
    dtype : {"float32", "float64"}
        Type of the samples.
    seed : int or None
        Where the draws start.
    strategy : {"tile_pregenerated", "on_the_fly"}
        One block repeated, or a new one every ``noise_block_size`` samples.
    noise_block_size : int
        Samples of a block.
    """

    @remembers_arguments
    def __init__(
        self,
        num_channels: int,
        sampling_frequency: float,
        durations: Sequence[float],
        dtype: Any = "float32",
        seed: int | None = None,
        strategy: Literal["tile_pregenerated", "on_the_fly"] = "tile_pregenerated",
        noise_block_size: int = 30000,
    ) -> None:
        super().__init__(
            num_channels, sampling_frequency, durations, dtype=dtype, seed=seed, strategy=strategy,
            noise_block_size=noise_block_size,
        )  # fmt: skip


def noise_generator_recording(
    num_channels: int,
    sampling_frequency: float,
    durations: Sequence[float],
    noise_levels: Any = 1.0,
    cov_matrix: NDArray[Any] | None = None,
    dtype: Any = "float32",
    seed: int | None = None,
    strategy: Literal["tile_pregenerated", "on_the_fly"] = "tile_pregenerated",
    noise_block_size: int = 30000,
) -> NoiseGeneratorRecording:
    """Make gaussian noise block by block: the class `NoiseGeneratorRecording` as a function.

    Examples
    --------
    >>> from driftscope.generation import noise_generator_recording
    >>> noise_generator_recording(2, 30000.0, [1.0, 0.5], seed=1).get_num_samples(1)
    15000
    """
    return NoiseGeneratorRecording(
        num_channels, sampling_frequency, durations, noise_levels, cov_matrix, dtype, seed, strategy, noise_block_size
    )


def _covariance(matrix: NDArray[Any] | None, number: int) -> Array | None:
    if matrix is None:
        return None
    covariances = np.array(matrix, dtype=np.float64)
    if covariances.shape != (number, number) or not np.isfinite(covariances).all():
        raise ValueError(f"cov_matrix must be finite, of shape {(number, number)}, not {covariances.shape}")
    smallest = np.linalg.eigvalsh(covariances)[0]
    if not np.allclose(covariances, covariances.T) or smallest < -1e-6 * np.abs(covariances).max(initial=1.0):
        raise ValueError("cov_matrix must be symmetric and positive semidefinite")
    return covariances


def _noise(
    levels: Array,
    correlation: Correlated | None,
    sampling_frequency: float,
    durations: list[float],
    dtype: Any,
    seed: int,
    strategy: Strategy,
    block_size: int,
    probe: Probe | None = None,
) -> Recording:
    if np.dtype(dtype).name not in ("float32", "float64"):
        raise ValueError(f"dtype must be float32 or float64, not {np.dtype(dtype).name}")
    if not np.isfinite(levels).all() or (levels < 0).any():
        raise ValueError("noise_levels must be finite and at least 0")
    fs = positive(sampling_frequency, "sampling_frequency")
    segments = []
    for duration, own_seed in zip(durations, segment_seeds(seed, len(durations)), strict=True):
        noise = ReferenceNoise(levels, correlation, own_seed, strategy, block_size, np.dtype(dtype))
        segments.append(Segment(kept_background(noise), int(duration * fs)))
    return Recording(segments, fs, [str(channel) for channel in range(levels.size)], probe)


@remembered
def generate_recording(
    num_channels: int = 2,
    sampling_frequency: float = 30000.0,
    durations: Sequence[float] = _TWO_SEGMENTS,
    set_probe: bool | None = True,
    ndim: int | None = 2,
    t_starts: Sequence[float] | None = None,
    seed: int | None = None,
) -> Recording:
    """Make a recording of plain noise, of unit variance, one second of it repeated.

    Parameters
    ----------
    num_channels : int
        How many channels.
    sampling_frequency : float
        Rate in Hz.
    durations : sequence of float
        Seconds of every segment.
    set_probe : bool
        Put the channels on a linear probe.
    ndim : {2, 3}
        Dimensions of that probe.
    t_starts : sequence of float or None
        When every segment begins, in seconds.
    seed : int or None
        Where the draws start.

    Returns
    -------
    Recording
        The noise.

    Raises
    ------
    ValueError
        When an argument cannot be used.

    Examples
    --------
    >>> from driftscope.generation import generate_recording
    >>> generate_recording(seed=0).get_num_segments()
    2
    """
    fs = positive(sampling_frequency, "sampling_frequency")
    if ndim not in (2, 3, None):
        raise ValueError(f"ndim must be 2 or 3, not {ndim!r}")
    plain = MockRecording(num_channels, fs, durations, seed=seed, noise_block_size=int(fs))
    starts = start_times_s(t_starts, plain.get_num_segments())
    segments = [
        Segment(part.background, part.num_samples, t_start=start)
        for part, start in zip(plain.segments, starts, strict=True)
    ]
    probe = None
    if set_probe:
        from probeinterface import generate_linear_probe

        probe = generate_linear_probe(num_elec=plain.get_num_channels())
        probe = wired(probe.to_3d() if ndim == 3 else probe)
    recording = Recording(segments, fs, plain.channel_ids, probe)
    recording.annotate(name="SyntheticRecording", is_filtered=True)
    return recording


def generate_recording_by_size(
    full_traces_size_GiB: float,  # noqa: N803 - the reference's name
    seed: int | None = None,
    strategy: Literal["tile_pregenerated", "on_the_fly"] = "tile_pregenerated",
) -> MockRecording:
    """Make a recording of plain noise of a given size, 384 channels at 30 kHz in float32; nothing is kept of it.

    Parameters
    ----------
    full_traces_size_GiB : float
        Size of all samples, in units of 2**30 bytes.
    seed : int or None
        Where the draws start.
    strategy : {"tile_pregenerated", "on_the_fly"}
        One second repeated, or fresh noise throughout.

    Returns
    -------
    MockRecording
        The noise, without a probe.

    Raises
    ------
    ValueError
        When an argument cannot be used.

    Examples
    --------
    >>> from driftscope.generation import generate_recording_by_size
    >>> round(generate_recording_by_size(1.0, seed=0).get_total_duration())
    23
    """
    frame_bytes = _BY_SIZE_CHANNELS * np.dtype(np.float32).itemsize
    samples = int(int(positive(full_traces_size_GiB, "full_traces_size_GiB") * 1024**3) / frame_bytes)
    return MockRecording(_BY_SIZE_CHANNELS, _BY_SIZE_HZ, [samples / _BY_SIZE_HZ], seed=seed, strategy=strategy)
