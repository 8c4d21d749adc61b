"""A simulation and a hybrid answer the same questions, and mean the same by them."""

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.advice import Advice
from driftscope.hybrid import Hybrid, HybridConfig
from driftscope.hybrid.sources import SampleSource
from driftscope.source import Source

ASKED = sorted(name for name in vars(Source) if not name.startswith("_"))


@pytest.fixture(scope="module")
def hybrid():
    return Hybrid(HybridConfig(source=SampleSource(duration_s=4.0)))


@pytest.fixture(params=["simulation", "hybrid"])
def source(request, small, hybrid):
    return Simulation(small) if request.param == "simulation" else hybrid


@pytest.mark.parametrize("name", ASKED)
def test_every_question_is_answered(source, name):
    assert hasattr(source, name)


def test_arrays_have_the_shapes_that_the_protocol_says(source):
    num_units, num_channels = len(source.locations_um), len(source.contact_positions_um)
    assert source.locations_um.shape == (num_units, 3) and source.contact_positions_um.shape == (num_channels, 2)
    assert source.probe.get_contact_count() == num_channels
    templates = source.templates
    assert (templates.num_units, templates.num_channels) == (num_units, num_channels) and templates.is_in_uV
    assert templates.unit_ids.tolist() == list(source.sorting.unit_ids)
    assert all(isinstance(one, Advice) for one in source.advice)


def test_static_is_the_same_without_motion(source):
    window = {"start_frame": 0, "end_frame": 60_000}
    at_rest = source.noise.read(0, 60_000, None).astype(np.float64)
    source.injection(moving=False).add_to(at_rest, 0, None, len(source.contact_positions_um))
    np.testing.assert_allclose(source.static.get_traces(**window), at_rest, atol=1e-3)
    assert np.abs(source.drifting.get_traces(**window) - source.static.get_traces(**window)).max() > 1.0


def test_templates_are_what_the_static_recording_holds(source):
    resting = source.injection(moving=False)
    [sparse] = resting.templates([0], [resting.resting_step])
    np.testing.assert_allclose(source.templates.templates_array[0][:, sparse.channels], sparse.waveform, atol=1e-3)
    assert source.templates.nbefore == resting.num_before


def test_a_simulation_is_compared_at_rest_and_a_hybrid_without_its_units(small, hybrid):
    simulation = Simulation(small)
    assert (simulation.before, simulation.after) == (simulation.static, simulation.drifting)
    assert (hybrid.before, hybrid.after) == (hybrid.background, hybrid.drifting)
