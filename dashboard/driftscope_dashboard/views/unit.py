"""The numbers of the unit that is looked at."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import numpy as np
from driftscope import Simulation

from ..numbers import microvolts, minus, rate, share, whole
from ..plots.amplitudes import Picture, amplitudes_of, own_spikes, sampled_pieces
from ..workbench import Control
from .focus import focus_of
from .tab import PlainTab


class Request(NamedTuple):
    """What the numbers depend on."""

    simulation: Simulation
    unit: int | None
    threshold: float
    follow: bool


class Numbers(NamedTuple):
    """What is known of a unit whatever the cursor: its peak through the recording, its rate, and noise."""

    request: Request
    peak: Picture
    rate_hz: float
    noise_uv: float


class UnitView(PlainTab):
    """Where the unit is, how large it is over the noise, how often it fires, and how long it is lost."""

    name: ClassVar[str] = "unit"
    title: ClassVar[str] = "Unit"
    tab: ClassVar[str] = "unit"
    order: ClassVar[int] = 10
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("units", "depth_um", "depths_um", "threshold", "follow"),
    }

    def build(self) -> None:
        """Make the place for the numbers."""
        self._numbers: Numbers | None = None
        self.table: Control = Control(kind="facts", label="The unit in numbers", hook="unit-numbers")
        self.state.selection.subscribe({"time_s", "tab"}, self._tell)

    def request(self) -> Request:
        """Return the unit and what its numbers depend on."""
        simulation, selection = self.state.session.simulation, self.state.selection
        return Request(simulation, focus_of(simulation, selection).unit, selection.threshold, selection.follow)

    @staticmethod
    def compute(request: Request) -> Numbers | None:
        """Measure the unit."""
        simulation, unit, threshold, follow = request
        if unit is None:
            return None
        peak = amplitudes_of(simulation, unit, threshold, follow=follow)
        at_rest = amplitudes_of(simulation, unit, threshold) if follow else peak
        sampled_s = sum(end - start for start, end in sampled_pieces(peak.duration_s))
        noise_uv = float(simulation.noise_levels_uv[at_rest.channel or 0])
        return Numbers(request, peak, len(own_spikes(simulation, unit)) / sampled_s, noise_uv)

    def show(self, picture: Numbers | None) -> None:
        """Write the numbers, or that there are no units."""
        self._numbers = picture
        if picture is None:
            self.table.options = []
        self._tell()

    def _tell(self) -> None:
        found = self._numbers
        if found is None or not self.visible:
            return
        simulation, unit = found.request.simulation, found.request.unit or 0
        depth_um = float(simulation.locations_um[unit, 1])
        motion = simulation.motion
        now = min(int(self.state.selection.time_s * motion.sampling_frequency_hz), len(motion.vectors_um) - 1)
        [[_, moved_um]] = motion.displacement_um(np.array([now]), np.array([unit]))
        self.table.options = facts(found, depth_um, float(moved_um))


def facts(found: Numbers, depth_um: float, moved_um: float) -> list[list[str]]:
    """Return the numbers of a unit: what each is, its value, and what it means."""
    ratio = found.peak.rest_uv / found.noise_uv if found.noise_uv > 0 else np.inf
    limit = f"{found.peak.threshold:g} × noise"
    return [
        ["rest", f"{whole(depth_um)} µm", "Depth on the probe, from its tip"],
        ["now", f"{whole(depth_um + moved_um)} µm", "Depth at the cursor"],
        ["moved", f"{minus(moved_um)} µm", "Up is positive"],
        ["peak", microvolts(found.peak.rest_uv), "Largest value of its spike at rest"],
        ["SNR", f"{ratio:.1f}" if np.isfinite(ratio) else "no noise", "Peak at rest over the noise of its channel"],
        ["rate", f"{rate(found.rate_hz)} /s", "Mean firing rate"],
        [
            f"below {found.peak.threshold:g} ×",
            share(found.peak.share_below),
            f"Fraction of time with its peak below {limit}",
        ],
    ]
