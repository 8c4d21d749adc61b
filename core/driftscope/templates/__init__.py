"""Templates: the waveform of each unit, and what it looks like on every channel at any displacement."""

from .config import TemplatesConfig, longest_waveform_ms
from .maker import NEGLIGIBLE_UV, SparseTemplate, TemplateMaker, make_template_maker
from .parameters import DRAWN, UnitParameters, draw_unit_parameters
from .waveform import peak_at, samples_of, single_waveform, smoothed

__all__ = [
    "DRAWN",
    "NEGLIGIBLE_UV",
    "SparseTemplate",
    "TemplateMaker",
    "TemplatesConfig",
    "UnitParameters",
    "draw_unit_parameters",
    "longest_waveform_ms",
    "make_template_maker",
    "peak_at",
    "samples_of",
    "single_waveform",
    "smoothed",
]
