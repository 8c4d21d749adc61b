"""What can be chosen when a recording is written; everything that decides about the bytes, and nothing else."""

from __future__ import annotations

from typing import Literal

from ..base import Config, parameter
from .job import RecordingName
from .sample_format import SampleFormat


class ExportOptions(Config):
    """Which recording is written, and how."""

    format: str = parameter("binary", "File format of the recording.", label="Format")
    recording: Literal["static", "drifting", "both"] = parameter(
        "drifting",
        "The recording with moving units (drifting), the one with the same units at rest (static), or both.",
        label="Recording",
    )
    samples: SampleFormat = parameter(SampleFormat(), "Sample type, gain and offset.")

    @property
    def names(self) -> tuple[RecordingName, ...]:
        """The recordings that are written."""
        return ("static", "drifting") if self.recording == "both" else (self.recording,)
