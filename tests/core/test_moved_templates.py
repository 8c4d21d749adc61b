"""Given templates at any displacement."""

import pickle

import numpy as np
from driftscope.cache import the_cache
from driftscope.interpolation import Interpolator
from driftscope.moved_templates import MovedTemplates

CONTACTS = np.array([[16.0 * (row % 2) + 32.0 * column, 20.0 * row] for row in range(8) for column in range(2)])
HEIGHTS = np.exp(-(((CONTACTS - [16.0, 70.0]) / 30.0) ** 2).sum(axis=1))
TEMPLATES = (np.array([0.0, -100.0, 30.0, 0.0])[:, np.newaxis] * HEIGHTS * np.array([1.0, 2.0])[:, None, None]).astype(
    "float32"
)
MADE = MovedTemplates(TEMPLATES, Interpolator(CONTACTS), CONTACTS)


def dense(made: MovedTemplates, unit: int, displacement: tuple[float, float]) -> np.ndarray:
    [template] = made.make([unit], np.array([displacement]))
    full = np.zeros(TEMPLATES.shape[1:], dtype=np.float32)
    full[:, template.channels] = template.waveform
    return full


def test_many_at_once_are_what_each_is_alone() -> None:
    units, displacements = [0, 1, 0, 1], np.array([[0.0, 5.0], [0.0, 5.0], [0.0, -3.0], [2.0, 0.0]])
    together = MADE.make(units, displacements)
    the_cache().clear()
    for unit, displacement, template in zip(units, displacements, together, strict=True):
        [alone] = MADE.make([unit], displacement[np.newaxis])
        np.testing.assert_array_equal(alone.waveform, template.waveform)
        np.testing.assert_array_equal(alone.channels, template.channels)
        assert not template.waveform.flags.writeable


def test_templates_at_rest_are_the_given_ones() -> None:
    np.testing.assert_allclose(dense(MADE, 1, (0.0, 0.0)), TEMPLATES[1], atol=2e-3)


def test_a_template_is_seen_on_other_contacts() -> None:
    upper = MovedTemplates(TEMPLATES, Interpolator(CONTACTS), CONTACTS[8:])
    [template] = upper.make([0], np.array([[0.0, 10.0]]))
    np.testing.assert_allclose(template.waveform, dense(MADE, 0, (0.0, 10.0))[:, 8 + template.channels], atol=1e-4)


def test_they_travel_to_other_processes() -> None:
    carried = pickle.loads(pickle.dumps(MADE))  # noqa: S301 - our own
    np.testing.assert_array_equal(dense(carried, 0, (1.0, 4.0)), dense(MADE, 0, (1.0, 4.0)))
