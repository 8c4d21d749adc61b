"""Templates selected, scaled, moved and interpolated as the reference does."""

from typing import Any

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import generation
from driftscope.template_set import Templates
from template_examples import probe, their_templates, waveforms


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
    with pytest.warns(UserWarning, match="amplitudes range from"):
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
