"""Building blocks of configurations: frozen values, parameters with units and bounds, and problems."""

from .config import Config
from .parameters import ParameterInfo, parameter, parameter_info
from .per_unit import OneOrRange, PerUnit, Range, draw_per_unit, extremes
from .problems import MOST_PROBLEMS_SHOWN, ConfigError, Problem, as_validation_error, problems_of
from .quoting import MOST_QUOTED, in_brief, path_in_brief, quoted

__all__ = [
    "MOST_PROBLEMS_SHOWN",
    "MOST_QUOTED",
    "Config",
    "ConfigError",
    "OneOrRange",
    "ParameterInfo",
    "PerUnit",
    "Problem",
    "Range",
    "as_validation_error",
    "draw_per_unit",
    "extremes",
    "in_brief",
    "parameter",
    "parameter_info",
    "path_in_brief",
    "problems_of",
    "quoted",
]
