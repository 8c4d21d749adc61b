"""Hybrid recordings equal those of the installed SpikeInterface, but where it is mistaken."""

import copy
import inspect
import pickle
from typing import Any

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import generation
from driftscope.template_set import Templates
from numpy.typing import NDArray
from probeinterface import Probe, generate_multi_columns_probe
from spikeinterface.core import NumpyRecording, NumpySorting
from spikeinterface.core import Templates as TheirTemplates
from spikeinterface.core.motion import Motion

FS = 10_000.0
NO_MOTION = "ignore:No Motion is provided:UserWarning"
WITHOUT_MOTION = "ignore:no motion is given:UserWarning"
CUT_OFF = "ignore:templates .* are cut off:UserWarning"
NAMES = [
    "estimate_templates_from_recording",
    "generate_hybrid_recording",
    "interpolate_templates",
    "move_dense_templates",
    "relocate_templates",
    "scale_template_to_range",
    "select_templates",
    "split_sorting_by_amplitudes",
    "split_sorting_by_times",
    "DriftingTemplates",
    "InjectDriftingTemplatesRecording",
]


def probe(rows: int = 8) -> Probe:
    made = generate_multi_columns_probe(2, rows, xpitch=20, ypitch=20, y_shift_per_column=[0, 10])
    made.set_device_channel_indices(np.arange(2 * rows))
    return made


def waveforms(number: int, on: Probe, seed: int = 0) -> NDArray[Any]:
    locations = generation.generate_unit_locations(
        number, on.contact_positions, -10.0, minimum_distance=None, seed=seed
    )
    return generation.generate_templates(
        on.contact_positions, locations, FS, 1.0, 3.0, seed=seed, unit_params={"alpha": (2000.0, 5000.0)}
    )


def their_templates(number: int = 3, on: Probe | None = None, seed: int = 0) -> TheirTemplates:
    wires = on or probe()
    return TheirTemplates(waveforms(number, wires, seed), FS, 10, probe=wires)


def background(kind: str = "float32", seconds: float = 4.0, gain: float | None = None) -> NumpyRecording:
    rng = np.random.default_rng(5)
    traces = rng.normal(0, 5, (int(seconds * FS), 16)).astype(kind)
    recording = NumpyRecording([traces], FS)
    recording.set_probe(probe())
    if gain is not None:
        recording.set_channel_gains(gain)
        recording.set_channel_offsets(0.0)
    return recording


def motion(axis: str = "y", seed: int = 1, rigid: bool = False) -> Motion:
    rng = np.random.default_rng(seed)
    bins = np.array([70.0]) if rigid else np.array([0.0, 60.0, 150.0])
    return Motion(rng.uniform(-9, 9, (8, bins.size)), np.arange(8) * 0.5 + 0.25, bins, direction=axis)


def equal(ours: Any, theirs: Any, tolerance: float = 0.01) -> None:
    assert ours.get_dtype() == theirs.get_dtype()
    assert ours.channel_ids.tolist() == theirs.channel_ids.tolist()
    for segment in range(theirs.get_num_segments()):
        end = theirs.get_num_samples(segment)
        mine, other = ours.get_traces(segment, 0, end), theirs.get_traces(segment, 0, end)
        np.testing.assert_allclose(mine, other, rtol=0, atol=tolerance)


def outline(function: Any) -> list[Any]:
    return [(one.name, one.default) for one in inspect.signature(function).parameters.values()]


# Noted before any test runs: a call of the reference changes the defaults of its next one.
THEIR_ARGUMENTS = {name: copy.deepcopy(outline(getattr(reference, name))) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_arguments_begin_with_the_reference_s_names_order_and_defaults(name: str) -> None:
    theirs = THEIR_ARGUMENTS[name]
    assert outline(getattr(generation, name))[: len(theirs)] == theirs
    assert name in generation.__all__


# ---- templates: moved, chosen, scaled, relocated


@pytest.mark.parametrize("method", ["cubic", "linear", "nearest", "thin_plate"])
@pytest.mark.parametrize("axes", [2, 3])
def test_interpolated_templates_are_equal(method: str, axes: int) -> None:
    wires = probe()
    array = waveforms(2, wires)[:, 5:25]
    places = wires.contact_positions + np.array([3.0, -7.3])
    wanted = places if axes == 2 else np.stack([places, places - 11.0])
    mine = generation.interpolate_templates(array, wires.contact_positions, wanted, method)
    theirs = reference.interpolate_templates(array, wires.contact_positions, wanted, method)
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=0.01)
    assert mine.dtype == theirs.dtype


