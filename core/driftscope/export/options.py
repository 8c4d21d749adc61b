"""Options of an export that determine the written bytes."""

from __future__ import annotations

from typing import Literal

from ..base import Config, parameter
from .job import RecordingName
from .sample_format import SampleFormat


class ExportOptions(Config):
    """Options of an export: recordings, file format and sample format."""

    format: str = parameter("binary", "File format of the recording.", label="Format")
    recording: Literal["static", "drifting", "both"] = parameter(
        "drifting",
        "The drifting recording, the static one with the same units at rest, or both.",
        label="Recording",
    )
    samples: SampleFormat = parameter(SampleFormat(), "Sample type, gain and offset.")

    @property
    def names(self) -> tuple[RecordingName, ...]:
        """Names of the recordings to write."""
        return ("static", "drifting") if self.recording == "both" else (self.recording,)
