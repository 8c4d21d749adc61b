"""Templates that can be had at displacements."""

import numpy as np
import pytest
from driftscope.drifting_templates import DriftingTemplates
from template_examples import FS, probe, waveforms

STEPS = np.stack([np.zeros(5), np.linspace(-10.0, 10.0, 5)], axis=1)


def made(**more):
    wires = probe()
    return DriftingTemplates(
        templates_array=waveforms(3, wires), sampling_frequency=FS, nbefore=10, probe=wires, **more
    )


def test_nothing_is_moved_before_it_is_asked_for():
    templates = made()
    assert templates.templates_array_moved is None
    templates.precompute_displacements(STEPS)
    moved = templates.templates_array_moved
    assert moved.shape == (5, *templates.templates_array.shape)
    np.testing.assert_allclose(moved[2], templates.templates_array, atol=0.01)


def test_one_moved_template_is_that_of_the_whole_array():
    templates = made()
    templates.precompute_displacements(STEPS)
    alone = templates.move_one_template(1, STEPS[4:5])
    np.testing.assert_allclose(alone, templates.templates_array_moved[4, 1], atol=1e-4)


def test_a_function_makes_the_moved_templates_once():
    asked = []

    def make():
        asked.append(1)
        return np.zeros((5, *made().templates_array.shape), dtype=np.float32)

    templates = DriftingTemplates.made_anew(made().at_rest(), STEPS, make)
    assert asked == []
    assert templates.templates_array_moved is templates.templates_array_moved
    assert asked == [1]


def test_everything_survives_its_data():
    templates = made()
    templates.precompute_displacements(STEPS, interpolation_method="linear")
    again = DriftingTemplates.from_dict(templates.to_dict())
    np.testing.assert_array_equal(again.displacements, STEPS)
    np.testing.assert_array_equal(again.templates_array_moved, templates.templates_array_moved)


def test_some_units_are_taken_with_their_moved_templates():
    whole = made()
    whole.precompute_displacements(STEPS)
    some = whole.take([2, 0])
    np.testing.assert_array_equal(some.templates_array_moved, whole.templates_array_moved[:, [2, 0]])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: DriftingTemplates(templates_array=made().templates_array, sampling_frequency=FS, nbefore=10),
            "a probe",
        ),
        (lambda: made(templates_array_moved=np.zeros((1, 3, 4, 16))), "needs displacements"),
        (lambda: made(templates_array_moved=np.zeros((2, 3, 4, 16)), displacements=STEPS), "has shape"),
        (lambda: made().move_one_template(0, np.zeros(2)), r"shape \(1, 2\), not \(2,\)"),
        (lambda: made().precompute_displacements(np.zeros((3, 3))), r"\(displacements, 2\), not \(3, 3\)"),
    ],
    ids=["no probe", "no displacements", "another number", "a flat displacement", "three axes"],
)
def test_what_does_not_fit_is_refused_with_its_shape(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_an_unknown_way_of_interpolating_is_refused():
    with pytest.raises(TypeError, match="Unknown argument 'spline'"):
        made().precompute_displacements(STEPS, spline=3)
