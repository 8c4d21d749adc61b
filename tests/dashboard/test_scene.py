import numpy as np
import pytest
from driftscope import ConfigError, Problem
from driftscope.hybrid import HybridConfig
from driftscope_dashboard import scene as module
from driftscope_dashboard.scene import open_scene


@pytest.fixture(scope="module")
def small():
    """A hybrid of two units in ten seconds of the sample recording."""
    config = HybridConfig().replace({"source.duration_s": 10.0})
    return config.replace(units=config.units[:2])


@pytest.fixture(scope="module")
def scene(small):
    return open_scene(small)


def test_the_difference_of_after_and_before_is_what_was_added(scene):
    after, before = (one.get_traces(start_frame=0, end_frame=60_000) for one in (scene.after, scene.before))
    spikes = scene.spikes.between(0, 60_000).sample_index
    maker = scene.template_maker
    touched = np.zeros(60_000, dtype=bool)
    for spike in spikes:
        touched[max(spike - maker.num_before, 0) : spike - maker.num_before + maker.num_samples] = True
    assert np.abs(after - before)[touched].max() > 10
    np.testing.assert_array_equal(after[~touched], before[~touched])


def test_it_answers_what_views_ask_of_a_simulation(scene):
    config = scene.config
    assert (config.duration_s, config.num_samples) == (10.0, 300_000)
    assert config.units.num_units == len(scene.locations_um) == scene.template_maker.parameters.num_units == 2
    assert scene.peaks_uv.shape == (2,)
    assert scene.expected_spikes > 0


def test_templates_are_those_of_the_nearest_step_and_told_on_the_channels_asked_for(scene):
    maker = scene.template_maker
    steps = scene.motion.steps_um
    made = maker.dense(1, steps[3] + 0.01)
    np.testing.assert_array_equal(made, maker.dense(1, steps[3]))
    heights, delays = maker.footprint(np.array([1]), steps[3:4])
    np.testing.assert_allclose(heights[0], np.abs(made).max(axis=0))
    assert delays is None


def test_all_problems_are_said_at_once(small):
    bad = small.replace({"segment_index": 3, "units.0.move_um": [0, 9_000]})
    with pytest.raises(ConfigError) as caught:
        open_scene(bad)
    assert [one.path for one in caught.value.problems] == ["segment_index"] or len(caught.value.problems) == 2


def test_what_cannot_be_read_becomes_words(small, monkeypatch):
    def broken(self):
        raise OSError("the disk is gone")

    monkeypatch.setattr(module.Scene, "config", property(broken))
    with pytest.raises(ConfigError, match="the disk is gone") as caught:
        open_scene(small)
    assert caught.value.problems == (Problem("source", "the disk is gone"),)
