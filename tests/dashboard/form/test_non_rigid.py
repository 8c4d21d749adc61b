import numpy as np
import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.motion import MotionConfig, follow_factors
from driftscope_dashboard.form.non_rigid import gradient_of, in_words, shown, taken, top_share
from driftscope_dashboard.kinds.synthetic_form import form_of, form_shape

DOWN, UP = MotionConfig(), MotionConfig(start_um=(0.0, -20.0), stop_um=(0.0, 20.0))
ACROSS = MotionConfig(start_um=(-10.0, 0.0), stop_um=(10.0, 0.0))
PLACES = np.array([[0.0, 0.0], [0.0, 500.0], [0.0, 1000.0]])


@pytest.mark.parametrize("motion", [DOWN, UP])
@pytest.mark.parametrize("share", [0.2, 0.75, 1.0, 2.5, 10.0])
def test_the_top_moves_so_far_as_is_said(motion, share):
    gradient = gradient_of(motion, share)
    tip, _, top = follow_factors(gradient, PLACES, np.subtract(motion.stop_um, motion.start_um))
    assert top / tip == pytest.approx(share)
    assert top_share(motion, gradient) == pytest.approx(share)


@pytest.mark.parametrize("motion", [DOWN, UP])
def test_the_top_can_stand_still(motion):
    tip, _, top = follow_factors(gradient_of(motion, 0.0), PLACES, np.subtract(motion.stop_um, motion.start_um))
    assert (tip, top) == (1.0, pytest.approx(0.0, abs=0.001))


def test_words_are_said_where_the_number_is_not_read_at_a_glance():
    assert in_words(DOWN, None) == in_words(DOWN, 0.4) == ""
    assert in_words(UP, 0.4) == "The top moves most; the tip moves 40 % as far."


def card(motion):
    config = SimulationConfig(motion=motion)
    [fields] = next(group for group in form_of(config) if group.name == "motion").cards
    return config, fields


def test_it_is_the_first_of_a_motions_fields():
    config, (_, _, first, *_) = card(DOWN)
    assert (first.label, first.unit, first.start, first.end, first.rare) == ("Top moves", "% of the tip", 0, 200, False)
    assert shown(config, first, None) == 100.0
    assert taken(config, first, 40.0) == 0.4
    assert taken(config, first, 100) is None
    with pytest.raises(ConfigError, match="use 0 % or more"):
        taken(config, first, -20.0)


def test_across_the_probe_there_is_no_top():
    config, (_, _, first, *_) = card(ACROSS)
    assert first.label == "Non-rigid gradient"
    assert shown(config, first, 0.4) == taken(config, first, 0.4) == 0.4
    assert form_shape(config) != form_shape(SimulationConfig())
