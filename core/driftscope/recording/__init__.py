"""Recordings as lazy windows: a background, and templates added to it, sample by sample on demand."""

from .background import Background, Channels, NoiseBackground, Silence
from .injection import Injection, KnowsReach, TemplateSource
from .recording import Recording, Segment

__all__ = [
    "Background",
    "Channels",
    "Injection",
    "KnowsReach",
    "NoiseBackground",
    "Recording",
    "Segment",
    "Silence",
    "TemplateSource",
]
