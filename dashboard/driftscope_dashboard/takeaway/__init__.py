"""What one takes away from the page, as text: configurations, programs and tables. Nothing here knows of a browser."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from driftscope import SimulationConfig

from .program import driftscope_program
from .reference import reference_program

PROGRAMS: MappingProxyType[str, Callable[[SimulationConfig], str]] = MappingProxyType({
    "driftscope": driftscope_program,
    "spikeinterface": reference_program,
})  # fmt: skip
"""Makers of Python programs, by the library that they use."""
