"""What can be chosen when a recording is written; everything that decides about the bytes, and nothing else."""

from __future__ import annotations

from typing import Literal

from ..base import Config, parameter
from .job import RecordingName
from .sample_format import SampleFormat


class ExportOptions(Config):
    """Which recording is written, and how."""

    format: str = parameter("binary", "How the recording stands on disk.", label="Format")
    recording: Literal["static", "drifting", "both"] = parameter(
        "drifting", "The recording in which the units move, the one in which they rest, or both.", label="Recording"
    )
    samples: SampleFormat = parameter(SampleFormat(), "How samples are written.")

    @property
    def names(self) -> tuple[RecordingName, ...]:
        """The recordings that are written."""
        return ("static", "drifting") if self.recording == "both" else (self.recording,)