def test_moved_templates_are_equal_also_on_another_probe() -> None:
    wires, other = probe(), probe(5)
    array, by = waveforms(2, wires)[:, 5:25], np.array([[0.0, 12.5], [4.0, -6.0], [0.0, 0.0]])
    np.testing.assert_allclose(
        generation.move_dense_templates(array, by, wires, other),
        reference.move_dense_templates(array, by, wires, other),
        rtol=0,
        atol=0.01,
    )


def test_no_argument_is_changed() -> None:
    wires, options = probe(), {"smoothing": 0.0}
    array = waveforms(1, wires)[:, :3]
    generation.interpolate_templates(array, wires.contact_positions, wires.contact_positions, "thin_plate", options)
    assert options == {"smoothing": 0.0}


def test_whole_numbers_are_not_cut_off() -> None:
    contacts = np.array([[0.0, 0.0], [0.0, 20.0], [20.0, 0.0], [20.0, 20.0]])
    array = np.array([[[0, 1, 0, 1]]], dtype=np.int16)
    moved = generation.interpolate_templates(array, contacts, np.array([[10.0, 10.0]]), "linear")
    assert moved[0, 0, 0] == pytest.approx(0.5)
    assert reference.interpolate_templates(array, contacts, np.array([[10.0, 10.0]]), "linear")[0, 0, 0] == 0


@pytest.mark.parametrize(
    "bounds",
    [
        {"min_amplitude": 1000.0},
        {"max_amplitude": 1000.0, "min_depth": 20.0},
        {"min_depth": 40.0, "max_depth": 90.0},
        {"max_amplitude": -900.0, "amplitude_function": "min"},
        {"min_amplitude": 150.0, "amplitude_function": "max"},
        {"min_depth": 10.0, "depth_direction": "x"},
    ],
)
def test_the_same_templates_are_selected(bounds: dict[str, Any]) -> None:
    theirs = their_templates(12)
    chosen = generation.select_templates(theirs, **bounds)
    expected = reference.select_templates(theirs, **bounds)
    assert chosen is not None
    assert 0 < chosen.num_units < 12
    assert chosen.unit_ids.tolist() == expected.unit_ids.tolist()
    np.testing.assert_array_equal(chosen.templates_array, expected.templates_array)


def test_sparse_templates_are_selected_as_dense_ones_are() -> None:
    dense = Templates.of(their_templates(12))
    mask = np.ptp(dense.templates_array, axis=1) > 30
    chosen = generation.select_templates(dense.to_sparse(mask), min_amplitude=1000.0)
    expected = generation.select_templates(dense, min_amplitude=1000.0)
    assert chosen is not None
    assert expected is not None
    assert chosen.unit_ids.tolist() == expected.unit_ids.tolist()


def test_when_nothing_is_selected_it_is_said_what_there_is() -> None:
    with pytest.warns(UserWarning, match="amplitudes reach from"):
        assert generation.select_templates(their_templates(), min_amplitude=1e6) is None


@pytest.mark.parametrize("function", ["ptp", "min", "max"])
def test_templates_are_scaled_alike(function: str) -> None:
    theirs, ends = their_templates(6), {"ptp": (60.0, 200.0), "min": (-180.0, -50.0), "max": (10.0, 50.0)}[function]
    mine = generation.scale_template_to_range(theirs, *ends, function)
    expected = reference.scale_template_to_range(theirs, *ends, function)
    np.testing.assert_allclose(mine.templates_array, expected.templates_array, rtol=0, atol=0.01)


