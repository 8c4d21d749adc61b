from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.cache import the_cache
from driftscope.recording import Recording
from hypothesis import given, settings
from hypothesis import strategies as st

SMALL = SimulationConfig().replace({
    "duration_s": 6.0,
    "sampling_frequency_hz": 10_000.0,
    "probe": {"kind": "multi_column", "num_contacts_per_column": 12},
    "units.num_units": 12,
    "units.minimum_distance_um": None,
    "motion.components": [{"kind": "zigzag", "period_s": 4.0, "non_rigid_gradient": 0.3}],
    "spikes.amplitude_std": 0.2,
    "spikes.synchrony_ratio": 0.2,
    "spikes.firing_rate_hz": (2.0, 40.0),
    "spikes.refractory_period_ms": 2.0,
})  # fmt: skip
LONG = SimulationConfig().replace({
    "duration_s": 3.0,
    "probe.num_contacts": 384,
    "units.num_units": 80,
    "motion.components": [{"kind": "random_walk"}],
})  # fmt: skip
CASES = {
    f"{size}, {kind}, {version}": (config.replace(streams=kind), version)
    for size, config in (("small", SMALL), ("384 channels", LONG))
    for kind in ("independent", "spikeinterface")
    for version in ("static", "drifting")
}


@cache
def recording_of(case):
    config, version = CASES[case]
    return getattr(Simulation(config), version)


@cache
def whole_of(case):
    """The recording in one piece, from a cache of its own."""
    the_cache().clear()
    whole = recording_of(case).get_traces()
    whole.flags.writeable = False
    return whole


@pytest.mark.parametrize("case", CASES)
@settings(max_examples=25)
@given(data=st.data())
def test_any_window_of_any_channels_is_the_slice_of_the_whole(case, data):
    recording, whole = recording_of(case), whole_of(case)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(start + 8_000, len(whole))))
    chosen = data.draw(st.one_of(st.none(), st.lists(st.integers(0, whole.shape[1] - 1), max_size=9)))
    if data.draw(st.booleans()):
        the_cache().clear()
    ids = None if chosen is None else recording.channel_ids[chosen]
    window = recording.get_traces(start_frame=start, end_frame=end, channel_ids=ids)
    expected = whole[start:end] if chosen is None else whole[start:end][:, chosen]
    assert window.dtype == np.float32
    assert window.shape == expected.shape
    assert np.array_equal(window, expected)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("size", [997, 4_096])
def test_any_chunking_in_any_order_by_many_threads_gives_the_whole(case, size):
    config, version = CASES[case]
    whole = whole_of(case)
    the_cache().clear()
    fresh = getattr(Simulation(config), version)
    starts = np.random.default_rng(size).permutation(np.arange(0, len(whole), size)).tolist()
    with ThreadPoolExecutor(4) as threads:
        parts = threads.map(lambda start: fresh.get_traces(start_frame=start, end_frame=start + size), starts)
        for start, part in zip(starts, parts, strict=True):
            assert np.array_equal(part, whole[start : start + size])


@pytest.mark.parametrize("case", CASES)
def test_the_recording_is_the_sum_of_its_parts(case):
    """Noise, and every template at its place, cut only by the recording's own ends."""
    config, version = CASES[case]
    simulation, whole = Simulation(config), whole_of(case)
    injection = simulation.injection(moving=version == "drifting")
    spikes = simulation.spikes.all()
    steps = injection.steps(spikes)
    maker, size = simulation.template_maker, len(whole)
    room = maker.num_samples
    padded = np.zeros((size + 2 * room, whole.shape[1]))
    for number in range(len(spikes)):
        unit = int(spikes.unit_index[number])
        template = maker.dense(unit, simulation.motion.steps_um[steps[number]]).astype(np.float64)
        if spikes.amplitude_factor is not None:
            template *= spikes.amplitude_factor[number]
        begin = int(spikes.sample_index[number]) - maker.num_before + room
        padded[begin : begin + room] += template
    expected = padded[room:-room] + simulation.noise.read(0, size, None)
    np.testing.assert_allclose(whole, expected, rtol=0, atol=2e-3)


