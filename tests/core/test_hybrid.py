"""Hybrid recordings from a configuration: complete, reproducible, lazy, and in words when something does not fit."""

import os
import pickle
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spikeinterface.core as si
import spikeinterface.generation as reference
import spikeinterface.preprocessing as preprocessing
from driftscope import SimulationConfig
from driftscope.base import ConfigError
from driftscope.cache import the_cache
from driftscope.export import ExportError, ExportOptions, export
from driftscope.hybrid import (
    BinarySource,
    Hybrid,
    HybridConfig,
    HybridUnit,
    MeasuredMotionConfig,
    MotionFolder,
    SampleSource,
    SimulationSource,
    SourceMotion,
    SpikeInterfaceSource,
    StillMotion,
    noise_levels_uv,
    quick_checksum,
)
from driftscope.library import open_library
from driftscope.probe import InlineProbe, LinearProbe, NeuropixelsProbe, build_probe
from driftscope.spikes import SpikesConfig
from driftscope.template_set import Templates
from numpy.typing import NDArray
from spikeinterface.core.motion import Motion
from spikeinterface.sortingcomponents.motion import estimate_motion
from spikeinterface.sortingcomponents.peak_detection import detect_peaks
from spikeinterface.sortingcomponents.peak_localization import localize_peaks

FS = 30_000.0
SECONDS = 3
PROBE = build_probe(NeuropixelsProbe(part_number="NP1000", num_contacts=48, first_contact=100))
DATASET = "sample_neuropixels1_visual.zarr"
BELOW = (0.0, -480.0)  # from the middle of the sample's stretch onto 48 contacts


class InMemory:
    """A library of given templates."""

    def __init__(self, **datasets: Templates) -> None:
        self.datasets = datasets

    def read(self, chosen: Any) -> Templates:
        [name] = set(chosen["dataset"])
        return self.datasets[name].take(chosen["template_index"])


@cache
def sample_templates() -> Templates:
    return open_library("sample").read_dataset(DATASET).to_dense()


def noise(kind: str = "float32", seconds: float = SECONDS) -> NDArray[Any]:
    return np.random.default_rng(0).normal(0, 10, (int(seconds * FS), 48)).astype(kind)


def in_memory(kind: str = "float32", gain: float | None = 1.0, **change: Any) -> si.BaseRecording:
    traces = change.get("traces", noise(kind))
    recording = si.NumpyRecording([traces], change.get("fs", FS))
    if (probe := change.get("probe", PROBE)) is not None:
        recording.set_probe(probe)
    if gain is not None:
        recording.set_channel_gains(gain)
        recording.set_channel_offsets(0.0)
    return recording


def config(**change: Any) -> HybridConfig:
    units = tuple(HybridUnit(dataset=DATASET, template_index=index) for index in (1, 3, 5))
    plain = {"units": units, "motion": StillMotion(), "spikes": SpikesConfig(firing_rate_hz=15.0)}
    return HybridConfig(**(plain | change))


def binary(folder: Path, kind: str = "int16", **change: Any) -> BinarySource:
    path = folder / "recorded.bin"
    path.write_bytes(noise(kind).tobytes())
    probe = InlineProbe.of(PROBE)
    given = {"path": path, "num_channels": 48, "probe": probe, "dtype": kind, "gain_uv": 0.5}
    return BinarySource(**(given | change))


# ---- the sample works offline, and everything answers


def test_the_sample_is_there_at_once_and_always_the_same() -> None:
    hybrid = Hybrid(HybridConfig(source=SampleSource(duration_s=10.0)))
    assert hybrid.problems() == ()
    assert hybrid.advice == ()
    assert hybrid.templates.num_units == hybrid.sorting.get_num_units() == 5
    window = hybrid.recording.get_traces(0, 60_000, 61_000)
    the_cache().clear()
    again = Hybrid(HybridConfig(source=SampleSource(duration_s=10.0))).recording.get_traces(0, 60_000, 61_000)
    np.testing.assert_array_equal(window, again)