def test_one_template_is_scaled_into_the_range() -> None:
    one = their_templates(1)
    scaled = generation.scale_template_to_range(one, 20.0, 30.0)
    main = scaled.get_main_channels()[0]
    assert np.ptp(scaled.templates_array[0, :, main]) == pytest.approx(30.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        assert np.isnan(reference.scale_template_to_range(one, 20.0, 30.0).templates_array).any()


def test_templates_are_not_turned_upside_down() -> None:
    with pytest.raises(ValueError, match="same sign"):
        generation.scale_template_to_range(their_templates(), 20.0, 30.0, "min")


@pytest.mark.parametrize("favor_borders", [True, False])
def test_templates_are_relocated_alike_within_the_probe(favor_borders: bool) -> None:
    theirs = their_templates(4)
    arguments: dict[str, Any] = {"margin": 200.0, "favor_borders": favor_borders, "seed": 3}
    mine = generation.relocate_templates(theirs, 5.0, 40.0, **arguments)
    expected = reference.relocate_templates(theirs, 5.0, 40.0, **arguments)
    if not favor_borders:  # within so wide a margin the reference is right
        np.testing.assert_allclose(mine.templates_array, expected.templates_array, rtol=0, atol=0.01)
    else:
        depths = theirs.get_channel_locations()[theirs.get_main_channels(), 1]
        lower = depths <= 75.0
        np.testing.assert_allclose(mine.templates_array[lower], expected.templates_array[lower], rtol=0, atol=0.01)


@pytest.mark.parametrize("favor_borders", [True, False])
def test_relocated_templates_stay_on_the_probe(favor_borders: bool) -> None:
    wires = probe(20)
    wires.move([0, 1000])
    theirs = their_templates(30, wires)
    before = theirs.get_channel_locations()[theirs.get_main_channels(), 1]
    moved = generation.relocate_templates(theirs, 40.0, 60.0, favor_borders=favor_borders, seed=1)
    after = moved.get_channel_locations()[moved.get_main_channels(), 1]
    assert (np.abs(after - before) > 15).all()
    assert 1000 <= after.min() <= after.max() <= 1390
    if favor_borders:
        assert ((after > before) == (before > 1195))[np.abs(before - 1195) < 130].all()


# ---- templates that move


def drifting(cls: Any) -> Any:
    made = cls.from_static_templates(their_templates(3))
    made.precompute_displacements(np.stack([np.zeros(9), np.linspace(-8, 8, 9)], axis=1))
    return made


def sorting(number: int = 3, seconds: float = 4.0) -> Any:
    return reference.generate_sorting(number, FS, [seconds], 20.0, seed=2)


def test_drifting_templates_are_equal() -> None:
    mine, theirs = drifting(generation.DriftingTemplates), drifting(reference.DriftingTemplates)
    np.testing.assert_allclose(mine.templates_array_moved, theirs.templates_array_moved, rtol=0, atol=0.01)
    by = np.array([[2.0, -5.0]])
    np.testing.assert_allclose(mine.move_one_template(1, by), theirs.move_one_template(1, by), rtol=0, atol=0.01)


@pytest.mark.parametrize("parent", [None, "float32", "int16"])
@pytest.mark.parametrize("given", [False, True])
def test_drifting_templates_are_injected_alike(parent: str | None, given: bool) -> None:
    rng = np.random.default_rng(0)
    theirs, mine = drifting(reference.DriftingTemplates), drifting(generation.DriftingTemplates)
    if given:
        steps = theirs.templates_array_moved, theirs.displacements, FS, 10, theirs.probe
        mine = generation.DriftingTemplates.from_precomputed_templates(*steps)
    arguments: dict[str, Any] = {
        "sorting": sorting(),
        "displacement_vectors": [rng.uniform(-4, 4, (20, 2, 2)) * [[[0], [1]]]],
        "displacement_sampling_frequency": 5.0,
        "displacement_unit_factor": rng.uniform(0, 1, (3, 2)),
        "parent_recording": None if parent is None else background(parent),
        "num_samples": 40_000 if parent is None else None,
        "amplitude_factor": rng.normal(1, 0.1, sorting().to_spike_vector().size),
    }
    ours = generation.InjectDriftingTemplatesRecording(drifting_templates=mine, **arguments)
    other = reference.InjectDriftingTemplatesRecording(drifting_templates=theirs, **arguments)
    equal(ours, other, 1.0 if parent == "int16" else 0.01)  # a cut to whole numbers turns 1e-6 into a step
    gap = ours.get_traces() - other.get_traces()
    assert (gap != 0).mean() < 1e-4 or parent != "int16"
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(ours)).get_traces(), ours.get_traces())  # noqa: S301


