"""A recording as a lazy array: the same samples, on any scheduler, and nothing before it is asked for."""

import pickle
import subprocess
import sys
from functools import cache
from pathlib import Path

import dask
import dask.array as da
import numpy as np
import pytest
import xarray as xr
from dask.distributed import Client
from driftscope import Simulation, SimulationConfig, generation
from driftscope.lazy_arrays import CHUNK_BYTES, Samples
from driftscope.recording import Recording
from hypothesis import given, settings
from hypothesis import strategies as st

CONFIG = SimulationConfig().replace({
    "duration_s": 3.0,
    "sampling_frequency_hz": 10_000.0,
    "probe": {"kind": "multi_column", "num_contacts_per_column": 6},
    "units.num_units": 8,
    "units.minimum_distance_um": None,
    "motion.components": [{"kind": "zigzag", "period_s": 2.0}],
})  # fmt: skip
DAY_S = 86_400.0


@cache
def recording() -> Recording:
    return Simulation(CONFIG).drifting


@cache
def whole() -> np.ndarray:
    return recording().get_traces()


def day() -> Recording:
    return Simulation(CONFIG.replace(duration_s=DAY_S)).drifting


def indices(size):
    whole_numbers = st.integers(-size, size - 1)
    ends = st.none() | st.integers(-size, size)
    steps = st.none() | st.sampled_from([1, 2, 7, -1, -3])
    return whole_numbers | st.builds(slice, ends, ends, steps)


@settings(max_examples=60)
@given(rows=indices(30_000), columns=indices(12), chunk_s=st.sampled_from([None, 0.11, 0.5, 50.0]))
def test_any_slice_is_the_slice_of_the_whole(rows, columns, chunk_s):
    part = recording().to_dask(chunk_s=chunk_s)[rows, columns].compute(scheduler="synchronous")
    np.testing.assert_array_equal(part, whole()[rows, columns])
    assert part.dtype == np.float32


def test_rows_and_channels_in_any_order_are_those_of_the_whole():
    rows, columns = [29_999, 4, 4, 17], [7, 0]
    lazy = recording().to_dask(chunk_s=0.2)
    np.testing.assert_array_equal(lazy[rows].compute(), whole()[rows])
    np.testing.assert_array_equal(lazy[rows, 2].compute(), whole()[rows, 2])
    np.testing.assert_array_equal(lazy[:100, columns].compute(), whole()[:100, columns])


@pytest.mark.parametrize("scheduler", ["synchronous", "threads", "processes"])
def test_every_scheduler_computes_the_same_samples(scheduler):
    computed = recording().to_dask(chunk_s=0.4).compute(scheduler=scheduler, num_workers=2)
    np.testing.assert_array_equal(computed, whole())


