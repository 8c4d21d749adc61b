"""Advice on valid but implausible settings, with suggested changes."""

from .advice import Advice
from .checks import advice_on
from .motion import FASTEST_MOTION_UM_PER_S, speed_um_per_s
from .placement import placement_advice
from .settings import DETECTABLE, typical_peak_uv

__all__ = [
    "DETECTABLE",
    "FASTEST_MOTION_UM_PER_S",
    "Advice",
    "advice_on",
    "placement_advice",
    "speed_um_per_s",
    "typical_peak_uv",
]
