import numpy as np
import pytest
from driftscope_dashboard.views.probe import ProbeView
from driftscope_dashboard.views.rings import Request, ringed_contacts


@pytest.fixture
def rings(state, services):
    return ProbeView(state, services).rings


def test_rings_are_drawn_when_they_are_asked_for(rings, state):
    assert len(rings.source.data["x"]) == 0
    state.selection.look(units=(1,))
    state.overlays.reveal(["rings"])
    assert len(rings.source.data["x"]) > 0
    state.selection.look(units=())
    assert len(rings.source.data["x"]) == 0


def test_a_lower_threshold_rings_more_contacts(rings, state):
    state.selection.look(units=(1,), threshold=10.0)
    state.overlays.choose("rings", on=True)
    few = len(rings.source.data["x"])
    state.selection.look(threshold=1.0)
    assert len(rings.source.data["x"]) > few
    state.overlays.choose("rings", on=False)
    assert len(rings.source.data["x"]) == 0


def test_ringed_are_the_contacts_on_which_the_spike_is_deep_enough(state):
    source = state.session.simulation
    found = ringed_contacts(Request(source, 0, 0.0, 5.0))
    [template] = source.template_maker.make([0], source.motion.displacement_um(np.array([0]), np.array([0])))
    deep = -template.waveform.min(axis=0) >= 5.0 * source.noise_levels_uv[template.channels]
    assert found.tolist() == template.channels[deep].tolist()
