"""What the spikes look like, as configured."""

from __future__ import annotations

from typing import Literal

import numpy as np

from ..base import Config, PerUnit, extremes, parameter


class TemplatesConfig(Config):
    """Configuration of the templates; each parameter is a value, a range or one value per unit."""

    ms_before: float = parameter(
        1.5,
        "Duration of the template before its negative peak.",
        label="Before the peak",
        unit="ms",
        gt=0,
        le=100,
        span=(0.5, 5),
    )
    ms_after: float = parameter(
        3.0,
        "Duration of the template after its negative peak.",
        label="After the peak",
        unit="ms",
        gt=0,
        le=100,
        span=(1, 10),
    )
    mode: Literal["ellipsoid", "sphere"] = parameter(
        "ellipsoid",
        "Whether the amplitude decays equally in all directions (sphere) or more slowly along one axis (ellipsoid).",
        label="Footprint",
    )
    spatial_profile: Literal["exponential", "power"] = parameter(
        "exponential", "How the amplitude decays with distance: exponentially, or as a power law.", label="Decay law"
    )
    alpha_uv: PerUnit = parameter(
        (100.0, 500.0),
        "Amplitude of the negative peak at the unit's position; on the contacts it is smaller.",
        label="Amplitude at the unit",
        unit="µV",
        ge=0,
        le=1e5,
        span=(10, 1_000),
    )
    depolarization_ms: PerUnit = parameter(
        (0.09, 0.14),
        "Duration of the fall to the negative peak.",
        label="Depolarization",
        unit="ms",
        gt=0,
        le=10,
        span=(0.05, 0.5),
    )
    repolarization_ms: PerUnit = parameter(
        (0.5, 0.8),
        "Duration of the rise from the negative to the positive peak.",
        label="Repolarization",
        unit="ms",
        gt=0,
        le=20,
        span=(0.1, 2),
    )
    recovery_ms: PerUnit = parameter(
        (1.0, 1.5),
        "Duration of the return from the positive peak to baseline.",
        label="Recovery",
        unit="ms",
        gt=0,
        le=50,
        span=(0.2, 4),
    )
    positive_amplitude: PerUnit = parameter(
        (0.1, 0.25),
        "Amplitude of the positive peak, as a fraction of the negative one.",
        label="Positive peak",
        ge=0,
        le=5,
        span=(0, 1),
    )
    smooth_ms: PerUnit = parameter(
        (0.03, 0.07),
        "Standard deviation of the Gaussian that smooths the waveform.",
        label="Smoothing",
        unit="ms",
        gt=0,
        le=5,
        span=(0.01, 0.3),
    )
    spatial_decay_um: PerUnit = parameter(
        (10.0, 45.0),
        "Distance over which the amplitude decays to 1/e, 37 % (exponential), or to one half (power).",
        label="Spatial decay",
        unit="µm",
        gt=0,
        le=5_000,
        span=(5, 150),
    )
    propagation_speed_um_per_ms: PerUnit | None = parameter(
        (250.0, 350.0),
        "Speed at which the spike propagates from its unit; empty for no delay.",
        label="Propagation",
        unit="µm/ms",
        gt=0,
        le=1e6,
        span=(50, 1_000),
    )
    ellipse_shrink: PerUnit = parameter(
        (0.4, 1.0),
        "Width of the footprint across its long axis, as a fraction of its length.",
        label="Ellipse shrink",
        gt=0,
        le=1,
        span=(0.1, 1),
    )
    ellipse_angle_rad: PerUnit = parameter(
        (0.0, 2 * np.pi),
        "Angle of the footprint's long axis in the plane of the probe.",
        label="Ellipse angle",
        unit="rad",
        ge=-100,
        le=100,
        span=(0, 6.2832),
    )
    spatial_power: PerUnit = parameter(
        (1.5, 2.5), "Exponent of the power law.", label="Power", gt=0, le=20, span=(0.5, 5)
    )


def longest_waveform_ms(config: TemplatesConfig) -> float:
    """Return the time from the peak to rest that the slowest unit can take."""
    return extremes(config.repolarization_ms)[1] + extremes(config.recovery_ms)[1]
