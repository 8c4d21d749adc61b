"""Hybrid recordings: known units with real templates, added to a real recording and following its drift."""

from ..checksums import quick_checksum
from .config import HybridConfig
from .hybrid import Hybrid
from .motion import DrawnMotion, HybridMotionConfig, MeasuredMotionConfig, MotionFolder, SourceMotion, StillMotion
from .noise_levels import noise_levels_uv
from .sources import (
    BinarySource,
    ReaderSource,
    SampleSource,
    SimulationSource,
    SourceConfig,
    SpikeGLXSource,
    SpikeInterfaceSource,
    fits_usual_probe,
)
from .units import HybridUnit

__all__ = [
    "BinarySource",
    "DrawnMotion",
    "Hybrid",
    "HybridConfig",
    "HybridMotionConfig",
    "HybridUnit",
    "MeasuredMotionConfig",
    "MotionFolder",
    "ReaderSource",
    "SampleSource",
    "SimulationSource",
    "SourceConfig",
    "SourceMotion",
    "SpikeGLXSource",
    "SpikeInterfaceSource",
    "StillMotion",
    "fits_usual_probe",
    "noise_levels_uv",
    "quick_checksum",
]
