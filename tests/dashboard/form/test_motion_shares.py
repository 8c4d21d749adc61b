import pytest
from driftscope_dashboard.form.motion_shares import LEAST_SHARE, fitted, room_for_one


def parts(*amplitudes, enabled=True):
    return [{"kind": "zigzag", "amplitude_factor": one, "enabled": enabled} for one in amplitudes]


@pytest.mark.parametrize("amplitudes", [(), (0.5,), (1.0,), (0.95,), (0.5, 0.5), (-1.0,), (1.0, 0.7), (0.3, 0.3, 0.3)])
def test_a_new_motion_always_has_some_of_the_way_and_all_fit(amplitudes):
    share, others, words = room_for_one(parts(*amplitudes))
    assert share >= LEAST_SHARE
    assert share + sum(abs(part["amplitude_factor"]) for part in others) <= 1.0 + 1e-12
    assert [part["amplitude_factor"] >= 0 for part in others] == [one >= 0 for one in amplitudes]
    assert bool(words) == bool(amplitudes)


def test_muted_motions_take_no_room_and_stay_as_they_are():
    muted = parts(1.0, enabled=False)
    assert room_for_one(muted) == (1.0, muted, "")


def test_motions_that_fit_together_stay():
    assert fitted(parts(0.5, 0.25))[0] == parts(0.5, 0.25)
    assert [part["amplitude_factor"] for part in fitted(parts(1.0, 1.0))[0]] == [0.5, 0.5]