def test_workers_of_a_cluster_compute_the_same_samples():
    ports = {"dashboard_address": "127.0.0.1:0", "scheduler_port": 0}
    with Client(n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", **ports) as client:
        lazy = recording().to_dask(chunk_s=0.4)
        np.testing.assert_array_equal(client.compute(lazy).result(), whole())
        loudest = client.compute(abs(recording().to_xarray()).max("time")).result()
        np.testing.assert_array_equal(loudest.values, abs(whole()).max(axis=0))


@pytest.mark.parametrize("streams", ["independent", "spikeinterface"])
def test_chunks_end_where_blocks_of_the_noise_end(streams):
    config = CONFIG.replace({"streams": streams, "duration_s": DAY_S, "probe.num_contacts_per_column": 60})
    simulation = Simulation(config)
    rows, columns = simulation.drifting.to_dask().chunks
    assert columns == (120,)
    assert set(np.cumsum(rows)[:-1] % simulation.noise.noise.block_size) == {0}
    assert CHUNK_BYTES / 2 < rows[0] * 120 * 4 <= CHUNK_BYTES
    assert simulation.drifting.to_dask(chunk_s=0.3).chunksize == (3_000, 120)


def test_nothing_is_computed_before_it_is_asked_for():
    long = day()
    lazy, labelled = long.to_dask(), long.to_xarray()
    assert lazy.shape == labelled.shape == (864_000_000, 12)
    at = 500_000_000
    expected = long.get_traces(start_frame=at, end_frame=at + 50)
    np.testing.assert_array_equal(lazy[at : at + 50].compute(), expected)
    np.testing.assert_array_equal(labelled.isel(time=slice(at, at + 50)).values, expected)


def test_only_what_is_asked_for_is_computed(monkeypatch):
    asked = []
    windows = Recording.get_traces

    def watched(self, segment_index, start_frame, end_frame, channel_ids):
        asked.append((start_frame, end_frame, None if channel_ids is None else list(channel_ids)))
        return windows(self, segment_index, start_frame, end_frame, channel_ids)

    monkeypatch.setattr(Recording, "get_traces", watched)
    recording().to_dask()[20_000:20_010, 3:5].compute(scheduler="synchronous")
    recording().to_dask()[20_000:20_010, 3].compute(scheduler="synchronous")
    recording().to_xarray().sel(time=slice(2.0, 2.0009)).compute(scheduler="synchronous")
    assert asked == [(20_000, 20_010, ["3", "4"]), (20_000, 20_010, ["3"]), (20_000, 20_010, None)]


def test_the_recording_stands_once_in_a_graph_of_any_length():
    long = day()
    lazy = long.to_dask(chunk_s=30.0)
    assert lazy.npartitions == 2_880
    own = len(pickle.dumps(long))
    assert len(pickle.dumps(lazy)) < own + 50_000
    [optimized] = dask.optimize(lazy)
    tasks = dict(optimized.__dask_graph__())
    sizes = sorted(len(pickle.dumps(task)) for task in tasks.values())
    assert len(tasks) == 2_881
    assert sizes[-1] > own - 1_000
    assert sizes[-2] < 2_000


def test_a_process_keeps_one_recording_of_a_name(tmp_path: Path):
    samples = Samples(recording(), 0)
    assert pickle.loads(pickle.dumps(samples)).recording is recording()  # noqa: S301 - our own
    (tmp_path / "samples.pickle").write_bytes(pickle.dumps(samples))
    code = (
        "import pickle, pathlib, sys; sent = pathlib.Path(sys.argv[1], 'samples.pickle').read_bytes()\n"
        "first, second = pickle.loads(sent), pickle.loads(sent)\n"
        "print(first.recording is second.recording, first.recording is pickle.loads(pickle.dumps(second)).recording)"
    )
    said = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, capture_output=True, text=True)
    assert said.stdout.split() == ["True", "True"]


def test_the_same_array_has_the_same_name():
    assert recording().to_dask().name == recording().to_dask().name
    names = {recording().to_dask(chunk_s=chunk_s).name for chunk_s in (None, 0.1, 0.2)}
    assert len(names | {Simulation(CONFIG).static.to_dask().name}) == 4


def test_a_pickled_array_is_the_same_array():
    copied = pickle.loads(pickle.dumps(recording().to_dask()))  # noqa: S301 - our own
    np.testing.assert_array_equal(copied[:90].compute(), whole()[:90])
    labelled = pickle.loads(pickle.dumps(recording().to_xarray()))  # noqa: S301 - our own
    xr.testing.assert_identical(labelled[:90], recording().to_xarray()[:90])


def test_a_labelled_array_says_what_it_holds():
    labelled = recording().to_xarray()
    assert isinstance(labelled.data, da.Array)
    assert labelled.dims == ("time", "channel")
    assert labelled.attrs["units"] == "uV"
    assert labelled.attrs["sampling_frequency_hz"] == 10_000.0
    assert {name: labelled[name].attrs.get("units") for name in ("time", "x_um", "depth_um")} == {
        "time": "s",
        "x_um": "um",
        "depth_um": "um",
    }
    np.testing.assert_allclose(labelled.time, recording().get_times(), rtol=0, atol=1e-9)
    assert labelled.channel.values.tolist() == recording().channel_ids.tolist()
    np.testing.assert_array_equal(np.stack([labelled.x_um, labelled.y_um], axis=1), recording().get_channel_locations())
    np.testing.assert_array_equal(labelled.depth_um, labelled.y_um)


