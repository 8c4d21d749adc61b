"""Sample format on disk: voltages, or integers of an analog-to-digital converter."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..base import Config, parameter

SampleType = Literal["int16", "float32"]


class SampleFormat(Config):
    """Sample format: sample type, gain and offset."""

    dtype: SampleType = parameter(
        "int16",
        "Integers as from an analog-to-digital converter (int16), or voltages in µV (float32).",
        label="Sample type",
    )
    gain_uv: float = parameter(
        0.195, "Voltage per step of the converter; int16 only.", label="Gain", unit="µV", gt=0, le=1e4
    )
    offset_uv: float = parameter(0.0, "Voltage stored as 0; int16 only.", label="Offset", unit="µV", ge=-1e6, le=1e6)
    adc_bits: int = parameter(
        16,
        "Resolution of the converter; values outside its range are clipped and counted; int16 only.",
        label="Converter",
        unit="bits",
        ge=2,
        le=16,
    )

    @property
    def numpy_dtype(self) -> np.dtype[Any]:
        """Type on disk, little-endian."""
        return np.dtype("<i2" if self.dtype == "int16" else "<f4")

    @property
    def gain_to_uv(self) -> float:
        """Gain from stored values to µV."""
        return self.gain_uv if self.dtype == "int16" else 1.0

    @property
    def offset_to_uv(self) -> float:
        """Voltage of a stored 0, in µV."""
        return self.offset_uv if self.dtype == "int16" else 0.0

    @property
    def adc_range(self) -> tuple[int, int]:
        """Smallest and largest value of the converter."""
        return -(2 ** (self.adc_bits - 1)), 2 ** (self.adc_bits - 1) - 1

    def encode(self, traces_uv: NDArray[np.float32]) -> tuple[NDArray[Any], int]:
        """Convert voltages in µV to stored values.

        Parameters
        ----------
        traces_uv : ndarray of float32
            Potentials in µV; used as working space.

        Returns
        -------
        samples : ndarray, same shape
            Numbers of ``numpy_dtype``: ``(potential - offset) / gain``, rounded to the nearest, ties to even.
        clipped : int
            How many values were beyond the converter's range.
        """
        if self.dtype == "float32":
            return traces_uv.astype(self.numpy_dtype, copy=False), 0
        if self.offset_uv:
            traces_uv -= np.float32(self.offset_uv)
        traces_uv *= np.float32(1.0 / self.gain_uv)
        np.rint(traces_uv, out=traces_uv)
        low, high = self.adc_range
        clipped = 0
        if traces_uv.size and (traces_uv.min() < low or traces_uv.max() > high):
            clipped = int(np.count_nonzero((traces_uv < low) | (traces_uv > high)))
            np.clip(traces_uv, low, high, out=traces_uv)
        return traces_uv.astype(self.numpy_dtype), clipped

    def decode(self, samples: NDArray[Any]) -> NDArray[np.float32]:
        """Convert stored values to voltages in µV."""
        return samples.astype(np.float32) * np.float32(self.gain_to_uv) + np.float32(self.offset_to_uv)
