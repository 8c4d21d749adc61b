"""Templates from unit locations, on all channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.fft import irfft, rfft
from numpy.typing import NDArray

from ..base import Range
from ..streams import Streams
from ..templates import (
    TemplateMaker,
    TemplatesConfig,
    UnitParameters,
    draw_unit_parameters,
    make_template_maker,
    samples_of,
    single_waveform,
)
from .arguments import fixed_seed, per_unit, positive, renamed, spoken_of, whole_number
from .locations import planar, solid

NAMES = {
    "alpha_uv": "alpha",
    "depolarization_ms": "depolarization_ms",
    "repolarization_ms": "repolarization_ms",
    "recovery_ms": "recovery_ms",
    "positive_amplitude": "positive_amplitude",
    "smooth_ms": "smooth_ms",
    "spatial_decay_um": "spatial_decay",
    "propagation_speed_um_per_ms": "propagation_speed",
    "ellipse_shrink": "ellipse_shrink",
    "ellipse_angle_rad": "ellipse_angle",
    "spatial_power": "spatial_power",
}
"""The reference's name of every per-unit parameter."""
_UNUSED_IN = {"ellipse_shrink": "sphere", "ellipse_angle": "sphere", "spatial_power": "exponential"}


def generate_templates(
    channel_locations: NDArray[Any],
    units_locations: NDArray[Any],
    sampling_frequency: float,
    ms_before: float,
    ms_after: float,
    seed: int | None = None,
    dtype: Any = "float32",
    upsample_factor: int | None = None,
    unit_params: Mapping[str, Any] | None = None,
    mode: str = "ellipsoid",
    spatial_profile: str = "exponential",
) -> NDArray[Any]:
    """Make the templates of all units on all channels.

    Parameters
    ----------
    channel_locations : ndarray, shape (channels, 2 or 3)
        Positions of the contacts, in µm; as in the reference the probe's plane is at depth zero, whatever the third
        coordinate says.
    units_locations : ndarray, shape (units, 3)
        Positions of the units, in µm.
    sampling_frequency : float
        Rate in Hz.
    ms_before, ms_after : float
        How much of a template lies before and after its negative peak.
    seed : int or None
        Where the draws start.
    dtype : dtype
        Type of the result, float32 or float64.
    upsample_factor : int or None
        With a number, a last axis holds the template at that many places between two samples.
    unit_params : mapping or None
        Shape of the spikes, by name (alpha, depolarization_ms, repolarization_ms, recovery_ms, positive_amplitude,
        smooth_ms, spatial_decay, propagation_speed, ellipse_shrink, ellipse_angle, spatial_power): a number for
        all, a tuple ``(low, high)`` to draw from, or a list or array with one value per unit. What is missing is
        drawn from the default range; ``propagation_speed=None`` reaches all channels at once.
    mode : {"ellipsoid", "sphere"}
        Whether the amplitude falls alike in all directions.
    spatial_profile : {"exponential", "power"}
        How it falls with distance.

    Returns
    -------
    ndarray, shape (units, samples, channels) or (units, samples, channels, upsample_factor)
        Potential in µV.

    Raises
    ------
    ValueError
        When an argument cannot be used or a waveform does not fit into the window.

    Examples
    --------
    >>> import numpy as np
    >>> from driftscope.generation import generate_templates
    >>> contacts, units = np.array([[0.0, 0.0], [0.0, 20.0]]), np.array([[5.0, 0.0, 10.0]])
    >>> generate_templates(contacts, units, 30000.0, 1.0, 3.0, seed=0).shape
    (1, 120, 2)
    """
    if np.dtype(dtype).kind != "f":
        raise ValueError(f"dtype must be float32 or float64, not {np.dtype(dtype).name}")
    factor = 1 if upsample_factor is None else whole_number(upsample_factor, "upsample_factor")
    locations, fs = solid(units_locations), positive(sampling_frequency, "sampling_frequency")
    config, parameters = unit_parameters(
        unit_params, len(locations), fixed_seed(seed), ms_before, ms_after, mode, spatial_profile
    )
    maker = make_template_maker(config, parameters, locations, planar(channel_locations), fs * factor)
    samples = samples_of(ms_before, fs) + samples_of(ms_after, fs)
    if maker.num_samples != samples * factor:
        raise ValueError("ms_before and ms_after must be whole numbers of samples when upsample_factor is given")
    dense = dense_templates(maker, dtype)
    if upsample_factor is None:
        return dense
    return np.moveaxis(dense.reshape(len(locations), samples, factor, -1), 2, 3).copy()


def unit_parameters(
    unit_params: Mapping[str, Any] | None,
    num_units: int,
    seed: int,
    ms_before: float,
    ms_after: float,
    mode: str = "ellipsoid",
    spatial_profile: str = "exponential",
) -> tuple[TemplatesConfig, UnitParameters]:
    """Read the per-unit parameters of the reference and draw those that are ranges.

    Raises
    ------
    ValueError
        When there is no such parameter, or a value cannot be used.
    """
    given = dict(unit_params or {})
    if unknown := given.keys() - set(NAMES.values()):
        raise ValueError(
            f"unit_params: unknown key {sorted(map(str, unknown))[0]!r}. Available: {', '.join(NAMES.values())}"
        )
    values = {
        ours: _parameter(given[theirs], theirs, num_units, (mode, spatial_profile))
        for ours, theirs in NAMES.items()
        if theirs in given
    }
    window = {"ms_before": ms_before, "ms_after": ms_after, "mode": mode, "spatial_profile": spatial_profile}
    with spoken_of(renamed(NAMES)):
        config = TemplatesConfig.from_dict({**window, **values})
    return config, draw_unit_parameters(config, num_units, Streams(seed, "spikeinterface"))


def _parameter(value: Any, name: str, num_units: int, chosen: tuple[str, str]) -> float | Range | list[float] | None:
    missing = value is None or (np.ndim(value) == 1 and all(one is None for one in value))
    if missing and _UNUSED_IN.get(name) in chosen:
        return 1.0
    if missing and name == "propagation_speed":
        return None
    read = per_unit(value, num_units, f"unit_params[{name!r}]")
    return list(read) if isinstance(read, tuple) else read  # a configuration reads a pair as a range


def reference_parameters(config: TemplatesConfig, parameters: UnitParameters) -> dict[str, Any]:
    """Return every unit's parameters under the reference's names, an array each."""
    drawn: dict[str, Any] = {theirs: getattr(parameters, ours).copy() for ours, theirs in NAMES.items()}
    if config.propagation_speed_um_per_ms is None:
        drawn["propagation_speed"] = [None] * parameters.num_units
    return drawn


def dense_templates(maker: TemplateMaker, dtype: Any) -> NDArray[Any]:
    """Make every unit's template at rest on all channels, in double precision, shape (units, samples, channels)."""
    number = maker.parameters.num_units
    amplitudes, delays = maker.footprint(np.arange(number), np.zeros((number, 2)))
    turns = 2 * np.pi / maker.num_samples * np.arange(maker.num_samples // 2 + 1)
    templates = np.empty((number, maker.num_samples, amplitudes.shape[1]), dtype=dtype)
    for unit in range(number):
        waveform = single_waveform(
            maker.parameters, unit, maker.sampling_frequency_hz, maker.num_before, maker.num_samples, dtype
        )
        spectrum = rfft(waveform)[:, np.newaxis] * np.exp(-1j * turns[:, np.newaxis] * delays[unit])
        templates[unit] = irfft(spectrum, n=maker.num_samples, axis=0) * amplitudes[unit]
    return templates