def test_only_the_spikes_are_added() -> None:
    hybrid = Hybrid(config(), in_memory())
    added = hybrid.recording.get_traces() - hybrid.background.get_traces()
    expected = np.zeros_like(added)
    before, array = hybrid.templates.nbefore, hybrid.templates.templates_array
    for sample, unit in zip(*(hybrid.spikes.all().sample_index, hybrid.spikes.all().unit_index), strict=True):
        rows = slice(max(sample - before, 0), min(sample - before + array.shape[1], len(added)))
        expected[rows] += array[unit, rows.start - sample + before : rows.stop - sample + before]
    np.testing.assert_allclose(added, expected, atol=0.01)
    assert np.abs(added).max() > 50


def test_a_window_is_a_part_of_the_whole() -> None:
    hybrid = Hybrid(HybridConfig(source=SampleSource(duration_s=3.0)))
    whole = hybrid.recording.get_traces()
    for start, end in ((0, 100), (29_000, 31_500), (89_000, 90_000)):
        the_cache().clear()
        np.testing.assert_array_equal(hybrid.recording.get_traces(0, start, end), whole[start:end])
    some = hybrid.recording.get_traces(0, 500, 900, ["7", "3"])
    np.testing.assert_array_equal(some, whole[500:900][:, [7, 3]])


@pytest.mark.parametrize("form", ["yaml", "json", "toml"])
def test_a_configuration_is_complete_in_its_file(tmp_path: Path, form: str) -> None:
    source = binary(tmp_path)
    made = config(source=source, motion=MeasuredMotionConfig.of([0.5, 1.5], [0.0, 300.0], [[0, 1], [2, 3]])).sealed()
    made.save(tmp_path / f"hybrid.{form}")
    read = HybridConfig.load(tmp_path / f"hybrid.{form}")
    assert read == made
    assert read.digest == made.digest
    the_cache().clear()
    np.testing.assert_array_equal(
        Hybrid(read).recording.get_traces(0, 0, 20_000), Hybrid(made).recording.get_traces(0, 0, 20_000)
    )


def test_the_file_in_the_readme_is_a_configuration() -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    [block] = [one for one in re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL) if "source:" in one]
    read = HybridConfig.from_text(block, "yaml")
    assert (read.source.kind, read.motion.kind) == ("binary", "folder")


def test_every_parameter_has_its_sentence() -> None:
    schema = HybridConfig.json_schema()
    for name, part in {"HybridConfig": schema, **schema["$defs"]}.items():
        for field, said in part.get("properties", {}).items():
            assert said.get("description") or "$ref" in said, f"{name}.{field}"


@pytest.mark.parametrize("streams", ["independent", "spikeinterface"])
def test_the_seed_decides_and_the_templates_do_not(streams: str) -> None:
    first = Hybrid(config(streams=streams, seed=1), in_memory())
    again = Hybrid(config(streams=streams, seed=1, taper_ms=1.0), in_memory())
    other = Hybrid(config(streams=streams, seed=2), in_memory())
    np.testing.assert_array_equal(first.spikes.all().sample_index, again.spikes.all().sample_index)
    assert first.spikes.all().sample_index.tolist() != other.spikes.all().sample_index.tolist()


def test_reference_streams_draw_the_reference_s_trains() -> None:
    hybrid = Hybrid(config(streams="spikeinterface", seed=3), in_memory())
    theirs = reference.generate_sorting(3, FS, [float(SECONDS)], 15.0, seed=3).to_spike_vector()
    np.testing.assert_array_equal(hybrid.sorting.to_spike_vector()["sample_index"], theirs["sample_index"])


