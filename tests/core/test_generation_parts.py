"""Waveforms, ellipsoids, contacts, spike vectors and spikes to inject, compared with the reference."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spikeinterface.core as si
import spikeinterface.core.generate as reference
from driftscope import generation


@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("ends", [(0.0, -1.0), (-1.0, 0.2), (0.3, 0.0)])
@pytest.mark.parametrize(("duration_ms", "fs"), [(0.1, 30_000.0), (0.61, 25_000.0), (1.1, 30_000.0)])
def test_exponentials_are_equal(flip: bool, ends: tuple[float, float], duration_ms: float, fs: float) -> None:
    arguments = (*ends, duration_ms, duration_ms * 0.3, fs, flip)
    np.testing.assert_allclose(generation.exp_growth(*arguments), reference.exp_growth(*arguments), atol=1e-12)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"sampling_frequency": 25_000.0, "negative_amplitude": -3.0, "smooth_ms": 0.09},
        {"dtype": "float64", "ms_before": 2.0, "recovery_ms": 1.5},
        {"depolarization_ms": 0.2, "positive_amplitude": 0.4, "repolarization_ms": 0.9},
    ],
)
def test_waveforms_are_equal(change: dict[str, Any]) -> None:
    arguments = {"sampling_frequency": 30_000.0} | change
    mine, theirs = (module.generate_single_fake_waveform(**arguments) for module in (generation, reference))
    np.testing.assert_allclose(mine, theirs, atol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_ellipsoids_are_equal(seed: int) -> None:
    rng = np.random.default_rng(seed)
    places, centre = rng.normal(size=(9, 2)) * 50, rng.normal(size=3) * 20
    turned = {f"{axis}_angle": rng.uniform(0, 6) for axis in "xyz"}
    turned |= {"x_factor": rng.uniform(0.5, 2), "y_factor": rng.uniform(0.5, 2)}
    mine, theirs = (module.get_ellipse(places, centre, **turned) for module in (generation, reference))
    np.testing.assert_allclose(mine, theirs, rtol=1e-12)
    np.testing.assert_allclose(
        generation.get_ellipse(places, centre), np.linalg.norm(np.c_[places, np.zeros(9)] - centre, axis=1)
    )


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_contacts_in_columns_are_equal(columns: int) -> None:
    mine, theirs = (module.generate_channel_locations(6, columns, 20.0) for module in (generation, reference))
    np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("seed", [0, 1, 77])
@pytest.mark.parametrize("firing_rates", [3.0, (1.0, 20.0), [2.0, 5.0, 9.0]])
def test_poisson_vectors_are_equal(seed: int, firing_rates: Any) -> None:
    arguments: dict[str, Any] = {"num_units": 3, "duration": 9.0, "seed": seed}
    mine = generation.synthesize_poisson_spike_vector(firing_rates=firing_rates, **arguments)
    given = np.array(firing_rates) if isinstance(firing_rates, list) else firing_rates
    theirs = reference.synthesize_poisson_spike_vector(firing_rates=given, **arguments)
    for own, other in zip(mine, theirs, strict=True):
        np.testing.assert_array_equal(own, other)


@pytest.mark.parametrize("seed", range(3))
def test_cleaned_trains_are_equal(seed: int) -> None:
    times = np.random.default_rng(seed).integers(0, 2000, 300)
    mine, theirs = (module.clean_refractory_period(times, 12) for module in (generation, reference))
    np.testing.assert_array_equal(mine, theirs)
    assert (np.diff(mine) > 12).all()
    assert generation.clean_refractory_period(np.array([], dtype=int), 12).size == 0


def test_amplitude_factors_are_equal() -> None:
    for arguments in ((9,), (9, np.arange(9.0)), (9, None, 0.2, 3), (9, None, 0.0)):
        mine, theirs = (module.synthesize_amplitude_factor(*arguments) for module in (generation, reference))
        np.testing.assert_array_equal(mine, theirs)
    with pytest.raises(ValueError, match="amplitude_factor has shape"):
        generation.synthesize_amplitude_factor(9, np.ones(3))


@pytest.mark.parametrize("seed", range(3))
def test_injected_spikes_keep_the_refractory_period(seed: int) -> None:
    sorting = generation.generate_sorting(4, durations=[20.0, 9.0], firing_rates=20.0, seed=seed)
    added = generation.generate_sorting_to_inject(sorting, [600_000, 270_000], injected_rate=0.3, seed=seed)
    again = generation.generate_sorting_to_inject(sorting, [600_000, 270_000], injected_rate=0.3, seed=seed)
    np.testing.assert_array_equal(added.to_spike_vector(), again.to_spike_vector())
    for segment in (0, 1):
        for unit in sorting.unit_ids:
            old, new = (one.get_unit_spike_train(unit, segment) for one in (sorting, added))
            assert 0.2 * old.size < new.size <= round(0.3 * old.size)
            both = np.sort(np.concatenate([old, new]))
            assert np.diff(both).min() >= 45


def test_the_small_sorting_file_is_equal(tmp_path: Path) -> None:
    for module, name in ((generation, "mine.npz"), (reference, "theirs.npz")):
        module.create_sorting_npz(2, tmp_path / name)
    mine, theirs = (np.load(tmp_path / name) for name in ("mine.npz", "theirs.npz"))
    assert set(mine.files) == set(theirs.files)
    for name in theirs.files:
        np.testing.assert_array_equal(mine[name], theirs[name])
    assert si.NpzSortingExtractor(tmp_path / "mine.npz").get_num_units() == 3


def test_generated_units_have_streams_of_their_own() -> None:
    few, more = (
        generation.SortingGenerator(number, durations=[200.0, 50.0], firing_rates=8.0, refractory_period_ms=5.0, seed=3)
        for number in (2, 4)
    )
    for segment in (0, 1):
        for unit in few.unit_ids:
            np.testing.assert_array_equal(
                few.get_unit_spike_train(unit, segment), more.get_unit_spike_train(unit, segment)
            )
    train = more.get_unit_spike_train("3", 0)
    assert abs(train.size / 200.0 - 8.0) < 1.0
    assert np.diff(train).min() >= 150
    assert not np.array_equal(train[:50], more.get_unit_spike_train("2", 0)[:50])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: generation.generate_single_fake_waveform(), "sampling_frequency"),
        (lambda: generation.generate_single_fake_waveform(30_000.0, ms_after=1.0), "longer than the window"),
        (lambda: generation.get_ellipse(np.zeros((3, 4)), np.zeros(3)), "positions must have shape"),
        (lambda: generation.generate_channel_locations(5, 2, 20.0), "do not fill 2 columns"),
        (lambda: generation.generate_sorting_to_inject(generation.generate_sorting(seed=0), [9]), "1 values for 2"),
        (lambda: generation.SortingGenerator(firing_rates=300.0), "refractory"),
        (lambda: generation.TransformSorting.add_from_unit_dict(generation.generate_sorting(seed=0), {7: [1]}), "segm"),
        (
            lambda: generation.TransformSorting.add_from_unit_dict(
                generation.generate_sorting(durations=[1.0], seed=0), {7: [1]}
            ),
            "unit ids must be of one kind, not int and str",
        ),
    ],
)
def test_bad_input_is_refused_in_words(call: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_added_spikes_that_come_too_soon_are_dropped() -> None:
    sorting = generation.generate_sorting(2, durations=[1.0], firing_rates=2.0, seed=0)
    first = int(sorting.get_unit_spike_train("0")[0])
    added = {"0": [first + 10, first + 500], "new": [5, 8, 900]}
    made = generation.TransformSorting.add_from_unit_dict(sorting, added, refractory_period_ms=1.0)
    assert first + 500 in made.get_unit_spike_train("0")
    assert first + 10 not in made.get_unit_spike_train("0")
    assert made.get_unit_spike_train("new").tolist() == [5, 900]
    assert made.get_added_units_inds().tolist() == ["new"]
