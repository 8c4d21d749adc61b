"""What SpikeInterface writes down of an object makes it again, and nothing that is not ours is called."""

import json
import pickle

import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.generation import generate_recording
from driftscope.interop.calls import Carried, call_of, made_by

SMALL = SimulationConfig(duration_s=1.0).replace({"probe": {"kind": "linear", "num_contacts": 4}, "units.num_units": 3})


@pytest.mark.parametrize("output", ["static", "drifting"])
def test_a_call_that_went_through_json_makes_the_same_recording(output):
    made = getattr(Simulation(SMALL), output)
    call = json.loads(json.dumps(call_of(made)))
    again = made_by(**call)
    np.testing.assert_array_equal(again.get_traces(end_frame=3_000), made.get_traces(end_frame=3_000))


def test_a_sorting_is_written_out_when_no_call_is_known():
    made = Simulation(SMALL).sorting
    made.provenance = None
    call = call_of(made)
    assert call["maker"] == "Sorting"
    again = made_by(**call)
    for unit in made.unit_ids:
        np.testing.assert_array_equal(again.get_unit_spike_train(unit), made.get_unit_spike_train(unit))


def test_a_recording_of_unknown_origin_is_carried_and_pickled():
    made = generate_recording(num_channels=2, durations=[0.1], seed=1)
    made.provenance = None
    carried = pickle.loads(pickle.dumps(call_of(made)["recording"]))  # noqa: S301 - packed by this line
    assert isinstance(carried, Carried)
    np.testing.assert_array_equal(Carried.opened(carried).get_traces(), made.get_traces())
    assert Carried.opened(made) is made


@pytest.mark.parametrize("maker", ["no_such_function", "_bound", "Path", "np", "print"])
def test_only_our_own_makers_are_called(maker):
    with pytest.raises(ValueError, match="Unknown maker"):
        made_by(maker, {}, None, [])
