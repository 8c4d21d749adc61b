"""One added unit as it is configured: a template of a library, and what is done to it."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator

from ..base import Config, parameter


class HybridUnit(Config):
    """One added unit: a template of the library, its position and its amplitude."""

    dataset: str = parameter(..., "Name of the dataset in the library.", label="Dataset")
    template_index: int = parameter(
        ..., "Index of the template in the dataset, from 0.", label="Template", ge=0, le=10**7
    )
    move_um: tuple[float, float] = parameter(
        (0.0, 0.0),
        "Shift in x and y; at 0, the lower left corners of the two probes coincide.",
        label="Move",
        unit="µm",
        ge=-20_000,
        le=20_000,
        span=(-500, 500),
    )
    peak_uv: float | None = parameter(
        None,
        "Absolute value of its largest peak; empty to keep the library's amplitude.",
        label="Peak",
        unit="µV",
        gt=0,
        le=1e5,
        span=(20, 500),
    )
    snr: float | None = parameter(
        None,
        "Absolute value of its largest peak divided by the noise level of that channel, instead of a peak in µV.",
        label="Signal to noise",
        gt=0,
        le=1e4,
        span=(2, 30),
    )

    @model_validator(mode="before")
    @classmethod
    def _read_former_name(cls, data: Any) -> Any:
        """Read the height as ``amplitude_uv``, as files called it before."""
        if isinstance(data, dict) and "amplitude_uv" in data and "peak_uv" not in data:
            return {("peak_uv" if name == "amplitude_uv" else name): value for name, value in data.items()}
        return data
