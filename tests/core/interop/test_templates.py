"""Templates handed to SpikeInterface."""

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spikeinterface.core as si
from driftscope import generation
from driftscope.template_set import Templates


def test_templates_on_a_recording_of_spikeinterface_go_back_to_it() -> None:
    parent = si.generate_recording(3, durations=[2.0], seed=0)
    sorting = generation.generate_sorting(2, durations=[2.0], seed=0)
    recording = generation.inject_templates(sorting, np.ones((2, 20, 3)), 5, parent_recording=parent)
    theirs = pickle.loads(pickle.dumps(recording.to_spikeinterface()))  # noqa: S301 - our own
    np.testing.assert_array_equal(theirs.get_traces(), recording.get_traces())
    np.testing.assert_array_equal(theirs.get_channel_locations(), parent.get_channel_locations())


def test_an_analyzer_finds_the_templates_that_were_put_in() -> None:
    recording, sorting = generation.generate_ground_truth_recording(
        durations=[20.0], num_units=3, num_channels=8, noise_kwargs={"noise_levels": 1.0}, seed=3
    )
    analyzer = si.create_sorting_analyzer(sorting.to_spikeinterface(), recording.to_spikeinterface())
    analyzer.compute(["random_spikes", "templates"])
    found = np.argmin(analyzer.get_extension("templates").get_data("average").min(axis=1), axis=1)
    assert [recording.channel_ids[channel] for channel in found] == sorting.get_property("main_channel_id").tolist()


def _of_every_kind() -> dict[str, Any]:
    """Return the reference's templates, and ours of the same units, as they are first and after a while."""
    arguments = {"num_units": 3, "duration": 61.0, "probe_name": "tetrode", "seed": 0}
    _, drifting, _, extra = generation.generate_drifting_recording(**arguments, extra_outputs=True)
    plain = Templates.of(extra["templates"].to_spikeinterface())
    return {"static": extra["templates"], "drifting": drifting.drifting_templates, "plain": plain}


KINDS = _of_every_kind()
KEPT = np.array([[True, False, True, True], [True, True, False, False], [False, True, True, True]])


@pytest.mark.parametrize("ours", KINDS.values(), ids=KINDS)
def test_templates_answer_to_spikeinterface_s_names(ours: Any) -> None:
    theirs = ours.to_spikeinterface()
    assert isinstance(theirs, si.Templates)
    for name in [name for name in {*dir(theirs), *vars(theirs)} if not name.startswith("_") and name != "around"]:
        assert hasattr(ours, name), name
    for name in ("sampling_frequency", "nbefore", "nafter", "num_units", "num_samples", "num_channels", "is_in_uV"):
        assert getattr(ours, name) == getattr(theirs, name)
    for name in ("unit_ids", "channel_ids", "templates_array"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name))
    np.testing.assert_array_equal(ours.get_one_template_dense(2), theirs.get_one_template_dense(2))
    for peak_mode in ("extremum", "at_index", "peak_to_peak"):
        np.testing.assert_array_equal(
            ours.get_main_channels(peak_mode=peak_mode), theirs.get_main_channels(peak_mode=peak_mode)
        )


@pytest.mark.parametrize("ours", KINDS.values(), ids=KINDS)
def test_parts_of_templates_are_those_of_spikeinterface(ours: Any) -> None:
    theirs = ours.to_spikeinterface()
    for change in (
        lambda one: one.select_units(one.unit_ids[[2, 0]]),
        lambda one: one.select_channels(one.channel_ids[[1, 3]]),
        lambda one: one.to_sparse(KEPT),
        lambda one: one.to_sparse(KEPT).to_dense(),
    ):
        own, other = change(ours), change(theirs)
        np.testing.assert_array_equal(own.get_dense_templates(), other.get_dense_templates())
        np.testing.assert_array_equal(own.unit_ids, other.unit_ids)
        assert own.are_templates_sparse() == other.are_templates_sparse()
    assert ours.sparsity is None
    np.testing.assert_array_equal(ours.to_sparse(KEPT).sparsity.mask, KEPT)


@pytest.mark.parametrize("ours", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("is_sparse", [False, True])
def test_templates_are_written_for_both_and_read_from_both(ours: Any, is_sparse: bool, tmp_path: Path) -> None:
    written = ours.to_sparse(KEPT) if is_sparse else ours
    dense = written.get_dense_templates()
    written.to_zarr(tmp_path / "ours.zarr")
    si.Templates.from_zarr(tmp_path / "ours.zarr").to_zarr(tmp_path / "theirs.zarr")
    text = written.to_json()
    for read in (
        type(ours).from_zarr(tmp_path / "theirs.zarr"),
        si.Templates.from_zarr(tmp_path / "ours.zarr"),
        type(ours).from_json(text),
        si.Templates.from_json(text),
        type(ours).from_json(si.Templates.from_json(text).to_json()),
        type(ours).from_dict(written.to_dict()),
        si.load(written.to_dict()),
    ):
        np.testing.assert_allclose(read.get_dense_templates(), dense, rtol=1e-6)
        assert list(read.unit_ids) == list(ours.unit_ids)
        assert read.probe.contact_positions.tolist() == ours.probe.contact_positions.tolist()


def test_moved_templates_are_kept_through_selection_and_dictionaries() -> None:
    drifting = KINDS["drifting"]
    moved = drifting.templates_array_moved
    chosen = drifting.select_units(drifting.unit_ids[[2, 0]])
    np.testing.assert_array_equal(chosen.templates_array_moved, moved[:, [2, 0]])
    again = generation.DriftingTemplates.from_dict(drifting.to_dict())
    np.testing.assert_array_equal(again.templates_array_moved, moved)
    theirs = drifting.to_spikeinterface()
    np.testing.assert_array_equal(theirs.templates_array_moved, moved)
    theirs.precompute_displacements(np.array([[0.0, 5.0]]))
    assert theirs.templates_array_moved.shape == (1, *moved.shape[1:])
    with pytest.raises(TypeError, match=r"Unknown argument 'method'\. Available: dest_probe, interpolation_method"):
        theirs.precompute_displacements(np.array([[0.0, 5.0]]), method="cubic")