@settings(max_examples=60)
@given(ends=st.tuples(*[st.none() | st.integers(-30, 30_030)] * 2), shift=st.integers(0, 900), step=st.integers(1, 9))
def test_from_one_time_to_another_is_what_the_times_say(ends, shift, step):
    """Also when an end is a sample's own time, as rounding would have it or not."""
    labelled = recording().to_xarray().isel(time=slice(shift, None, step))
    times = recording().get_times()[shift::step]
    low, high = (None if end is None else end / 10_000 for end in ends)
    chosen = labelled.sel(time=slice(low, high))
    inside = (times >= (-1 if low is None else low - 1e-9)) & (times <= (9 if high is None else high + 1e-9))
    np.testing.assert_allclose(chosen.time, times[inside], rtol=0, atol=1e-9)


def test_times_and_channels_are_found_by_their_names():
    labelled = recording().to_xarray()
    near = labelled.sel(time=[1.00004, 2.0], method="nearest")
    np.testing.assert_array_equal(near.values, whole()[[10_000, 20_000]])
    np.testing.assert_array_equal(labelled.sel(channel=["3", "1"])[:9].values, whole()[:9, [3, 1]])
    np.testing.assert_array_equal(labelled[:9, labelled.depth_um > 60].values, whole()[:9, labelled.depth_um > 60])
    assert labelled.isel(time=[5, 3]).time.values.tolist() == pytest.approx([5e-4, 3e-4])
    with pytest.raises(ValueError, match="without a step"):
        labelled.sel(time=slice(0, 1, 2))


def test_windows_are_put_one_behind_the_other_and_picked_by_what_holds():
    labelled = recording().to_xarray()
    windows = [labelled.sel(time=slice(at, at + 0.0099)) for at in (2.0, 0.5)]
    joined = xr.concat(windows, "time")
    np.testing.assert_array_equal(joined.values, np.concatenate([whole()[20_000:20_100], whole()[5_000:5_100]]))
    np.testing.assert_allclose(joined.time, np.concatenate([window.time for window in windows]))
    window = labelled[:100]
    picked = window.where((window.time > 0.005) & (window.channel != "3"), drop=True)
    np.testing.assert_array_equal(picked.values, np.delete(whole()[51:100], 3, axis=1))
    np.testing.assert_allclose(picked.time, recording().get_times()[51:100])
    assert window.to_pandas().index[-1] == pytest.approx(0.0099)


def test_windows_of_two_recordings_subtract_sample_by_sample():
    simulation = Simulation(CONFIG)
    moved = simulation.drifting.to_xarray() - simulation.static.to_xarray()
    window = slice(9_000, 9_500)
    expected = simulation.drifting.get_traces()[window] - simulation.static.get_traces()[window]
    np.testing.assert_array_equal(moved.isel(time=window).values, expected)


def test_segments_begin_when_they_begin():
    two = generation.generate_recording(2, durations=[0.2, 0.1], t_starts=[3.0, 50.0], set_probe=False, seed=0)
    assert two.to_dask(1).shape == (3_000, 2)
    labelled = two.to_xarray(1)
    assert float(labelled.time[0]) == 50.0
    assert "depth_um" not in labelled.coords
    np.testing.assert_array_equal(labelled.values, two.get_traces(1))
    with pytest.raises(ValueError, match="2 segments: give segment_index"):
        two.to_dask()
    with pytest.raises(ValueError, match="segment 2 is out of range"):
        two.to_xarray(2)


@pytest.mark.parametrize("chunk_s", [0.0, -1.0, 1e-5, float("nan"), float("inf")])
def test_a_chunk_without_a_sample_is_refused_in_words(chunk_s):
    with pytest.raises(ValueError, match=r"chunk_s \(.*\): must be at least one sample, 0.0001 s"):
        recording().to_dask(chunk_s=chunk_s)


def test_without_dask_the_error_names_the_extra():
    code = (
        "import sys; sys.modules['dask'] = None\n"
        "import driftscope\n"
        "recording = driftscope.generation.generate_recording(seed=0)\n"
        "try:\n    recording.to_dask()\n"
        "except ImportError as error:\n    print(error)\n"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "needs dask: pip install 'driftscope[dask]'" in said
