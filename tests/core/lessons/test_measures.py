import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.interpolation import Interpolator
from driftscope.lessons import builtin_lessons, measures, start_state


@pytest.fixture(scope="module")
def drift() -> Simulation:
    return Simulation(start_state(builtin_lessons().files["drift"].lesson).config)


def test_a_peak_is_that_of_the_template_on_any_channel(drift):
    template = drift.template_maker.dense(17)
    assert measures.peak_uv(drift, 17, 48) == pytest.approx(-template[:, 48].min())
    assert measures.peak_uv(drift, 17) == measures.peak_uv(drift, 17, "rest") == pytest.approx(-template.min())
    assert measures.peak_uv(drift, 17, 0) == 0.0


def test_a_peak_moves_with_time_or_by_a_displacement(drift):
    assert measures.displacement_um(drift, 17, 70.0) == pytest.approx(20.0, abs=0.5)
    by_time = measures.peak_uv(drift, 17, "rest", time_s=70.0)
    assert by_time == pytest.approx(measures.peak_uv(drift, 17, "rest", moved_um=20.0), abs=0.5)
    assert by_time < 5 < measures.peak_uv(drift, 17, "best", time_s=70.0)


def test_the_least_peak_is_the_least_of_all_moments(drift):
    moments = [measures.peak_uv(drift, 17, "rest", time_s=second + 0.1) for second in range(0, 240, 2)]
    assert measures.least_peak_uv(drift, 17, "rest") == pytest.approx(min(moments), abs=0.5)


def test_contacts_above_are_those_whose_peak_is(drift):
    above = measures.contacts_above(drift, 17, 35.0)
    assert [measures.peak_uv(drift, 17, int(channel)) > 35 for channel in above] == [True] * above.size
    assert above.size == (-drift.template_maker.dense(17).min(axis=0) > 35).sum()


def test_the_share_below_a_threshold_grows_with_it(drift):
    shares = [measures.share_below(drift, 17, "rest", threshold) for threshold in (1.0, 35.0, 500.0)]
    assert shares[0] == 0.0 < shares[1] < shares[2] == 1.0
    assert measures.share_below(drift, 17, "best") == 0.0


def test_intervals_are_those_of_all_units_together(drift):
    spikes = drift.spikes.all()
    expected = np.diff(spikes.sample_index[np.isin(spikes.unit_index, (3, 5))]) / 30
    assert measures.intervals_ms(drift, (3, 5)) == pytest.approx(expected)


def test_contamination_is_estimated_from_violations():
    assert measures.contamination(0, 1_000, 600.0, 2.0) == 0.0
    assert measures.contamination(49, 7_145, 600.0, 2.0) == pytest.approx(0.156, abs=0.001)
    assert measures.contamination(10**6, 1_000, 600.0, 2.0) == 1.0
    assert measures.contamination(0, 0, 600.0, 2.0) == 0.0


def test_a_template_that_did_not_move_is_realigned_to_itself(drift):
    rest = drift.template_maker.dense(17)
    back = measures.realigned(drift, 17, 0.0, Interpolator(drift.contact_positions_um, "linear"))
    assert back == pytest.approx(rest, abs=1e-3)


def test_properties_of_units(drift):
    assert measures.unit_property(drift, "depth_um") == pytest.approx(drift.locations_um[:, 1])
    assert measures.unit_property(drift, "distance_um") == pytest.approx(drift.locations_um[:, 2])
    assert measures.unit_property(drift, "alpha_uv") == pytest.approx(drift.unit_parameters.alpha_uv)
    assert measures.unit_property(drift, "rate_hz").sum() == pytest.approx(len(drift.spikes.all()) / 240)


def test_a_property_that_does_not_vary_correlates_with_none():
    assert measures.correlation(np.ones(5), np.arange(5.0)) == 0.0
    assert measures.correlation(np.arange(5.0), -np.arange(5.0)) == pytest.approx(-1.0)


def test_larger_spikes_are_expected_to_be_found():
    loud = Simulation(
        SimulationConfig().replace({"templates.alpha_uv": 2_000.0, "duration_s": 20.0, "units.num_units": 10})
    )
    assert measures.expected_found(loud, "faster") > 0.9
    assert measures.expected_found(loud, "faster", threshold=500.0) < 0.1