def test_without_factors_all_units_move_alike() -> None:
    arguments = {"sorting": sorting(), "displacement_vectors": [np.full((20, 2, 1), 3.0)], "num_samples": 40_000}
    arguments |= {"displacement_sampling_frequency": 5.0}
    with pytest.raises(IndexError):
        reference.InjectDriftingTemplatesRecording(
            drifting_templates=drifting(reference.DriftingTemplates), **arguments
        )
    ours = generation.InjectDriftingTemplatesRecording(
        drifting_templates=drifting(generation.DriftingTemplates), **arguments
    )
    assert np.abs(ours.get_traces()).max() > 10


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"displacement_vectors": [np.zeros((2, 2, 1))]}, "end 3.6 s before"),
        ({"displacement_vectors": []}, "1 segments"),
        ({"displacement_unit_factor": np.ones((2, 1))}, r"\(3, 1\)"),
        ({"mode": "lazily"}, "precompute"),
        ({"sorting": sorting(2)}, "2 units"),
    ],
)
def test_what_cannot_be_injected_is_refused_in_words(change: dict[str, Any], words: str) -> None:
    arguments = {
        "sorting": sorting(),
        "drifting_templates": drifting(generation.DriftingTemplates),
        "displacement_vectors": [np.zeros((20, 2, 1))],
        "displacement_sampling_frequency": 5.0,
        "num_samples": 40_000,
    }
    with pytest.raises(ValueError, match=words):
        generation.InjectDriftingTemplatesRecording(**(arguments | change))  # type: ignore[arg-type]


# ---- hybrid recordings


@pytest.mark.filterwarnings(NO_MOTION, WITHOUT_MOTION, CUT_OFF)
@pytest.mark.parametrize("moving", [None, "y", "rigid", "x"])
@pytest.mark.parametrize("given", [True, False])
def test_hybrid_recordings_are_equal(moving: str | None, given: bool) -> None:
    chosen = {None: None, "y": motion(), "rigid": motion(rigid=True), "x": motion("x")}[moving]
    arguments: dict[str, Any] = {"recording": background(), "motion": chosen, "seed": 4}
    if given:
        arguments |= {"templates": their_templates(3), "sorting": sorting()}
    else:
        arguments |= {
            "generate_unit_locations_kwargs": {"margin_um": -5.0, "minimum_distance": None, "seed": 8},
            "generate_sorting_kwargs": {"num_units": 4, "firing_rates": 12.0},
            "generate_templates_kwargs": {
                "ms_before": 1.0,
                "ms_after": 3.0,
                "unit_params": {"depolarization_ms": (0.12, 0.2)},
            },
        }
    ours, our_sorting = generation.generate_hybrid_recording(**copy.deepcopy(arguments))
    theirs, their_sorting = reference.generate_hybrid_recording(**copy.deepcopy(arguments))
    np.testing.assert_array_equal(our_sorting.to_spike_vector(), their_sorting.to_spike_vector())
    np.testing.assert_allclose(
        our_sorting.get_property("gt_unit_locations"), their_sorting.get_property("gt_unit_locations"), atol=0.01
    )
    equal(ours, theirs)
    assert np.abs(ours.get_traces() - background().get_traces()).max() > 20


@pytest.mark.filterwarnings(CUT_OFF)
def test_every_segment_follows_its_own_motion() -> None:
    traces = np.random.default_rng(1).normal(0, 5, (15_000, 16)).astype("float32")
    recording = NumpyRecording([traces, traces[:10_000]], FS)
    recording.set_probe(probe())
    bins = [np.arange(3) * 0.5 + 0.25, np.arange(2) * 0.5 + 0.25]
    courses = [np.array([[-5.0], [0.0], [5.0]]), np.array([[4.0], [-4.0]])]
    spikes = reference.generate_sorting(3, FS, [1.5, 1.0], 20.0, seed=2)
    arguments: dict[str, Any] = {
        "recording": recording,
        "templates": their_templates(3),
        "sorting": spikes,
        "motion": Motion(courses, bins, np.array([70.0])),
        "seed": 4,
    }
    ours, _ = generation.generate_hybrid_recording(**arguments)
    theirs, _ = reference.generate_hybrid_recording(**arguments)
    equal(ours, theirs)


