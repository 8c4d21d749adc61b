"""The noise as it is measured: level of every channel, correlation between channels, spectrum."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, Range1d
from driftscope import Simulation

from ..plots.noise import (
    Picture,
    asked_band,
    expected_pairs,
    level_limits,
    levels_picture,
    measured,
    noise_of,
    pairs_picture,
    spectrum_lines,
    spectrum_picture,
)
from ..theme import tell_values
from ..workbench import Node
from .detector import REFERENCE, reference_choice
from .figures import Figure
from .tab import TabView, narrow, spread


class Request(NamedTuple):
    """What the picture depends on."""

    simulation: Simulation
    referenced: bool


def example() -> Picture:
    """Return noise of two channels, from which the figures are declared."""
    samples = np.random.default_rng(0).normal(size=(64, 2))
    return measured(samples, np.array([[0.0, 0.0], [0.0, 20.0]]), 30_000.0, (1.0, 1.0), 20.0)


def levels_example() -> Any:
    """Return a picture of the levels."""
    return levels_picture(example())


def pairs_example() -> Any:
    """Return a picture of the correlations."""
    return pairs_picture(example())


def spectrum_example() -> Any:
    """Return a picture of the spectrum."""
    return spectrum_picture(example())


def noise_figure(
    name: str, picture: Any, rows: dict[str, str], *, along: Any = "mouse"
) -> tuple[Figure, dict[str, Any]]:
    """Return an empty figure of something measured, which tells values, and its sources: measured and expected."""
    figure = Figure(picture, name, x_range=Range1d(start=0, end=1), y_range=Range1d(start=0, end=1), tools=[])
    made = narrow(figure.made, 48)
    sources: dict[str, Any] = {
        part: ColumnDataSource({"x": [], "y": []}) for part in ("measured", "expected") if part in figure.parts.glyphs
    }
    shown = [figure.add(part, source, x="x", y="y") for part, source in sources.items()]
    tell_values(made, shown[:1], rows, along=along)
    made.xaxis.ticker.desired_num_ticks = 4
    return figure, sources


class NoiseView(TabView):
    """Level against depth, correlation against distance, spectrum."""

    name: ClassVar[str] = "noise"
    title: ClassVar[str] = "Noise"
    order: ClassVar[int] = 30

    watches: ClassVar[dict[str, tuple[str, ...]]] = {"session": ("simulation",), "overlays": ("shown",)}

    def build(self) -> None:
        """Make the choice of the reference."""
        self.reference = reference_choice(self.state, self.services)

    def tools(self) -> list[Node]:
        """Return the choice of the reference."""
        return [self.reference]

    def draw(self) -> list[Any]:
        """Make the three figures."""
        levels, self.level_sources = noise_figure(
            "noise", levels_example, {"depth": "@x{0} µm", "level": "@y{0.00} µV"}
        )
        self.asked = levels.mark()
        pairs, self.pair_sources = noise_figure(
            "noise-pairs", pairs_example, {"distance": "@x{0} µm", "correlation": "@y{0.000}"}
        )
        rows = {"frequency": "@x{0.00} kHz", "density": "@y{0.000} µV/√Hz"}
        tones, self.tone_sources = noise_figure("noise-spectrum", spectrum_example, rows, along="vline")
        self.levels, self.pairs, self.tones = levels.made, pairs.made, tones.made
        return spread([self.levels, self.pairs, self.tones], [1, 1, 1])

    def request(self) -> Request:
        """Return what the noise depends on."""
        config = self.state.session.simulation.config
        parts = config.noise, config.probe, config.random, config.sampling_frequency_hz, config.num_samples
        return Request(self.steady(*parts), REFERENCE in self.state.overlays.shown)

    @staticmethod
    def compute(request: Request) -> Picture:
        """Measure."""
        return noise_of(request.simulation, referenced=request.referenced)

    def show(self, picture: Picture) -> None:
        """Draw what was measured beside what was asked for."""
        self.say(picture.words, empty=not picture.levels_uv.any())
        self.level_sources["measured"].data = {"x": picture.depths_um, "y": picture.levels_uv}
        air = 0.03 * float(np.ptp(picture.depths_um)) + 5.0
        self.levels.x_range.update(start=picture.depths_um.min() - air, end=picture.depths_um.max() + air)
        low, high = level_limits(picture)
        self.levels.y_range.update(start=low, end=high)
        self.asked.bottom, self.asked.top = asked_band(picture)
        self._show_pairs(picture)
        khz, (ends, flat), top = spectrum_lines(picture)
        self.tone_sources["measured"].data = {"x": khz, "y": picture.densities}
        self.tone_sources["expected"].data = {"x": ends, "y": flat}
        self.tones.x_range.update(start=0, end=ends[1])
        self.tones.y_range.update(start=0, end=top)

    def _show_pairs(self, picture: Picture) -> None:
        x, expected = expected_pairs(picture)
        self.pair_sources["measured"].data = {
            "x": picture.distances_um.astype(np.float32), "y": picture.correlations.astype(np.float32),
        }  # fmt: skip
        self.pair_sources["expected"].data = {"x": x, "y": expected}
        self.pairs.x_range.update(start=0, end=1.03 * x[-1])
        self.pairs.y_range.update(start=min(-0.08, 1.1 * float(picture.correlations.min(initial=0.0))), end=1.05)
