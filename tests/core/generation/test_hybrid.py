"""Hybrid recordings as the reference makes them."""

import copy
import inspect
from typing import Any

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import generation
from driftscope.template_set import Templates
from probeinterface import Probe
from spikeinterface.core import NumpyRecording
from spikeinterface.core.motion import Motion
from template_examples import FS, background, probe, their_templates

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


def sorting(number: int = 3, seconds: float = 4.0) -> Any:
    return reference.generate_sorting(number, FS, [seconds], 20.0, seed=2)


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
    curves = [np.array([[-5.0], [0.0], [5.0]]), np.array([[4.0], [-4.0]])]
    spikes = reference.generate_sorting(3, FS, [1.5, 1.0], 20.0, seed=2)
    arguments: dict[str, Any] = {
        "recording": recording,
        "templates": their_templates(3),
        "sorting": spikes,
        "motion": Motion(curves, bins, np.array([70.0])),
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
        ({"sorting": sorting(2)}, "templates has 3 units, but sorting has 2"),
        ({"recording": NumpyRecording([np.zeros((100, 16), "float32")], FS)}, "has no probe"),
        ({"templates": their_templates(3, probe(5))}, "10 channels, the recording 16"),
        ({"motion": [motion(), "up"]}, "is not a Motion"),
        ({"amplitude_std": -1.0, "motion": motion()}, "amplitude_std"),
        ({"drift_step_um": 0}, "drift_step_um"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(change: dict[str, Any], words: str) -> None:
    arguments = {"recording": background(), "templates": their_templates(3), "sorting": sorting(), "motion": motion()}
    with pytest.raises(ValueError, match=words):
        generation.generate_hybrid_recording(**(arguments | change))
