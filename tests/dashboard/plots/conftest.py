"""A small simulation and a small hybrid recording, drawn by every test here."""

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.hybrid import Hybrid, HybridConfig
from driftscope_dashboard import plots

PICTURES = (
    "amplitudes", "driftmap", "field", "firing", "minimap", "motion", "motion_vectors", "noise", "probe", "scatter",
    "template", "traces",
)  # fmt: skip


@pytest.fixture
def simulation(small):
    return Simulation(small)


@pytest.fixture(scope="session")
def hybrid():
    return Hybrid(HybridConfig())


@pytest.fixture(params=PICTURES)
def picture(request):
    """Every function that draws a picture."""
    return getattr(plots, request.param)


@pytest.fixture
def arrays():
    """Plain arrays for every picture, by its name."""
    rng = np.random.default_rng(0)
    times, units = np.sort(rng.uniform(0.0, 60.0, 500)), rng.integers(0, 3, 500)
    contacts = np.stack([np.zeros(8), 20.0 * np.arange(8)], axis=1)
    wave = -np.outer(np.hanning(60), np.exp(-np.arange(8.0))) * 80.0
    return {
        "amplitudes": (times, np.full(500, 90.0), rng.uniform(30.0, 90.0, 500)),
        "driftmap": (times, rng.uniform(0.0, 160.0, 500), rng.uniform(20.0, 200.0, 500)),
        "field": (rng.normal(size=(300, 4)), 5.0, 40.0 * np.arange(4)),
        "firing": (times, units),
        "minimap": (rng.uniform(0.0, 160.0, 30), rng.normal(size=4), 40.0 * np.arange(4)),
        "motion": (np.sin(np.linspace(0.0, 6.0, 300)),),
        "motion_vectors": (rng.normal(size=(300, 2, 2)),),
        "noise": (rng.normal(size=(3_000, 8)), contacts, 30_000.0),
        "probe": (contacts, rng.uniform(0.0, 160.0, (3, 3)), rng.uniform(0.0, 160.0, (3, 2))),
        "scatter": (rng.uniform(20.0, 200.0, 30), rng.uniform(0.0, 1.0, 30)),
        "template": (wave, 0.5 * wave, contacts),
        "traces": (rng.normal(size=(3_000, 8)), rng.normal(size=(3_000, 8)), contacts),
    }
