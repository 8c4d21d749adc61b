"""Named configurations, each with what it shows and where its numbers come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from types import MappingProxyType
from typing import Any

from .cache import once
from .config import SimulationConfig

_DOCS = "SpikeInterface documentation, Generation module (version 0.105)"
_GARCIA = (
    "Garcia et al. (2024), A modular implementation to handle and benchmark drift correction for "
    "high-density extracellular recordings, eNeuro 11(2), doi:10.1523/ENEURO.0229-23.2023"
)
_STEINMETZ = (
    "Steinmetz et al. (2021), Neuropixels 2.0: A miniaturized high-density probe for stable, long-term brain "
    "recordings, Science 372, eabf4588, doi:10.1126/science.abf4588"
)
_GRAY = (
    "Gray et al. (1995), Tetrodes markedly improve the reliability and yield of multiple single-unit isolation "
    "from multi-unit recordings in cat striate cortex, J. Neurosci. Methods 63, 43-54, "
    "doi:10.1016/0165-0270(95)00085-2"
)
_JUN = (
    "Jun et al. (2017), Fully integrated silicon probes for high-density recording of neural activity, "
    "Nature 551, 232-236, doi:10.1038/nature24636"
)
_IMPOSED = f"after {_STEINMETZ}; the triangle is illustrative, not their measured motion"
_PAULK = (
    "illustrative; for recordings of this kind, see Paulk et al. (2023), Large-scale neural recordings with single "
    "neuron resolution using Neuropixels probes in human cortex [Dataset], doi:10.5061/dryad.d2547d840, with tracked "
    "depths, which were not used here"
)
_ILLUSTRATIVE = "illustrative, version 1: its numbers are not taken from a source"


@dataclass(frozen=True)
class PresetLook:
    """Where a preset is best looked at first, so that its subject is seen without a click.

    The unit peaks at 120 to 300 µV at rest (`driftscope.unit_peaks`) and falls much on that channel while it is still
    heard on another; the time is one of its spikes near the extreme of its motion, without another unit's spike within
    4 ms and 150 µm; the depths are some seven times the drift's span.

    Attributes
    ----------
    time_s : float
        The moment.
    depths_um : tuple of float
        From which depth to which, in µm.
    unit : int or None
        The unit to follow.
    times_s : tuple of float or None
        From when to when the time axes reach; None is the whole recording.
    window_s : float
        How long a window of traces is shown, in seconds.
    tab : str
        Which details are open.
    shank : int or None
        The shank to look at, from 0; None is all of them.
    """

    time_s: float
    depths_um: tuple[float, float]
    unit: int | None = None
    times_s: tuple[float, float] | None = None
    window_s: float = 0.02
    tab: str = "unit"
    shank: int | None = None


LOOKS: Mapping[str, PresetLook] = MappingProxyType({
    "published-drift": PresetLook(406.627, (1740.0, 2040.0), 231),
    "published-first": PresetLook(210.751, (680.0, 960.0), 195),
    "acute-settling": PresetLook(517.030, (380.0, 680.0), 190),
    "fast-jumps": PresetLook(91.937, (620.0, 820.0), 66, times_s=(60.0, 120.0)),
    "non-rigid": PresetLook(174.178, (2780.0, 3080.0), 74),
    "random-walk": PresetLook(164.532, (360.0, 660.0), 190),
    "tetrode": PresetLook(49.797, (-100.0, 80.0), 3),
    "four-shank": PresetLook(148.847, (380.0, 660.0), 63, shank=2),
    "dense-layers": PresetLook(249.959, (1580.0, 1860.0), 180),
    "imposed-triangle": PresetLook(250.318, (560.0, 860.0), 66),
    "pulse-and-breathing": PresetLook(72.943, (560.0, 860.0), 66, times_s=(60.0, 90.0)),
    "non-rigid-settling": PresetLook(476.141, (1340.0, 1640.0), 139),
    "kicks": PresetLook(238.553, (560.0, 860.0), 66, times_s=(180.0, 300.0)),
    "noise-only": PresetLook(10.0, (480.0, 780.0), window_s=0.1, tab="noise"),
})  # fmt: skip
"""The first look at every preset, by its name."""


@dataclass(frozen=True)
class Preset:
    """A configuration worth opening.

    Attributes
    ----------
    name : str
        Short name, for the command line and the page's address.
    title : str
        What a menu shows.
    shows : str
        What one sees with it, in a sentence.
    reference : str
        Where its numbers come from.
    changes : mapping
        What it changes in the default configuration, by dotted path.
    look : PresetLook
        Where it is best looked at first.
    """

    name: str
    title: str
    shows: str
    reference: str
    changes: Mapping[str, Any]
    look: PresetLook

    @once
    def config(self) -> SimulationConfig:
        """The configuration, made when it is asked for: a program seldom needs all of them."""
        return SimulationConfig().replace(dict(self.changes))


def _settling(amount_um: float, time_constant_s: float, duration_s: float) -> dict[str, Any]:
    """Return a curve that relaxes exponentially, as tissue does after a probe has been inserted."""
    times = [duration_s * step / 24 for step in range(25)]
    return {
        "kind": "curve",
        "times_s": times,
        "positions": [round(exp(-time / time_constant_s) - 0.5, 4) for time in times],
        "amplitude_factor": amount_um,
    }


def _zigzag(amplitude_factor: float = 1.0, start_s: float = 60.0, **more: Any) -> dict[str, Any]:
    return {"kind": "zigzag", "amplitude_factor": amplitude_factor, "start_s": start_s, **more}


def _triangle(height_um: float, period_s: float, duration_s: float) -> dict[str, Any]:
    """Return a field that rests for a period, and then goes up and down in straight lines, at all depths alike."""
    number = round(2 * duration_s / period_s)
    times = [0.0, *(period_s / 2 * step for step in range(2, number + 1))]
    return {
        "kind": "field",
        "times_s": times,
        "displacement_um": [[height_um * (row % 2 == 0 and row > 0)] for row in range(len(times))],
    }


def _settling_by_depth(tip_um: float, top_um: float, length_um: float, time_constant_s: float) -> dict[str, Any]:
    """Return a field that relaxes exponentially, most at the tip and least at the top."""
    times = [0.0, 20.0, 45.0, 80.0, 120.0, 170.0, 240.0, 330.0, 450.0, 600.0]
    depths = [round(length_um * share) for share in (0.0, 1 / 3, 2 / 3, 1.0)]
    shares = [tip_um + (top_um - tip_um) * depth / length_um for depth in depths]
    risen = [1 - exp(-time / time_constant_s) for time in times]
    table = [[round(share * up, 2) for share in shares] for up in risen]
    return {"kind": "field", "times_s": times, "depths_um": depths, "displacement_um": table}


_PUBLISHED: dict[str, Any] = {
    "seed": 2205,
    "probe": {"kind": "named", "name": "Neuropixels1-384"},
    "units.distribution": "multimodal",
    "units.num_modes": 3,
    "motion.start_um": (0.0, 30.0),
    "motion.stop_um": (0.0, -30.0),
    "motion.components": [
        _zigzag(0.5, non_rigid_gradient=0.5, period_s=200.0),
        {"kind": "bump", "amplitude_factor": 0.5, "start_s": 60.0, "shortest_s": 30.0, "longest_s": 90.0},
    ],
    "templates.alpha_uv": (150.0, 500.0),
    "noise.level_uv": (12.0, 15.0),
}

_DECLARED: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    (
        "published-drift",
        "Published: zigzag and bumps",
        "Three layers on 384 channels; a slow zigzag that fades along the probe, and sudden jumps on top of it.",
        _DOCS,
        _PUBLISHED,
    ),
    (
        "published-first",
        "Published: the simplest",
        "200 units on 128 channels and a slow, rigid zigzag of 40 µm that begins after a minute.",
        _DOCS,
        {
            "seed": 2205,
            "duration_s": 300.0,
            "units.num_units": 200,
            "probe": {"kind": "named", "name": "Neuropixels1-128"},
            "motion.components": [_zigzag()],
        },
    ),
    (
        "acute-settling",
        "Acute recording that settles",
        "The tissue relaxes by about 45 µm in the first minutes after insertion, fast at first, then more slowly.",
        _STEINMETZ,
        {
            "motion.start_um": (0.0, -25.0),
            "motion.stop_um": (0.0, 25.0),
            "motion.components": [_settling(0.9, 180.0, 600.0), _zigzag(0.06, 0.0, period_s=4.0)],
        },
    ),
    (
        "fast-jumps",
        "Fast jumps",
        "The whole probe jumps by 30 µm every few seconds: the hardest case for motion estimated in slow windows.",
        _GARCIA,
        {
            "motion.start_um": (0.0, 15.0),
            "motion.stop_um": (0.0, -15.0),
            "motion.components": [{"kind": "bump", "shortest_s": 4.0, "longest_s": 15.0, "start_s": 10.0}],
        },
    ),
    (
        "non-rigid",
        "Non-rigid drift",
        "Units at the tip hardly move while those at the top move by 60 µm: one displacement does not fit all.",
        _GARCIA,
        {
            "probe.num_contacts": 384,
            "motion.start_um": (0.0, 30.0),
            "motion.stop_um": (0.0, -30.0),
            "motion.components": [_zigzag(non_rigid_gradient=-0.1, period_s=150.0)],
        },
    ),
    (
        "random-walk",
        "Random walk",
        "Many small steps add up to drift without a pattern, on top of a slow zigzag.",
        _GARCIA,
        {
            "motion.start_um": (0.0, 40.0),
            "motion.stop_um": (0.0, -40.0),
            "motion.components": [_zigzag(0.2, 0.0), {"kind": "random_walk", "amplitude_factor": 0.8}],
        },
    ),
    (
        "tetrode",
        "Tetrode",
        "Eight units around four contacts: few channels, much overlap, and a drift that changes every amplitude.",
        _GRAY,
        {
            "probe": {"kind": "tetrode", "radius_um": 12.5},
            "units.num_units": 8,
            "units.margin_um": 40.0,
            "units.minimum_distance_um": 15.0,
            "templates.spatial_decay_um": (25.0, 60.0),
            "motion.start_um": (0.0, 20.0),
            "motion.stop_um": (0.0, -20.0),
        },
    ),
    (
        "four-shank",
        "Neuropixels 2.0, four shanks",
        "384 channels on four shanks: the same drift seen at four positions across the tissue.",
        _STEINMETZ,
        {
            "probe": {"kind": "neuropixels", "part_number": "NP2010", "num_contacts": 384},
            "units.num_units": 200,
        },
    ),
    (
        "dense-layers",
        "Dense layers",
        "400 units in five tight layers with much overlap in time: sorting is hard even without drift.",
        _JUN,
        {
            "probe.num_contacts": 384,
            "units.num_units": 400,
            "units.distribution": "multimodal",
            "units.num_modes": 5,
            "units.minimum_distance_um": 8.0,
            "spikes.firing_rate_hz": (1.0, 20.0),
            "spikes.synchrony_ratio": 0.1,
            "spikes.amplitude_std": 0.05,
        },
    ),
    (
        "imposed-triangle",
        "Imposed triangle, 50 µm",
        "After 100 s at rest, the whole probe moves by 50 µm and back every 100 s, as with a manipulator.",
        _IMPOSED,
        {"motion.components": [_triangle(50.0, 100.0, 600.0)]},
    ),
    (
        "pulse-and-breathing",
        "Pulse and breathing",
        "The tissue moves with every breath and every heartbeat, on top of slow random drift.",
        _PAULK,
        {
            "duration_s": 120.0,
            "motion.step_um": 0.5,
            "motion.components": [
                {"kind": "oscillation", "amplitude_um": 20.0, "frequency_hz": 0.25, "phase_jitter": 0.1},
                {"kind": "oscillation", "amplitude_um": 8.0, "frequency_hz": 1.1, "sharpness": 0.35},
                {"kind": "wander", "std_um": 4.0, "correlation_s": 40.0},
            ],
        },
    ),
    (
        "non-rigid-settling",
        "Settling, most at the tip",
        "After insertion the tissue relaxes by 55 µm at the tip and 8 µm at the top, more and more slowly.",
        _ILLUSTRATIVE,
        {
            "probe.num_contacts": 384,
            "motion.components": [
                _settling_by_depth(55.0, 8.0, 3_840.0, 150.0),
                {"kind": "wander", "std_um": 1.5, "correlation_s": 60.0},
            ],
        },
    ),
    (
        "kicks",
        "Kicks, as after licking",
        "Several times a minute the tissue jumps by 8 to 25 µm, mostly up, and returns within seconds.",
        _ILLUSTRATIVE,
        {
            "motion.components": [
                {
                    "kind": "kicks",
                    "rate_per_min": 6.0,
                    "size_um": (8.0, 25.0),
                    "rise_s": 0.15,
                    "decay_s": 1.5,
                    "up_share": 0.9,
                },
                {"kind": "wander", "std_um": 3.0, "correlation_s": 120.0},
            ],
        },
    ),
    (
        "noise-only",
        "Noise only",
        "No units at all: everything a detector finds here is false.",
        _JUN,
        {"units.num_units": 0, "motion.components": [], "noise.level_uv": (6.0, 12.0)},
    ),
)

PRESETS: Mapping[str, Preset] = MappingProxyType({
    name: Preset(name, title, shows, reference, MappingProxyType(changes), LOOKS[name])
    for name, title, shows, reference, changes in _DECLARED
})  # fmt: skip
"""All presets by name, in the order of a menu."""
