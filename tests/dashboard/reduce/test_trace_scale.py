import pytest
from driftscope_dashboard.reduce.trace_scale import LEAST_GAIN, MOST_GAIN, next_gain, potential_words, row_uv


def test_steps_of_the_gain_are_round_potentials_of_a_row():
    gain, seen = LEAST_GAIN, []
    while gain < MOST_GAIN:
        seen.append(round(row_uv(gain)))
        gain = next_gain(gain, 1)
    assert [*seen, round(row_uv(gain))] == [1000, 500, 200, 100, 50, 20, 10, 5]


@pytest.mark.parametrize("gain", [0.37, 1.0, 3.3, 19.0])
def test_a_step_up_and_one_down_lead_to_a_neighbour(gain):
    assert next_gain(gain, -1) < gain < next_gain(gain, 1)


def test_the_gain_has_ends():
    assert next_gain(MOST_GAIN, 1) == MOST_GAIN
    assert next_gain(LEAST_GAIN, -1) == LEAST_GAIN


def test_a_potential_is_said_without_a_break():
    assert potential_words(0.0) == "0\u00a0µV"
    assert potential_words(171.6, whole=True) == "172\u00a0µV"
