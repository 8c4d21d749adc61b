"""Notes about a whole recording or sorting."""

import pytest
from driftscope import Simulation, SimulationConfig


@pytest.fixture(params=["drifting", "sorting"])
def annotated(request):
    config = SimulationConfig().replace({"duration_s": 20.0, "units.num_units": 3, "probe": {"kind": "tetrode"}})
    return getattr(Simulation(config), request.param)


def test_a_note_is_kept_and_can_be_written_over(annotated):
    before = annotated.get_annotation_keys()
    annotated.annotate(session="morning", rig=2)
    annotated.annotate(rig=3)
    assert annotated.get_annotation_keys() == [*before, "session", "rig"]
    assert (annotated.get_annotation("session"), annotated.get_annotation("rig")) == ("morning", 3)
    assert annotated.get_annotation("nothing") is None


def test_notes_travel_to_spikeinterface(annotated):
    annotated.annotate(session="morning")
    assert annotated.to_spikeinterface().get_annotation("session") == "morning"


def test_two_of_a_kind_share_no_notes():
    config = SimulationConfig().replace({"duration_s": 20.0, "units.num_units": 3, "probe": {"kind": "tetrode"}})
    simulation = Simulation(config)
    simulation.static.annotate(session="morning")
    assert simulation.drifting.get_annotation("session") is None