@pytest.mark.filterwarnings(CUT_OFF)
def test_motion_is_on_the_recording_s_clock() -> None:
    arguments: dict[str, Any] = {"templates": their_templates(3), "sorting": sorting(), "seed": 4}
    early = motion()
    late = Motion(early.displacement[0], early.temporal_bins_s[0] + 100.0, early.spatial_bins_um)
    recording = background()
    expected, _ = generation.generate_hybrid_recording(recording, motion=early, **arguments)
    recording.shift_times(100.0)
    shifted, _ = generation.generate_hybrid_recording(recording, motion=late, **arguments)
    np.testing.assert_array_equal(shifted.get_traces(), expected.get_traces())
    assert shifted.get_start_time() == 100.0


@pytest.mark.filterwarnings(NO_MOTION, WITHOUT_MOTION, CUT_OFF)
@pytest.mark.parametrize("scaled", [True, False])
def test_templates_become_steps_of_the_converter(scaled: bool) -> None:
    arguments: dict[str, Any] = {
        "recording": background("int16", gain=0.25),
        "templates": their_templates(3),
        "sorting": sorting(),
        "are_templates_scaled": scaled,
        "seed": 4,
    }
    ours, _ = generation.generate_hybrid_recording(**arguments)
    theirs, _ = reference.generate_hybrid_recording(**arguments)
    equal(ours, theirs, 1.0)
    assert (ours.get_traces() != theirs.get_traces()).mean() < 1e-4
    assert ours.get_channel_gains().tolist() == [0.25] * 16
    shown = ours.to_spikeinterface().get_traces(start_frame=0, end_frame=900, return_in_uV=True)  # type: ignore[attr-defined]
    np.testing.assert_array_equal(shown, ours.get_traces(0, 0, 900) * 0.25)
    np.testing.assert_array_equal(ours.to_dask()[:900].compute(), shown)  # type: ignore[attr-defined]


@pytest.mark.filterwarnings(NO_MOTION, WITHOUT_MOTION, CUT_OFF)
def test_an_offset_of_the_recording_adds_no_step_around_spikes() -> None:
    recording = background("float32", gain=0.5)
    recording.set_channel_offsets(100.0)
    arguments: dict[str, Any] = {
        "recording": recording,
        "templates": their_templates(3),
        "sorting": sorting(),
        "seed": 4,
    }
    ours, _ = generation.generate_hybrid_recording(**arguments)
    added = ours.get_traces() - recording.get_traces()
    assert np.abs(np.median(added[added != 0])) < 5
    theirs, _ = reference.generate_hybrid_recording(**arguments)
    assert np.median((theirs.get_traces() - recording.get_traces())[added != 0]) < -150


@pytest.mark.filterwarnings(WITHOUT_MOTION, CUT_OFF)
def test_everything_follows_from_the_seed_and_defaults_stay() -> None:
    defaults = copy.deepcopy(
        [one.default for one in inspect.signature(generation.generate_hybrid_recording).parameters.values()]
    )
    first, _ = generation.generate_hybrid_recording(background(), seed=7)
    generation.generate_hybrid_recording(background(), templates=their_templates(3), seed=7)
    again, _ = generation.generate_hybrid_recording(background(), seed=7)
    other, _ = generation.generate_hybrid_recording(background(), seed=8)
    np.testing.assert_array_equal(first.get_traces(), again.get_traces())
    assert (first.get_traces() != other.get_traces()).any()
    after = [one.default for one in inspect.signature(generation.generate_hybrid_recording).parameters.values()]
    assert str(after) == str(defaults)


@pytest.mark.filterwarnings(WITHOUT_MOTION, CUT_OFF)
def test_amplitudes_vary_also_without_motion() -> None:
    arguments: dict[str, Any] = {"recording": background(), "templates": their_templates(3), "sorting": sorting()}
    alike, _ = generation.generate_hybrid_recording(**arguments, amplitude_std=0.0, seed=1)
    varied, _ = generation.generate_hybrid_recording(**arguments, amplitude_std=0.3, seed=1)
    assert np.abs(alike.get_traces() - varied.get_traces()).max() > 10


