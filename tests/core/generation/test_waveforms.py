"""Single waveforms and positions of channels."""

from typing import Any

import numpy as np
import pytest
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