def test_added_units_do_not_fire_with_those_of_a_generated_background() -> None:
    own = SimulationConfig(duration_s=10.0, seed=5).replace({"motion.components": []})
    hybrid = Hybrid(config(source=SimulationSource(config=own), seed=5, spikes=own.spikes))
    theirs = hybrid.simulation.spikes.all().sample_index  # type: ignore[union-attr]
    assert np.isin(hybrid.spikes.all().sample_index, theirs).mean() < 0.1


def test_a_recording_travels_to_other_processes() -> None:
    recording = Hybrid(HybridConfig(source=SampleSource(duration_s=2.0))).recording
    carried = pickle.loads(pickle.dumps(recording))  # noqa: S301 - our own
    np.testing.assert_array_equal(carried.get_traces(), recording.get_traces())


def test_a_hybrid_is_exported_with_its_ground_truth(tmp_path: Path) -> None:
    hybrid = Hybrid(HybridConfig(source=SampleSource(duration_s=1.0)))
    folder = export(hybrid, tmp_path / "exported", ExportOptions(samples={"dtype": "float32"}), jobs=1)
    [traces] = folder.rglob("traces.raw")
    written = np.fromfile(traces, "<f4").reshape(-1, 96)
    np.testing.assert_array_equal(written, hybrid.recording.get_traces())
    with pytest.raises(ExportError, match="only in memory"):
        export(Hybrid(config(), in_memory()), tmp_path / "other")


# ---- sources


@pytest.mark.parametrize("kind", ["int16", "float32"])
def test_a_file_is_read_only_and_may_be_protected(tmp_path: Path, kind: str) -> None:
    source = binary(tmp_path, kind)
    os.chmod(source.path, 0o444)
    before = source.path.stat().st_mtime_ns, source.path.read_bytes()
    hybrid = Hybrid(config(source=source))
    np.testing.assert_allclose(hybrid.background.get_traces(), noise(kind) * 0.5)
    assert (hybrid.recording.get_traces() != hybrid.background.get_traces()).any()
    assert (source.path.stat().st_mtime_ns, source.path.read_bytes()) == before


def test_a_file_that_has_changed_is_noticed(tmp_path: Path) -> None:
    sealed = config(source=binary(tmp_path)).sealed()
    assert sealed.source.checksum == quick_checksum(sealed.source.path)  # type: ignore[union-attr]
    assert Hybrid(sealed).problems() == ()
    content = bytearray(sealed.source.path.read_bytes())  # type: ignore[union-attr]
    content[0] ^= 1
    sealed.source.path.write_bytes(content)  # type: ignore[union-attr]
    [problem] = Hybrid(sealed).problems()
    assert problem.path == "source.checksum"
    assert "another recording" in problem.message
    assert "of the same size" in problem.message
    sealed.source.path.write_bytes(content[:-96])  # type: ignore[union-attr]
    assert "bytes instead of" in Hybrid(sealed).problems()[0].message


def test_a_checksum_of_a_huge_file_reads_little_of_it(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(2**40)
    first = quick_checksum(path)
    with path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"1")
    assert first != quick_checksum(path)
    assert first.split("-")[:2] == ["quick1", str(2**40)]


