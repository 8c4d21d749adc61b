"""Places of units from their templates."""

import numpy as np
import pytest
from driftscope.localization import locate_templates
from probeinterface import generate_multi_columns_probe
from spikeinterface.core import Templates
from spikeinterface.postprocessing.localization_tools import compute_monopolar_triangulation

PROBE = generate_multi_columns_probe(2, 12, xpitch=20, ypitch=20, y_shift_per_column=[0, 10])
CONTACTS = PROBE.contact_positions


def monopoles(places: np.ndarray) -> np.ndarray:
    distances = np.linalg.norm(np.pad(CONTACTS, ((0, 0), (0, 1))) - places[:, np.newaxis], axis=2)
    waveform = np.array([0.0, -1.0, 0.4, 0.0])
    return (2000.0 / distances)[:, np.newaxis, :] * waveform[:, np.newaxis]


def test_a_monopole_is_found_where_it_is() -> None:
    places = np.array([[5.0, 100.0, 15.0], [18.0, 160.0, 30.0], [-4.0, 40.0, 25.0]])
    np.testing.assert_allclose(locate_templates(monopoles(places), CONTACTS), places, atol=0.5)


def test_places_are_those_of_spikeinterface() -> None:
    rng = np.random.default_rng(0)
    places = np.column_stack([rng.uniform(0, 20, 6), rng.uniform(0, 240, 6), rng.uniform(5, 40, 6)])
    templates = (monopoles(places) + rng.normal(0, 2, (6, 4, 24))).astype("float32")
    theirs = compute_monopolar_triangulation(
        Templates(templates, 30_000.0, 1, probe=PROBE), peak_sign="both", peak_mode="extremum"
    )
    np.testing.assert_allclose(locate_templates(templates, CONTACTS), theirs, atol=0.01)


def test_a_template_without_potential_has_no_place() -> None:
    assert np.isnan(locate_templates(np.zeros((1, 4, 24)), CONTACTS)).all()
    assert locate_templates(np.zeros((0, 4, 24)), CONTACTS).shape == (0, 3)


@pytest.mark.parametrize("scale", [1e-3, 1e3])
def test_the_unit_of_potential_does_not_matter(scale: float) -> None:
    places = np.array([[5.0, 100.0, 15.0]])
    np.testing.assert_allclose(locate_templates(monopoles(places) * scale, CONTACTS), places, atol=0.5)
