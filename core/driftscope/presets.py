"""Named configurations, each with what it shows and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .config import SimulationConfig


@dataclass(frozen=True)
class Preset:
    """A configuration worth opening.

    Attributes
    ----------
    name : str
        Short name, for the command line and the address of the page.
    title : str
        What a menu shows.
    shows : str
        What one sees with it, in a sentence.
    reference : str
        Where its numbers come from.
    config : SimulationConfig
        The configuration.
    """

    name: str
    title: str
    shows: str
    reference: str
    config: SimulationConfig


PRESETS: dict[str, Preset] = {}
"""All presets by name, in the order of a menu."""


def _preset(name: str, title: str, shows: str, reference: str, changes: dict[str, Any]) -> None:
    PRESETS[name] = Preset(name, title, shows, reference, SimulationConfig().replace(changes))


_preset("published-drift", "Published: zigzag and bumps", "Three layers", "SpikeInterface", {
    "probe": {"kind": "named", "name": "Neuropixels1-384"},
    "units.distribution": "multimodal", "units.num_modes": 3,
    "motion.components": [
        {"kind": "zigzag", "amplitude_factor": 0.8, "start_s": 60.0, "period_s": 200.0},
        {"kind": "bump", "amplitude_factor": 0.2, "shortest_s": 30.0, "longest_s": 90.0},
    ],
})