@pytest.mark.parametrize("case", [case for case in CASES if "drifting" in case])
def test_static_and_drifting_share_all_but_the_displacement(case):
    config, _ = CASES[case]
    simulation = Simulation(config)
    injection = simulation.injection(moving=True)
    spikes = simulation.spikes.all()
    steps = injection.steps(spikes)
    moved = spikes.where(steps != injection.resting_step)
    resting = np.ones(config.num_samples, dtype=bool)
    for sample in moved.sample_index:
        begin = sample - injection.num_before
        resting[max(begin, 0) : max(begin + injection.num_samples, 0)] = False
    difference = simulation.drifting.get_traces() - simulation.static.get_traces()
    assert not difference[resting].any()
    assert 0 < len(moved) < len(spikes) or "384" in case
    assert difference.any()


@pytest.mark.parametrize(("start", "end"), [(5, 3), (-1, 10), (101, None), (101, 200), (50, 0), (-5, -1), (0, -1)])
def test_a_window_outside_the_recording_is_refused_in_words(known, start, end):
    with pytest.raises(ValueError, match=r"the window from -?\d+ to .* is outside the recording \(100 samples"):
        known([50]).get_traces(start_frame=start, end_frame=end)


def test_windows_end_with_the_recording_and_may_be_empty(known):
    recording = known([50])
    assert recording.get_traces(start_frame=90, end_frame=1_000).shape == (10, 4)
    for at in (0, 48, 50, 52, 100):
        assert recording.get_traces(start_frame=at, end_frame=at).shape == (0, 4)
    assert recording.get_traces(channel_ids=[]).shape == (100, 0)
    assert recording.get_traces(start_frame=np.int64(3), end_frame=np.int32(9)).shape == (6, 4)


def test_unknown_channels_and_segments_are_refused_in_words(known):
    recording = known([50])
    with pytest.raises(ValueError, match="unknown channel 'x'"):
        recording.get_traces(channel_ids=["a", "x"])
    with pytest.raises(ValueError, match="segment 1 is out of range"):
        recording.get_traces(segment_index=1)
    two = Recording(recording.segments * 2, 1_000.0, list("abcd"))
    with pytest.raises(ValueError, match="2 segments: give segment_index"):
        two.get_traces()
    assert np.array_equal(two.get_traces(segment_index=1), recording.get_traces())
    with pytest.raises(ValueError, match="no probe"):
        recording.get_probe()


def test_channels_may_be_asked_for_in_any_order_and_twice(known):
    recording = known([50], units=[1])
    traces = recording.get_traces()
    for names in (["d", "a"], ["a", "a"], ["d", "b", "d", "a"], np.array(["c"])):
        indices = recording.ids_to_indices(names)
        assert np.array_equal(recording.get_traces(channel_ids=names), traces[:, indices])


def test_a_window_is_ones_own():
    recording = recording_of("small, independent, drifting")
    first = recording.get_traces(start_frame=0, end_frame=500)
    first[:] = 0
    second = recording.get_traces(start_frame=0, end_frame=500, order="F")
    assert second.any()
    assert second.flags.f_contiguous
    assert recording.get_traces(end_frame=5, return_in_uV=True).flags.c_contiguous


def test_a_recording_answers_what_one_asks_of_a_recording():
    recording = recording_of("small, independent, static")
    assert recording.get_num_samples() == recording.get_num_frames() == recording.get_total_samples() == 60_000
    assert recording.get_duration() == recording.get_total_duration() == 6.0
    assert recording.get_num_channels() == 24
    assert recording.get_sampling_frequency() == 10_000.0
    assert recording.get_num_segments() == 1
    assert recording.get_dtype() == np.float32
    assert recording.get_channel_locations().shape == (24, 2)
    assert recording.get_channel_locations(["3", "1"]).tolist() == recording.get_channel_locations()[[3, 1]].tolist()
    assert recording.get_channel_gains().tolist() == [1.0] * 24
    assert recording.get_channel_offsets().tolist() == [0.0] * 24
    assert recording.get_times()[1] == pytest.approx(1e-4)
    assert "24 channels" in repr(recording)
    assert recording.has_probe()
    recording.get_probe().move([1_000, 1_000])
    assert recording.get_channel_locations().max() < 1_000