@pytest.mark.filterwarnings(CUT_OFF)
def test_units_move_along_both_axes() -> None:
    arguments: dict[str, Any] = {
        "recording": background(), "templates": their_templates(3), "sorting": sorting(), "amplitude_std": 0.0,
    }  # fmt: skip
    still = Motion(np.zeros((8, 1)), np.arange(8) * 0.5 + 0.25, np.array([70.0]), direction="x")
    moved = Motion(np.full((8, 1), 6.0), np.arange(8) * 0.5 + 0.25, np.array([70.0]), direction="x")
    along = motion()
    plain, _ = generation.generate_hybrid_recording(**arguments, motion=(still, along), drift_step_um=0.05)
    both, _ = generation.generate_hybrid_recording(**arguments, motion=(moved, along), drift_step_um=0.05)
    only, _ = generation.generate_hybrid_recording(**arguments, motion=along, drift_step_um=0.05)
    assert np.abs(plain.get_traces() - only.get_traces()).max() < 100  # only the steps differ
    assert np.abs(both.get_traces() - only.get_traces()).max() > 500


@pytest.mark.filterwarnings(CUT_OFF)
def test_templates_with_phases_move() -> None:
    arguments: dict[str, Any] = {
        "recording": background(),
        "upsample_factor": 3,
        "generate_sorting_kwargs": {"num_units": 4, "firing_rates": 12.0},
        "generate_unit_locations_kwargs": {"margin_um": -5.0, "minimum_distance": None},
        "amplitude_std": 0.0,
        "seed": 2,
    }
    here, spikes = generation.generate_hybrid_recording(
        **arguments, motion=Motion(np.zeros((8, 1)), np.arange(8) * 0.5 + 0.25, np.array([70.0]))
    )
    with pytest.warns(UserWarning, match="no motion is given"):
        still, _ = generation.generate_hybrid_recording(**arguments)
    there, _ = generation.generate_hybrid_recording(**arguments, motion=motion())
    np.testing.assert_allclose(here.get_traces(), still.get_traces(), atol=0.01)
    assert np.abs(there.get_traces() - still.get_traces()).max() > 10
    assert spikes.get_num_units() == 4


@pytest.mark.filterwarnings(WITHOUT_MOTION)
def test_templates_of_another_probe_are_interpolated_and_that_is_said() -> None:
    wires = probe()
    wires.move([0, 500])
    contacts = wires.contact_positions.copy()
    contacts[1:] *= [1.1, 1.0]
    other = Probe()
    other.set_contacts(contacts)
    other.set_device_channel_indices(np.arange(16))
    with pytest.warns(UserWarning, match="different probes"):
        ours, found = generation.generate_hybrid_recording(
            background(), templates=their_templates(3, other), sorting=sorting(), seed=0
        )
    assert any("different probes" in sentence for sentence in ours.get_annotation("advice"))
    locations = found.get_property("gt_unit_locations")
    assert locations is not None
    assert locations[:, 1].max() < 200  # on the recording's coordinates, not on those of the templates


