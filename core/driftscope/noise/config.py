"""The configuration of the noise."""

from __future__ import annotations

from typing import Literal

from ..base import Config, PerUnit, parameter

Strategy = Literal["on_the_fly", "tile_pregenerated"]


class NoiseConfig(Config):
    """Configuration of the background noise: level and correlation between channels."""

    level_uv: PerUnit = parameter(
        (6.0, 8.0),
        "Standard deviation of the noise; with a range, each channel draws its own level.",
        label="Level",
        unit="µV",
        ge=0,
        le=1e5,
        span=(0, 30),
    )
    spatial_decay_um: float | None = parameter(
        25.0,
        "Distance over which the correlation between channels falls to 1/e (37 %); empty for none.",
        label="Correlation length",
        unit="µm",
        gt=0,
        le=1e5,
        span=(1, 1_000),
    )
    strategy: Strategy = parameter(
        "on_the_fly",
        "New noise throughout (on_the_fly), or one second of it repeated (tile_pregenerated).",
        label="Strategy",
    )
