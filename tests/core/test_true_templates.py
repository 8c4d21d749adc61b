"""The templates that a recording was made with."""

import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig

SMALL = {"duration_s": 20.0, "units.num_units": 3, "probe": {"kind": "linear", "num_contacts": 8}}


@pytest.fixture(scope="module")
def simulation():
    return Simulation(SimulationConfig().replace({**SMALL, "motion.step_um": 5.0}))


def test_templates_at_rest_are_those_of_the_template_maker(simulation):
    at_rest = simulation.static.templates
    assert at_rest.shape == (3, simulation.template_maker.num_samples, 8)
    for unit in range(3):
        np.testing.assert_array_equal(at_rest[unit], simulation.template_maker.dense(unit))


def test_every_displacement_has_its_templates(simulation):
    truth = simulation.drifting.drifting_templates
    np.testing.assert_array_equal(truth.displacements, simulation.motion.steps_um)
    step = len(truth.displacements) - 1
    expected = simulation.template_maker.dense(2, simulation.motion.steps_um[step])
    np.testing.assert_array_equal(truth.templates_array_moved[step, 2], expected)


def test_a_recording_at_rest_has_no_other_displacement(simulation):
    np.testing.assert_array_equal(simulation.drifting.templates, simulation.static.templates)
    assert simulation.static.drifting_templates.displacements.shape[1] == 2
