from __future__ import annotations

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.presets import PRESETS
from driftscope.unit_peaks import peaks_of


@pytest.fixture(scope="module")
def simulation():
    return Simulation(PRESETS["published-drift"].config)


@pytest.fixture(scope="module")
def peaks(simulation):
    return peaks_of(simulation, [231])[0]


def template_at(simulation, unit, displacement_um):
    nearest = np.argmin(np.linalg.norm(simulation.motion.steps_um - displacement_um, axis=1))
    [sparse] = simulation.template_maker.make([unit], simulation.motion.steps_um[[nearest]])
    dense = np.zeros(len(simulation.contact_positions_um))
    dense[sparse.channels] = np.abs(sparse.waveform).max(axis=0)
    return dense


@pytest.mark.parametrize("time_s", [0.0, 100.0, 406.6, 599.9])
def test_peaks_are_those_of_the_template_where_the_unit_is(simulation, peaks, time_s):
    now = int(time_s * simulation.motion.sampling_frequency_hz)
    dense = template_at(simulation, 231, peaks.displacement_um[now])
    assert peaks.on_rest_channel_uv[now] == pytest.approx(dense[peaks.rest_channel])
    assert peaks.best_channel[now] == dense.argmax()
    assert peaks.best_uv[now] == pytest.approx(dense.max())


def test_the_rest_channel_is_the_best_one_at_rest(simulation, peaks):
    dense = template_at(simulation, 231, np.zeros(2))
    assert peaks.rest_channel == dense.argmax() == 192
    assert peaks.rest_uv == pytest.approx(dense.max())


def test_displacements_are_those_of_the_motion(simulation, peaks):
    np.testing.assert_allclose(peaks.displacement_um, simulation.motion.unit_displacements_um()[:, 231])


def test_the_worst_moment_has_the_least_left(peaks):
    worst = peaks.worst_bin()
    assert peaks.left()[worst] == peaks.left().min() < 0.4
    assert peaks.left()[0] == pytest.approx(1.0)


def test_the_share_of_time_below_the_threshold_is_counted(peaks):
    assert peaks.share_below(0.0) == 0.0
    assert peaks.share_below(1_000.0) == 1.0
    expected = np.mean(peaks.on_rest_channel_uv < 5 * 20.0)
    assert 0 < peaks.share_below(20.0) == expected < 1


def test_a_unit_that_reaches_no_channel_has_no_peak():
    config = PRESETS["tetrode"].config.replace({"templates.alpha_uv": 0.0}, duration_s=5.0)
    [silent] = peaks_of(Simulation(config.replace({"motion.components": []})), [0])
    assert silent.rest_uv == 0.0 and not silent.best_uv.any()
    assert (silent.left() == 1).all()