def test_a_checksum_of_a_folder_knows_names_and_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    first = quick_checksum(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    assert quick_checksum(tmp_path) != first
    (tmp_path / "b").rename(tmp_path / "a")
    assert quick_checksum(tmp_path) == first


# A recording in memory has no file to be made from again, which SpikeInterface says when it is saved.
@pytest.mark.filterwarnings("ignore:The extractor is not serializable to file:UserWarning")
# It also leaves the file open that it has written.
@pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning")
def test_a_saved_recording_without_probe_or_gain_is_completed(tmp_path: Path) -> None:
    in_memory("int16", gain=None, probe=None).save(folder=tmp_path / "saved")
    bare = SpikeInterfaceSource(path=tmp_path / "saved")
    assert "give gain_uv" in Hybrid(config(source=bare)).problems()[0].message
    half = bare.replace(gain_uv=0.5)
    assert "where its channels are" in Hybrid(config(source=half)).problems()[0].message
    whole = half.replace(probe=InlineProbe.of(PROBE))
    np.testing.assert_allclose(Hybrid(config(source=whole)).background.get_traces(), noise("int16") * 0.5)
    other = half.replace(probe=LinearProbe(num_contacts=47))
    [problem] = Hybrid(config(source=other)).problems()
    assert (problem.path, "47 contacts" in problem.message) == ("source.probe", True)


# ---- units


def test_templates_arrive_as_they_are_in_the_library() -> None:
    hybrid = Hybrid(HybridConfig(source=SampleSource(duration_s=1.0)))
    expected = sample_templates().take([1, 5, 9, 13, 17])
    np.testing.assert_allclose(hybrid.templates.templates_array, expected.get_dense_templates(), atol=0.01)
    assert hybrid.templates.table["template_index"].tolist() == [1, 5, 9, 13, 17]
    assert hybrid.sorting.get_property("dataset").tolist() == [DATASET] * 5  # type: ignore[union-attr]


def test_a_unit_moves_to_where_it_is_wanted() -> None:
    here = HybridUnit(dataset=DATASET, template_index=9)
    there = here.replace(move_um=(0.0, -200.0))
    hybrid = Hybrid(HybridConfig(source=SampleSource(duration_s=1.0), units=(here, there)))
    moved = hybrid.locations_um[1] - hybrid.locations_um[0]
    np.testing.assert_allclose(moved, [0.0, -200.0, 0.0], atol=1e-6)
    main = hybrid.contact_positions_um[hybrid.templates.get_main_channels(), 1]
    assert main[1] - main[0] == pytest.approx(-200.0, abs=20.0)


def test_amplitude_and_signal_to_noise_are_met() -> None:
    loud = HybridUnit(dataset=DATASET, template_index=1, peak_uv=123.0)
    clear = HybridUnit(dataset=DATASET, template_index=3, snr=7.5)
    hybrid = Hybrid(config(units=(loud, clear, loud.replace(peak_uv=None))), in_memory())
    peaks = np.abs(hybrid.templates.templates_array).max(axis=1)
    assert peaks[0].max() == pytest.approx(123.0, rel=1e-5)
    assert peaks[1].max() / hybrid.noise_levels_uv[peaks[1].argmax()] == pytest.approx(7.5, rel=1e-5)
    assert peaks[2].max() == pytest.approx(np.abs(sample_templates().templates_array[1]).max(), rel=1e-3)


def test_noise_levels_are_those_of_spikeinterface() -> None:
    recording = in_memory()
    theirs = si.get_noise_levels(recording, method="mad", random_slices_kwargs={"seed": 0}, progress_bar=False)
    np.testing.assert_allclose(noise_levels_uv(Hybrid(config(), recording).background), theirs, rtol=0.05)


def test_templates_of_other_windows_and_probes_meet() -> None:
    whole = sample_templates()
    cut = Templates(
        whole.templates_array[:, 30:150], FS, whole.nbefore - 30, probe=whole.probe, channel_ids=whole.channel_ids
    )
    library = InMemory(long=whole, short=cut)
    units = (HybridUnit(dataset="short", template_index=1), HybridUnit(dataset="long", template_index=1))
    hybrid = Hybrid(config(units=units), in_memory(), library)  # type: ignore[arg-type]
    short, long = hybrid.templates.templates_array
    assert short.shape == long.shape
    assert np.abs(short).argmax() == np.abs(long).argmax()


def test_a_taper_ends_what_was_cut_off() -> None:
    whole = sample_templates()
    cut = Templates(whole.templates_array[:, 60:110], FS, whole.nbefore - 60, probe=whole.probe)
    library: Any = InMemory(cut=cut)
    units = (HybridUnit(dataset="cut", template_index=1),)
    [advice] = [one for one in Hybrid(config(units=units), in_memory(), library).advice if one.path == "taper_ms"]
    assert "is cut off" in advice.message
    faded = Hybrid(config(units=units, taper_ms=0.5), in_memory(), library)
    assert not [one for one in faded.advice if one.path == "taper_ms"]
    mended = Hybrid(config(units=units).replace(advice.changes), in_memory(), library)
    assert not [one for one in mended.advice if one.path == "taper_ms"]


def test_a_unit_partly_off_the_probe_is_kept_and_spoken_of() -> None:
    off = HybridUnit(dataset=DATASET, template_index=1, move_um=(0.0, -110.0))
    hybrid = Hybrid(config(units=(off,)), in_memory())
    [advice] = [one for one in hybrid.advice if one.path == "units.0.move_um"]
    assert "of the template's peak are left" in advice.message
    mended = Hybrid(hybrid.config.replace(advice.changes), hybrid.raw_background, hybrid.library)
    assert not [one for one in mended.advice if one.path == "units.0.move_um"]
    assert np.abs(hybrid.templates.templates_array).max() > 1


def test_a_template_from_the_end_of_its_probe_is_spoken_of_in_the_middle_of_another() -> None:
    whole = sample_templates()
    main = int(whole.take([5]).get_main_channels()[0])
    ended: Any = InMemory(ended=whole.select_channels(whole.channel_ids[main - 20 : main + 1]))
    units = (HybridUnit(dataset="ended", template_index=5),)
    advice = {one.path: one.message for one in Hybrid(config(units=units), in_memory(), ended).advice}
    assert "where the probe of its dataset ended" in advice["units.0.template_index"]


# ---- motion


def test_units_follow_arrays() -> None:
    times = np.arange(SECONDS * 2) * 0.5 + 0.25
    course = np.where(times < 2, 0.0, 40.0)[:, np.newaxis]
    motion = MeasuredMotionConfig.of(times, [0.0], course, step_um=0.5)
    moving = Hybrid(config(motion=motion), in_memory())
    still = Hybrid(config(), in_memory())
    first, last = (0, 30_000), (66_000, 90_000)
    np.testing.assert_allclose(moving.recording.get_traces(0, *first), still.recording.get_traces(0, *first), atol=0.01)
    depths = PROBE.contact_positions[:, 1]
    added = [
        np.abs(one.recording.get_traces(0, *last) - one.background.get_traces(0, *last)).max(axis=0)
        for one in (still, moving)
    ]
    centres = [(one * depths).sum() / one.sum() for one in added]
    assert centres[1] - centres[0] == pytest.approx(40.0, abs=15.0)  # up, as the sign says
    np.testing.assert_array_equal(moving.static.get_traces(0, *last), still.recording.get_traces(0, *last))


def test_traces_equal_spikeinterface_s_hybrid() -> None:
    course = np.random.default_rng(1).uniform(-6, 6, (8, 1))
    course[:2] = [[-6.0], [6.0]]
    times = np.arange(8) * 0.5 + 0.25
    motion = MeasuredMotionConfig.of(times, [0.0], course, sampling_frequency_hz=2.0)
    whole = sample_templates()
    short = Templates(whole.templates_array[:, 70:110, :48], FS, whole.nbefore - 70, probe=PROBE)
    library: Any = InMemory(short=short)
    units = tuple(HybridUnit(dataset="short", template_index=index) for index in (1, 3))
    hybrid = Hybrid(config(motion=motion, units=units), in_memory(), library)
    theirs, _ = reference.generate_hybrid_recording(
        in_memory(),
        sorting=hybrid.sorting.to_spikeinterface(),
        templates=hybrid.templates.to_spikeinterface(),
        motion=Motion(course, times, np.array([0.0])),
        drift_step_um=0.92,  # makes thirteen steps from -6 to 6
        amplitude_std=0.0,
    )
    windows = [(0, 20_000), (50_000, 70_000)]
    for window in windows:
        np.testing.assert_allclose(
            hybrid.recording.get_traces(0, *window), theirs.get_traces(0, *window), rtol=0, atol=0.01
        )


def test_units_follow_the_tissue_of_a_generated_background() -> None:
    hybrid = Hybrid(HybridConfig(source=SampleSource(duration_s=20.0)))
    simulation = hybrid.simulation
    assert simulation is not None
    added, known = hybrid.motion.unit_displacements_um()[:, :, 1], simulation.motion.unit_displacements_um()[:, :, 1]
    for unit, depth in enumerate(hybrid.locations_um[:, 1]):
        nearest = int(np.abs(simulation.locations_um[:, 1] - depth).argmin())
        np.testing.assert_allclose(added[:, unit], known[:, nearest], atol=1.0)
    assert np.ptp(added) > 10


def test_estimated_motion_has_the_sign_of_the_drift(tmp_path: Path) -> None:
    """From SpikeInterface's estimate, by way of its folder, to where the added units are."""
    own = SimulationConfig().replace({
        "duration_s": 16.0,
        "probe": {"kind": "multi_column", "num_contacts_per_column": 16},
        "units.num_units": 40,
        "units.minimum_distance_um": None,
        "spikes.firing_rate_hz": (8.0, 15.0),
        "templates.alpha_uv": (150.0, 500.0),
        "noise.level_uv": 5.0,
        "motion.components": [{"kind": "zigzag", "period_s": 16.0}],
    })  # fmt: skip
    source = SimulationSource(config=own)
    background = Hybrid(config(source=source)).background.to_spikeinterface()
    filtered = preprocessing.common_reference(preprocessing.bandpass_filter(background, 300.0, 6_000.0))
    one: dict[str, Any] = {"n_jobs": 1, "chunk_duration": "1s", "progress_bar": False}
    levels = si.get_noise_levels(filtered, random_slices_kwargs={"seed": 0}, **one)
    detection = {"detect_threshold": 40, "exclude_sweep_ms": 0.5, "noise_levels": levels}
    peaks = detect_peaks(filtered, method="by_channel", method_kwargs=detection, job_kwargs=one)
    places = localize_peaks(filtered, peaks, method="center_of_mass", job_kwargs=one)
    estimated = estimate_motion(
        filtered, peaks, places, rigid=True, method="decentralized", conv_engine="numpy", bin_s=1.0, bin_um=2.0
    )
    estimated.save(tmp_path / "motion")
    following = Hybrid(config(source=source, motion=MotionFolder(path=tmp_path / "motion")))
    truth = Hybrid(config(source=source, motion=SourceMotion())).motion.unit_displacements_um()[:, 0, 1]
    followed = following.motion.unit_displacements_um()[:, 0, 1]
    assert np.corrcoef(followed, truth)[0, 1] > 0.95
    assert np.std(followed) > 0.5 * np.std(truth)


# ---- what does not fit


@pytest.mark.parametrize(
    ("recording", "path", "words"),
    [
        (in_memory(probe=None), "source.probe", "where its channels are"),
        (in_memory("int16", gain=None), "source.gain_uv", "how many µV a step is"),
        (in_memory(traces=np.where(noise() > 45, np.nan, noise())), "source", "NaN or infinite"),
        (in_memory(traces=noise().astype(bool)), "source.dtype", "not a sample type"),
        ("a file name", "source.recording", "must answer get_traces"),
    ],
)
def test_a_recording_that_does_not_fit_is_refused_in_words(recording: Any, path: str, words: str) -> None:
    problems = {problem.path: problem.message for problem in Hybrid(config(), recording).problems()}
    assert words in problems[path]


def test_templates_of_another_rate_are_resampled_and_that_is_said() -> None:
    slow = Hybrid(config(), in_memory(fs=25_000.0))
    assert slow.problems() == ()
    said = {advice.path: advice.message for advice in slow.advice}
    assert "sampled at 30000 Hz, the recording at 25000 Hz: they are resampled" in said["units.0.dataset"]
    assert "12500 Hz (units 0, 1, 2)" in said["units.0.dataset"]
    own, stored = slow.templates, Hybrid(config(), in_memory()).templates
    assert own.sampling_frequency == 25_000.0
    assert own.nbefore == pytest.approx(stored.nbefore / 1.2, abs=1)
    peaks, expected = (np.ptp(one.get_dense_templates(), axis=1).max(axis=1) for one in (own, stored))
    np.testing.assert_allclose(peaks, expected, rtol=0.05)
    assert not any("resampled" in advice.message for advice in Hybrid(config(), in_memory()).advice)


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"segment_index": 3}, "segment_index", "has 1 segments"),
        ({"units": (HybridUnit(dataset="nowhere.zarr", template_index=0),)}, "units.0.dataset", "nowhere"),
        ({"units": (HybridUnit(dataset=DATASET, template_index=900),)}, "units.0.dataset", "no template 900"),
        (
            {"units": (HybridUnit(dataset=DATASET, template_index=1, move_um=(0.0, 9e3)),)},
            "units.0.move_um",
            "off the recording's probe",
        ),
        ({"units": (HybridUnit(dataset=DATASET, template_index=17),)}, "units.0.move_um", "move it onto it"),
        ({"motion": MotionFolder(path="nowhere")}, "motion.path", "Motion.save"),
        (
            {"motion": MeasuredMotionConfig.of([1.0, 0.5], [0.0], [[0.0], [1.0]])},
            "motion.times_s",
            "increase",
        ),
        ({"library": "/nowhere"}, "units.0.dataset", "no such folder"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused_in_words(change: Any, path: str, words: str) -> None:
    problems = {problem.path: problem.message for problem in Hybrid(config(**change), in_memory()).problems()}
    assert words in problems[path]


def test_all_problems_of_a_configuration_come_at_once() -> None:
    unit = {"dataset": DATASET, "template_index": 1, "snr": 3.0, "peak_uv": 50.0}
    with pytest.raises(ConfigError) as refused:
        HybridConfig.from_dict({
            "units": [unit],
            "spikes": {"firing_rate_hz": 400.0, "times_s": None, "refractory_period_ms": 4.0},
            "motion": {"kind": "source"},
            "source": {"kind": "binary", "path": "x.bin"},
        })  # fmt: skip
    paths = {problem.path for problem in refused.value.problems}
    assert paths == {"units.0.snr", "spikes.refractory_period_ms", "motion.kind"}
    with pytest.raises(ConfigError, match="at least one"):
        HybridConfig(units=())


def test_problems_of_every_stage_come_at_once(tmp_path: Path) -> None:
    broken = config(
        units=(HybridUnit(dataset="nowhere.zarr", template_index=0),), motion=MotionFolder(path=tmp_path / "nowhere")
    )
    paths = {problem.path for problem in Hybrid(broken, in_memory()).problems()}
    assert "units.0.dataset" in paths


def test_advice_is_given_and_travels_with_the_recording() -> None:
    hybrid = Hybrid(config(), in_memory())
    assert any("does not drift" in one.message for one in hybrid.advice)
    assert any("does not drift" in sentence for sentence in hybrid.recording.get_annotation("advice"))


def test_files_that_call_the_peak_an_amplitude_still_open():
    unit = {"dataset": DATASET, "template_index": 1, "amplitude_uv": 50.0}
    former = HybridConfig.from_dict({"units": [unit]})
    assert former.units[0].peak_uv == 50.0
    assert former == HybridConfig(units=[HybridUnit(dataset=DATASET, template_index=1, peak_uv=50.0)])
    assert "amplitude_uv" not in former.to_text("yaml")
    with pytest.raises(ConfigError, match="amplitude_uv"):
        HybridConfig.from_dict({"units": [{**unit, "peak_uv": 60.0}]})


def test_heights_have_a_name_each_and_are_what_it_says():
    library = open_library("sample")
    name = "sample_neuropixels1_visual.zarr"
    wanted = (library.table["dataset"] == name) & np.isin(library.table["template_index"], [1, 5, 9])
    templates = library.read(library.table.take(wanted))
    units = [HybridUnit(dataset=name, template_index=index) for index in (1, 5, 9)]
    hybrid = Hybrid(HybridConfig(units=units))
    dense = templates.get_dense_templates()
    np.testing.assert_allclose(templates.table["peak_to_peak_uv"], np.ptp(dense, axis=1).max(axis=1), rtol=1e-5)
    on_the_probe = np.abs(hybrid.placed.at_rest).max(axis=(1, 2))
    np.testing.assert_allclose(hybrid.templates.table["peak_uv"], on_the_probe)
    np.testing.assert_allclose(hybrid.sorting.get_property("peak_uv"), on_the_probe)
    assert (templates.table["peak_to_peak_uv"] > 1.1 * on_the_probe).all()


def breathing(**change: Any) -> MeasuredMotionConfig:
    times = (np.arange(SECONDS * 250) + 0.5) / 250
    moved = np.sin(2 * np.pi * 4 * times)[:, np.newaxis] * [20.0, 10.0]
    given = {"times_s": times, "depths_um": [1_000.0, 1_460.0], "displacement_um": moved}
    return MeasuredMotionConfig.of(**(given | change))


def test_a_measured_motion_is_followed_at_its_own_rate_and_a_lower_one_is_spoken_of() -> None:
    own = Hybrid(config(motion=breathing()), in_memory())
    assert own.motion.sampling_frequency_hz == pytest.approx(250)
    assert not [one for one in own.advice if one.path.startswith("motion")]
    slow = config(motion=breathing().replace(sampling_frequency_hz=5.0))
    [said] = [one for one in Hybrid(slow, in_memory()).advice if one.path.startswith("motion")]
    assert "measured at 250 Hz, but is followed at 5 Hz" in said.message
    assert Hybrid(slow.replace(said.changes), in_memory()).motion.sampling_frequency_hz == pytest.approx(250)


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"times_s": (np.arange(SECONDS * 250) + 0.5) * 4}, "motion.times_s", "milliseconds"),
        ({"times_s": 500 + np.arange(SECONDS * 250) / 250}, "motion.times_s", "after the recording ends (3 s)"),
        ({"depths_um": [6_000.0, 7_000.0]}, "motion.depths_um", "lie beside the probe (1000 to 1460 µm)"),
    ],
)
def test_a_motion_of_another_recording_is_refused(change: dict[str, Any], path: str, words: str) -> None:
    problems = {one.path: one.message for one in Hybrid(config(motion=breathing(**change)), in_memory()).problems()}
    assert words in problems[path]


def test_what_a_motion_does_not_cover_is_advice() -> None:
    short = breathing(times_s=np.arange(SECONDS * 250) / 500)
    [said] = [one for one in Hybrid(config(motion=short), in_memory()).advice if one.path.startswith("motion")]
    assert (said.path, "held" in said.message) == ("motion.times_s", True)


def test_the_parent_of_a_motion_folder_opens_and_is_sealed(tmp_path: Path) -> None:
    from spikeinterface.core.motion import Motion as TheirMotion

    made = breathing()
    TheirMotion(np.array(made.displacement_um), np.array(made.times_s), np.array(made.depths_um)).save(
        tmp_path / "motion"
    )
    parent = config(motion=MotionFolder(path=tmp_path)).sealed()
    for path in (tmp_path, tmp_path / "motion", tmp_path / "motion" / "displacement_seg0.npy"):
        same = Hybrid(parent.replace({"motion.path": str(path)}), in_memory())
        np.testing.assert_array_equal(
            same.motion.vectors_um, Hybrid(config(motion=made), in_memory()).motion.vectors_um
        )