@pytest.mark.filterwarnings(WITHOUT_MOTION)
def test_templates_of_another_rate_are_resampled_and_that_is_said() -> None:
    stored = their_templates(3)
    faster = Templates.of(stored).resample(FS * 1.5)
    with pytest.warns(UserWarning, match=f"sampled at {FS * 1.5:g} Hz, the recording at {FS:g} Hz: they are resampled"):
        ours, _ = generation.generate_hybrid_recording(background(), templates=faster, sorting=sorting(), seed=0)
    assert ours.templates.shape[0] == 3
    assert any("resampled" in sentence for sentence in ours.get_annotation("advice"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sorting": sorting(2)}, "3 templates are given for 2 units"),
        ({"recording": NumpyRecording([np.zeros((100, 16), "float32")], FS)}, "has no probe"),
        ({"templates": their_templates(3, probe(5))}, "10 channels, the recording 16"),
        ({"motion": [motion(), "up"]}, "is no motion"),
        ({"amplitude_std": -1.0, "motion": motion()}, "amplitude_std"),
        ({"drift_step_um": 0}, "drift_step_um"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(change: dict[str, Any], words: str) -> None:
    arguments = {"recording": background(), "templates": their_templates(3), "sorting": sorting(), "motion": motion()}
    with pytest.raises(ValueError, match=words):
        generation.generate_hybrid_recording(**(arguments | change))


# ---- estimated templates


def test_averages_equal_the_reference_s_estimate() -> None:
    from spikeinterface.core.waveform_tools import estimate_templates

    recording, truth = reference.generate_ground_truth_recording([5.0], num_units=3, seed=0)
    mine = generation.estimate_templates_from_recording(recording, 1.0, 2.0, sorting=truth)
    inside = truth.to_spike_vector()
    inside = inside[(inside["sample_index"] >= 25) & (inside["sample_index"] < 125_000 - 50)]
    theirs = estimate_templates(recording, inside, truth.unit_ids, 25, 50, n_jobs=1, progress_bar=False)
    np.testing.assert_allclose(mine.templates_array, theirs, rtol=0, atol=0.01)
    assert mine.unit_ids.tolist() == truth.unit_ids.tolist()


def test_estimated_templates_are_in_microvolts() -> None:
    recording = background("int16", gain=0.5)
    found = generation.estimate_templates_from_recording(recording, 1.0, 1.0, sorting=sorting())
    raw = generation.estimate_templates_from_recording(background("int16", gain=1.0), 1.0, 1.0, sorting=sorting())
    np.testing.assert_allclose(found.templates_array, raw.templates_array * 0.5, atol=1e-4)


def test_without_a_sorting_a_sorter_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    import spikeinterface.sorters

    asked: dict[str, Any] = {}

    def run_sorter(name: str, recording: Any, **keywords: Any) -> Any:
        asked.update(keywords, name=name)
        return sorting()

    monkeypatch.setattr(spikeinterface.sorters, "run_sorter", run_sorter)
    keywords = {"folder": "out"}
    found = generation.estimate_templates_from_recording(background(), run_sorter_kwargs=keywords)
    assert asked == {"name": "spykingcircus2", "matching": {"method": None}, "folder": "out"}
    assert keywords == {"folder": "out"}
    assert found.num_units == 3


# ---- split sortings


def analyzer(names: list[Any] | None = None) -> Any:
    from spikeinterface.core import create_sorting_analyzer

    recording, truth = reference.generate_ground_truth_recording([10.0], num_units=6, seed=3)
    if names is not None:
        truth = NumpySorting(truth.to_spike_vector(), 25_000.0, names)
    made = create_sorting_analyzer(truth, recording, sparse=False)
    made.compute(["random_spikes", "templates", "spike_amplitudes", "noise_levels"], progress_bar=False)
    return made


@pytest.mark.parametrize("way", ["times", "amplitudes"])
@pytest.mark.parametrize("chosen", [None, [1, 4]])
def test_sortings_are_split_alike(way: str, chosen: list[int] | None) -> None:
    made = analyzer(list(range(6)))
    name = f"split_sorting_by_{way}"
    ours, our_pairs = getattr(generation, name)(made, unit_ids=chosen, seed=5)
    theirs, their_pairs = getattr(reference, name)(made, unit_ids=chosen, seed=5)
    assert [(int(one), int(other)) for one, other in their_pairs] == our_pairs
    assert ours.unit_ids.tolist() == [int(one) for one in theirs.unit_ids]
    for field in ("sample_index", "unit_index"):
        np.testing.assert_array_equal(ours.to_spike_vector()[field], theirs.to_spike_vector()[field])


@pytest.mark.parametrize("way", ["times", "amplitudes"])
def test_ids_are_names_and_not_indices(way: str) -> None:
    ours, pairs = getattr(generation, f"split_sorting_by_{way}")(analyzer(list("abcdef")), unit_ids=["e"], seed=0)
    assert pairs == [("e", "e-split")]
    counts = ours.count_num_spikes_per_unit()
    assert counts["e"] > 0 < counts["e-split"]


def test_all_segments_are_split() -> None:
    whole = generation.generate_sorting(4, FS, [5.0, 5.0], 10.0, seed=0)
    parts, [(old, new)] = generation.split_sorting_by_times(whole, unit_ids=["2"], partial_split_prob=1.0, seed=0)
    assert parts.count_total_num_spikes() == whole.count_total_num_spikes()
    later = parts.get_unit_spike_train(new, 1).size
    assert later > parts.get_unit_spike_train(old, 1).size
    assert (parts.get_num_segments(), old, new) == (2, "2", "4")
